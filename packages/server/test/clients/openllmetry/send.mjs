import * as traceloop from "@traceloop/node-server-sdk";
import OpenAI from "openai";

traceloop.initialize({ appName: "support", instrumentModules: { openAI: OpenAI }, silenceInitializationMessage: true });
const openai = new OpenAI();

const tools = {
  lookup_order: async () => ({ status: "shipped" }),
  carrier_status: async () => ({ error: "the carrier does not answer" }),
};

await traceloop.withAssociationProperties({ session_id: "session-openllmetry", user_id: "user-42" }, () =>
  traceloop.withWorkflow({ name: "answer-question" }, answerQuestion, { question: "Where is order A-1007?" }),
);
await traceloop.forceFlush();

async function answerQuestion({ question }) {
  const messages = [{ role: "user", content: question }];
  for (;;) {
    const { choices } = await openai.chat.completions.create({ model: "gpt-4.1-mini", messages, tools: declared() });
    const [{ message }] = choices;
    messages.push(message);
    if (message.tool_calls === undefined) return message.content;
    for (const { id, function: called } of message.tool_calls) {
      const given = JSON.parse(called.arguments);
      const result = await traceloop.withTool({ name: called.name }, tools[called.name], given);
      messages.push({ role: "tool", tool_call_id: id, content: JSON.stringify(result) });
    }
  }
}

function declared() {
  return Object.keys(tools).map((name) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: {} } },
  }));
}
