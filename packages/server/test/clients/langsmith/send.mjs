import { Client } from "langsmith";
import { traceable } from "langsmith/traceable";
import { wrapOpenAI } from "langsmith/wrappers";
import OpenAI from "openai";

const client = new Client();
const openai = wrapOpenAI(new OpenAI(), { client });

const tools = {
  lookup_order: traceable(async () => ({ status: "shipped" }), { name: "lookup_order", run_type: "tool", client }),
  carrier_status: traceable(
    async () => {
      throw new Error("the carrier does not answer");
    },
    { name: "carrier_status", run_type: "tool", client },
  ),
};

let runId;
const answerQuestion = traceable(
  async ({ question }) => {
    let messages = [{ role: "user", content: question }];
    for (;;) {
      const { choices } = await openai.chat.completions.create({ model: "gpt-4.1-mini", messages, tools: declared() });
      const [{ message }] = choices;
      messages = [...messages, message];
      if (message.tool_calls === undefined) return message.content;
      for (const { id, function: called } of message.tool_calls) {
        const result = await tools[called.name](JSON.parse(called.arguments)).catch((error) => error.message);
        messages.push({ role: "tool", tool_call_id: id, content: JSON.stringify(result) });
      }
    }
  },
  {
    name: "answer-question",
    metadata: { session_id: "session-langsmith", user_id: "user-42" },
    on_end: (run) => (runId = run.id),
    client,
  },
);

await answerQuestion({ question: "Where is order A-1007?" });
await client.awaitPendingTraceBatches();

const { id: sessionId } = await client.readProject({ projectName: "support" }); // LangSmith calls projects sessions
await client.createFeedback({ runId, sessionId, key: "helpful", score: 1, comment: "quick and right" });

function declared() {
  return Object.keys(tools).map((name) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: {} } },
  }));
}
