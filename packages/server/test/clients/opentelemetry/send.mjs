import { SpanStatusCode, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer("support");

function messages(role, content) {
  return JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
}

/** Stands for the call of your model. */
async function chat(question) {
  return tracer.startActiveSpan("chat gpt-4.1-mini", async (span) => {
    const answer = "Order A-1007 was shipped on Monday and arrives on Friday.";
    span.setAttributes({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4.1-mini",
      "gen_ai.response.model": "gpt-4.1-mini-2025-04-14",
      "gen_ai.usage.input_tokens": 389, // cached ones included
      "gen_ai.usage.cache_read.input_tokens": 256,
      "gen_ai.usage.output_tokens": 17,
      "gen_ai.response.time_to_first_chunk": 0.25, // seconds
      "gen_ai.input.messages": messages("user", question),
      "gen_ai.output.messages": messages("assistant", answer),
    });
    span.end();
    return answer;
  });
}

async function tool(name, given, run) {
  return tracer.startActiveSpan(`execute_tool ${name}`, async (span) => {
    span.setAttributes({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": name,
      "gen_ai.tool.call.arguments": JSON.stringify(given),
    });
    try {
      const result = await run();
      span.setAttribute("gen_ai.tool.call.result", JSON.stringify(result));
      return result;
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      return undefined;
    } finally {
      span.end();
    }
  });
}

await tracer.startActiveSpan("answer-question", async (root) => {
  const question = "Where is order A-1007?";
  root.setAttributes({
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": "support",
    "gen_ai.conversation.id": "session-opentelemetry",
    "user.id": "user-42",
    "gen_ai.input.messages": messages("user", question),
  });
  const order = await tool("lookup_order", { orderId: "A-1007" }, async () => ({ status: "shipped" }));
  await tool("carrier_status", { carrier: "DHL" }, async () => {
    throw new Error("the carrier does not answer");
  });
  const answer = await chat(`${question} It is ${order.status}.`);
  root.setAttribute("gen_ai.output.messages", messages("assistant", answer));
  root.end();
});
await sdk.shutdown();
