/** Where the clients send to, in the words that their variables need. */
export interface Destination {
  url: string;
  /** `host:port`; undefined where there is no gRPC. */
  grpcUrl?: string;
  keyId: string;
  keySecret: string;
  /** What OPENAI_BASE_URL takes. */
  modelUrl: string;
}

/** A program that uses a client as its user would, and the variables of that client that point it somewhere. */
export interface ClientProgram {
  name: string;
  /** Below this folder; it holds the client at one version. */
  folder: string;
  file: string;
  /** What Python needs; without it the program is JavaScript. */
  requirements?: string;
  /** The session that it says it belongs to. */
  session: string;
  variables(to: Destination): Record<string, string>;
}

const token = ({ keyId, keySecret }: Destination): string => `${keyId}:${keySecret}`;
const resource = "deployment.environment.name=production,service.version=1.4.0";
const openTelemetry = (to: Destination): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token(to)}`,
  OTEL_METRICS_EXPORTER: "none",
  OTEL_RESOURCE_ATTRIBUTES: resource,
});
const langfuse = (to: Destination): Record<string, string> => ({
  LANGFUSE_BASE_URL: to.url,
  LANGFUSE_PUBLIC_KEY: to.keyId,
  LANGFUSE_SECRET_KEY: to.keySecret,
  LANGFUSE_TRACING_ENVIRONMENT: "production",
  LANGFUSE_RELEASE: "1.4.0",
});
const model = ({ modelUrl }: Destination): Record<string, string> => ({
  OPENAI_BASE_URL: modelUrl,
  OPENAI_API_KEY: "not-needed",
});
const mlflowVariables = (to: Destination): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token(to)},x-mlflow-experiment-id=7`,
  OTEL_RESOURCE_ATTRIBUTES: resource,
});

/** Every client, in JavaScript and in Python; several speak in more than one way. */
export const clientPrograms: readonly ClientProgram[] = [
  {
    name: "opentelemetry-proto",
    folder: "opentelemetry",
    file: "send.mjs",
    session: "session-opentelemetry",
    variables: openTelemetry,
  },
  {
    name: "opentelemetry-json",
    folder: "opentelemetry",
    file: "send.mjs",
    session: "session-opentelemetry",
    variables: (to) => ({ ...openTelemetry(to), OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }),
  },
  {
    name: "opentelemetry-grpc",
    folder: "opentelemetry",
    file: "send.mjs",
    session: "session-opentelemetry",
    variables: (to) => ({
      ...openTelemetry(to),
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${to.grpcUrl}`,
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    }),
  },
  {
    name: "phoenix",
    folder: "phoenix",
    file: "send.mjs",
    session: "session-phoenix",
    variables: (to) => ({
      PHOENIX_COLLECTOR_ENDPOINT: to.url,
      PHOENIX_API_KEY: token(to),
      PHOENIX_DISCOVER_CONFIG: "false",
      ...model(to),
    }),
  },
  {
    name: "openllmetry",
    folder: "openllmetry",
    file: "send.mjs",
    session: "session-openllmetry",
    variables: (to) => ({
      TRACELOOP_BASE_URL: to.url,
      TRACELOOP_API_KEY: token(to),
      TRACELOOP_TELEMETRY: "false",
      ...model(to),
    }),
  },
  {
    name: "vercel-ai",
    folder: "vercel-ai",
    file: "send.mjs",
    session: "session-vercel-ai",
    variables: (to) => ({ ...openTelemetry(to), ...model(to) }),
  },
  {
    name: "vercel-ai-legacy",
    folder: "vercel-ai",
    file: "send-legacy.mjs",
    session: "session-vercel-ai-legacy",
    variables: (to) => ({ ...openTelemetry(to), ...model(to) }),
  },
  { name: "langfuse", folder: "langfuse", file: "send.mjs", session: "session-langfuse", variables: langfuse },
  {
    name: "langsmith",
    folder: "langsmith",
    file: "send.mjs",
    session: "session-langsmith",
    variables: (to) => ({
      LANGSMITH_TRACING: "true",
      LANGSMITH_ENDPOINT: `${to.url}/langsmith`,
      LANGSMITH_API_KEY: token(to),
      LANGSMITH_PROJECT: "support",
      ...model(to),
    }),
  },
  {
    name: "mlflow",
    folder: "opentelemetry",
    file: "send-mlflow.mjs",
    session: "session-mlflow",
    variables: (to) => ({ ...openTelemetry(to), ...mlflowVariables(to) }),
  },
  {
    name: "opentelemetry-python",
    folder: "python",
    file: "opentelemetry_send.py",
    requirements: "requirements.txt",
    session: "session-opentelemetry-python",
    variables: openTelemetry,
  },
  {
    name: "langfuse-python",
    folder: "python",
    file: "langfuse_send.py",
    requirements: "requirements.txt",
    session: "session-langfuse-python",
    variables: langfuse,
  },
  {
    name: "mlflow-python",
    folder: "python",
    file: "mlflow_send.py",
    requirements: "requirements-mlflow.txt",
    session: "session-mlflow-python",
    variables: (to) => ({
      // MLflow's own metrics fail where OTEL_EXPORTER_OTLP_ENDPOINT is set
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${to.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      ...mlflowVariables(to),
      // where experiments would be looked up: nothing listens there, and nothing is asked
      MLFLOW_TRACKING_URI: "http://127.0.0.1:9",
      MLFLOW_EXPERIMENT_ID: "7",
    }),
  },
];
