// MLflow's spans by hand: its client for JavaScript is on no registry.
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer("support");

await traced("answer-question", "AGENT", { question: "Where is order A-1007?" }, async (root) => {
  set(root, "mlflow.trace.user", "user-42");
  set(root, "mlflow.trace.session", "session-mlflow");
  await traced("lookup_order", "TOOL", { orderId: "A-1007" }, async () => ({ status: "shipped" }));
  await traced("carrier_status", "TOOL", { carrier: "DHL" }, async () => {
    throw new Error("the carrier does not answer");
  });
  const { content } = await traced(
    "chat",
    "CHAT_MODEL",
    { messages: [{ role: "user", content: "Where is order A-1007? It is shipped." }] },
    async (span) => {
      set(span, "mlflow.llm.model", "gpt-4.1-mini");
      set(span, "mlflow.llm.provider", "openai");
      set(span, "mlflow.chat.tokenUsage", { input_tokens: 389, output_tokens: 17, cache_read_input_tokens: 256 });
      return { role: "assistant", content: "Order A-1007 was shipped on Monday and arrives on Friday." };
    },
  );
  return content;
});
await sdk.shutdown();

async function traced(name, type, inputs, run) {
  return tracer.startActiveSpan(name, async (span) => {
    set(span, "mlflow.spanType", type);
    set(span, "mlflow.spanInputs", inputs);
    try {
      const outputs = await run(span);
      set(span, "mlflow.spanOutputs", outputs);
      return outputs;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      return undefined;
    } finally {
      span.end();
    }
  });
}

function set(span, key, value) {
  span.setAttribute(key, JSON.stringify(value));
}
