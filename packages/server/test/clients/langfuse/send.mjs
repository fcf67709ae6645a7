import { LangfuseClient } from "@langfuse/client";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { propagateAttributes, startActiveObservation } from "@langfuse/tracing";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();

/** Stands for the call of your model. */
async function chat(messages) {
  return startActiveObservation(
    "chat",
    async (generation) => {
      const answer = "Order A-1007 was shipped on Monday and arrives on Friday.";
      generation.update({
        model: "gpt-4.1-mini",
        input: messages,
        output: { role: "assistant", content: answer },
        // parts that add up: what was cached is not in `input`
        usageDetails: { input: 133, input_cached_tokens: 256, output: 17 },
        completionStartTime: new Date(),
      });
      return answer;
    },
    { asType: "generation" },
  );
}

async function tool(name, given, run) {
  return startActiveObservation(
    name,
    async (span) => {
      span.update({ input: given });
      try {
        const result = await run();
        span.update({ output: result });
        return result;
      } catch (error) {
        span.update({ level: "ERROR", statusMessage: error.message });
        return undefined;
      }
    },
    { asType: "tool" },
  );
}

const who = { userId: "user-42", sessionId: "session-langfuse", tags: ["support"] };
const traceId = await propagateAttributes(who, () =>
  startActiveObservation(
    "answer-question",
    async (root) => {
      const question = "Where is order A-1007?";
      const order = await tool("lookup_order", { orderId: "A-1007" }, async () => ({ status: "shipped" }));
      await tool("carrier_status", { carrier: "DHL" }, async () => {
        throw new Error("the carrier does not answer");
      });
      const answer = await chat([{ role: "user", content: `${question} It is ${order.status}.` }]);
      root.update({ input: question, output: answer });
      return root.traceId;
    },
    { asType: "agent" },
  ),
);

const langfuse = new LangfuseClient();
langfuse.score.create({ traceId, name: "helpful", value: 1, comment: "quick and right" });
await Promise.all([processor.forceFlush(), langfuse.flush()]);
