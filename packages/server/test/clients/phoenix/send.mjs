import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { context, register, setSession, setUser, traceAgent, traceTool } from "@arizeai/phoenix-otel";
import OpenAI from "openai";

const provider = register({ projectName: "support" });
new OpenAIInstrumentation({ tracerProvider: provider }).manuallyInstrument(OpenAI);
const openai = new OpenAI();

const tools = {
  lookup_order: traceTool(async () => ({ status: "shipped" }), { name: "lookup_order" }),
  carrier_status: traceTool(
    async () => {
      throw new Error("the carrier does not answer");
    },
    { name: "carrier_status" },
  ),
};

const answerQuestion = traceAgent(
  async (question) => {
    const messages = [{ role: "user", content: question }];
    for (;;) {
      const { choices } = await openai.chat.completions.create({ model: "gpt-4.1-mini", messages, tools: declared() });
      const [{ message }] = choices;
      messages.push(message);
      if (message.tool_calls === undefined) return message.content;
      for (const { id, function: called } of message.tool_calls) {
        const result = await tools[called.name](JSON.parse(called.arguments)).catch((error) => error.message);
        messages.push({ role: "tool", tool_call_id: id, content: JSON.stringify(result) });
      }
    }
  },
  { name: "answer-question" },
);

const known = setUser(setSession(context.active(), { sessionId: "session-phoenix" }), { userId: "user-42" });
await context.with(known, () => answerQuestion("Where is order A-1007?"));
await provider.shutdown();

function declared() {
  return Object.keys(tools).map((name) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: {} } },
  }));
}
