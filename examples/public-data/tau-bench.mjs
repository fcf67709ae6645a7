// tau-bench's recorded conversations of an airline agent (gpt-4o) as traces.
// Each line of the file is one conversation: `traj` (messages, tool calls, tool results), `reward`, `info.user_cost`.
import { attributesOf, idOf, nanosOf, requestOf } from "./otlp.mjs";

/** The policy says that it is 2024-05-15. The file has no times: one conversation starts every seven minutes. */
const firstMs = Date.parse("2024-05-15T00:00:00Z");
const everyMs = 7 * 60_000;
const sender = {
  "service.name": "tau-bench-airline",
  "service.version": "gpt-4o",
  "deployment.environment.name": "benchmark",
};

/** The requests of the whole file, one a conversation. */
export function* requests(text) {
  let number = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    yield requestOf(sender, spansOf(JSON.parse(line), firstMs + everyMs * number));
    number += 1;
  }
}

function spansOf({ task_id: task, trial, reward, info, traj }, startMs) {
  const name = `task-${task}-trial-${trial}`;
  const traceId = idOf(32, "tau-bench", name);
  const rootId = idOf(16, "tau-bench", name, "root");
  const own = { "session.id": name, "user.id": info.task.user_id };
  const calls = new Map();
  const children = [];
  let clock = startMs;
  let news = [];
  for (const [at, message] of traj.entries()) {
    const fromMs = clock;
    clock += durationOf(message);
    if (message.role === "user") news.push(message);
    if (message.role !== "assistant" && message.role !== "tool") continue;
    const about = message.role === "tool" ? toolCall(message, calls.get(message.tool_call_id)) : answer(news, message);
    if (message.role === "tool") news.push(message);
    else {
      news = [];
      // Ids of calls repeat within a conversation: a result answers the newest call of its id.
      for (const call of message.tool_calls ?? []) calls.set(call.id, call.function);
    }
    children.push({
      traceId,
      spanId: idOf(16, "tau-bench", name, at),
      parentSpanId: rootId,
      name: about.name,
      kind: 3,
      startTimeUnixNano: nanosOf(fromMs),
      endTimeUnixNano: nanosOf(clock),
      attributes: attributesOf({ ...own, ...about.attributes }),
    });
  }
  const lastAnswer = traj.findLastIndex(({ role }) => role === "assistant");
  const root = {
    traceId,
    spanId: rootId,
    name: "airline agent",
    kind: 2,
    startTimeUnixNano: nanosOf(startMs),
    endTimeUnixNano: nanosOf(clock),
    attributes: attributesOf({
      ...own,
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "airline",
      "gen_ai.input.messages": traj.slice(0, lastAnswer),
      "gen_ai.output.messages": [traj[lastAnswer]],
      "gen_ai.usage.cost": info.user_cost,
      "tau_bench.task": task,
      "tau_bench.trial": trial,
    }),
    events: [
      {
        name: "gen_ai.evaluation.result",
        timeUnixNano: nanosOf(clock),
        attributes: attributesOf({ "gen_ai.evaluation.name": "reward", "gen_ai.evaluation.score.value": reward }),
      },
    ],
  };
  return [root, ...children];
}

/** The file has no durations either: what a hosted model and a person of usual speed would take, from the length. */
function durationOf({ role, content }) {
  const letters = (content ?? "").length;
  if (role === "assistant") return 400 + 3 * letters;
  return role === "tool" ? 60 : role === "user" ? 4000 + 10 * letters : 0;
}

/** One call of the model, with what is new since the call before it: the root holds the whole conversation. */
function answer(news, message) {
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.input.messages": news,
    "gen_ai.output.messages": [message],
  };
  return { name: "chat gpt-4o", attributes };
}

/** One call of a tool. Its status is not set: what failed says so in its result, as tau-bench's tools do. */
function toolCall({ name, tool_call_id: id, content }, call) {
  const attributes = {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "gen_ai.tool.call.id": id,
    "gen_ai.tool.call.arguments": call?.arguments,
    "gen_ai.tool.call.result": content,
  };
  return { name: `execute_tool ${name}`, attributes };
}
