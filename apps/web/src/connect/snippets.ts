/** Where spans go and with which key. `token` is id and secret in one, as Bearer clients send it. */
export interface Address {
  /** `https://goldloop.example.com`, without a slash at the end. */
  url: string;
  id: string;
  secret: string;
  token: string;
}

export interface Client {
  id: string;
  label: string;
  /** What to paste, ready to run. */
  snippet: (to: Address) => string;
  /** One line below it. */
  note: string;
}

const otelVariables = ({ url, token }: Address) => `export OTEL_EXPORTER_OTLP_ENDPOINT=${url}
export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20${token}"
export OTEL_METRICS_EXPORTER=none`;

/** The clients that people already use, and what points each of them here. */
export const clients: readonly Client[] = [
  {
    id: "opentelemetry",
    label: "OpenTelemetry",
    snippet: (to) => `${otelVariables(to)}
# environment and release of every span
export OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=production,service.version=1.0.0"`,
    note: "For any OpenTelemetry SDK or collector: OTLP over HTTP, protobuf or JSON. Set these and start the application again.",
  },
  {
    id: "ai-sdk",
    label: "Vercel AI SDK",
    snippet: (to) => `# npm install ai @ai-sdk/otel @opentelemetry/sdk-node@0.223
${otelVariables(to)}

// instrumentation.ts, imported before everything else
import { OpenTelemetry } from "@ai-sdk/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { registerTelemetry } from "ai";

new NodeSDK().start();
registerTelemetry(new OpenTelemetry({ runtimeContext: true }));`,
    note: "Every generateText and streamText call then arrives with model, tokens and tool calls; userId and sessionId of its runtimeContext say whose, where telemetry.includeRuntimeContext names them.",
  },
  {
    id: "langfuse",
    label: "Langfuse",
    snippet: ({ url, id, secret }) => `export LANGFUSE_BASE_URL=${url}
export LANGFUSE_PUBLIC_KEY=${id}
export LANGFUSE_SECRET_KEY=${secret}`,
    note: "The Langfuse SDK stays as it is, scores and feedback included. Older Python clients read LANGFUSE_HOST.",
  },
  {
    id: "langsmith",
    label: "LangSmith",
    snippet: ({ url, token }) => `export LANGSMITH_TRACING=true
export LANGSMITH_ENDPOINT=${url}/langsmith
export LANGSMITH_API_KEY=${token}`,
    note: "LangChain, LangGraph and the LangSmith SDK stay as they are, feedback included.",
  },
  {
    id: "openinference",
    label: "OpenInference",
    snippet: ({ url, token }) => `export PHOENIX_COLLECTOR_ENDPOINT=${url}
export PHOENIX_API_KEY=${token}`,
    note: "For the OpenInference instrumentations through @arizeai/phoenix-otel or arize-phoenix-otel.",
  },
  {
    id: "openllmetry",
    label: "OpenLLMetry",
    snippet: ({ url, token }) => `export TRACELOOP_BASE_URL=${url}
export TRACELOOP_API_KEY=${token}
export TRACELOOP_TELEMETRY=false`,
    note: "The association properties session_id and user_id say whose a trace is.",
  },
  {
    id: "python",
    label: "Python",
    snippet: ({ url, token }) => `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(
    endpoint="${url}/v1/traces",
    headers={"authorization": "Bearer ${token}"},
)))
trace.set_tracer_provider(provider)

with trace.get_tracer("app").start_as_current_span("chat") as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.request.model", "gpt-4.1-mini")
    span.set_attribute("input.value", "Where is my refund?")
    span.set_attribute("output.value", "It takes 5 business days.")
provider.shutdown()`,
    note: "A whole program: it sends one span and ends.",
  },
  {
    id: "curl",
    label: "curl",
    snippet: ({ url, token }) => `curl --fail-with-body "${url}/v1/traces" \\
  -H "authorization: Bearer ${token}" -H "content-type: application/json" -d @- <<JSON
{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.version", "value": {"stringValue": "1.0.0"}}]},
  "scopeSpans": [{"spans": [{
    "traceId": "$(openssl rand -hex 16)", "spanId": "$(openssl rand -hex 8)", "name": "chat",
    "startTimeUnixNano": "$(($(date +%s) - 1))000000000", "endTimeUnixNano": "$(date +%s)000000000",
    "attributes": [
      {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
      {"key": "gen_ai.request.model", "value": {"stringValue": "gpt-4.1-mini"}},
      {"key": "input.value", "value": {"stringValue": "Where is my refund?"}},
      {"key": "output.value", "value": {"stringValue": "It takes 5 business days."}}
    ]
  }]}]
}]}
JSON`,
    note: "One span, as OTLP over HTTP in JSON: what any language can send without a library.",
  },
];

/** Stands where a key is not known: its secret is shown only once, when it is made. */
export function withoutKey(url: string): Address {
  return { url, id: "YOUR_KEY_ID", secret: "YOUR_KEY_SECRET", token: "YOUR_KEY" };
}
