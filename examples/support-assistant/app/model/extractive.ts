import { extract } from "../answer/extract.ts";
import { readIntent } from "../answer/intent.ts";
import { describeCall } from "../answer/order-sentences.ts";
import { turnsInQuestion } from "../conversation.ts";
import { contentTerms } from "../knowledge/terms.ts";
import { callTool } from "../orders/index.ts";
import type { ToolCall } from "../orders/index.ts";
import { estimateUsage, systemPrompt } from "../prompt.ts";
import { inputMessages, inSpan, outputMessages, systemInstructions } from "../telemetry/index.ts";
import type { Task, Written } from "./writer.ts";

const model = "extractive-1";

const noArticle =
  "Sorry, I can't help with that: our help articles say nothing about it. Please ask our people through the help page, or ask me about an order, a delivery, a return or a product of ours.";

const greeting = "Hello! Ask me about an order, a delivery, a return or one of our products.";

const askForNumber = "Please give me the order number from your confirmation email, and I will take care of it.";

/**
 * Answers without a model, in sentences of the articles. Deterministic, and quick enough to run in every pull
 * request.
 */
export async function writeExtractive(task: Task): Promise<Written> {
  const { intent, toolCalls } = await act(task);
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "fernhollow",
    "gen_ai.request.model": model,
  };
  const content = () => ({
    "gen_ai.input.messages": inputMessages(task.messages),
    "gen_ai.system_instructions": systemInstructions(systemPrompt(task)),
  });
  return inSpan(task.scope, { name: `chat ${model}`, attributes, content }, (_, record) => {
    const { text, citations } = compose(task, intent, toolCalls);
    const usage = estimateUsage(task, toolCalls, text);
    record(
      {
        "gen_ai.response.model": model,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": usage.inputTokens,
        "gen_ai.usage.output_tokens": usage.outputTokens,
      },
      () => ({ "gen_ai.output.messages": outputMessages(text) }),
    );
    return { answer: text, citations, toolCalls, usage, model };
  });
}

type IntentKind = ReturnType<typeof readIntent>["kind"];

/** Calls the tools that the customer's intent needs. */
async function act({
  messages,
  orderNumber,
  scope,
  book,
}: Task): Promise<{ intent: IntentKind; toolCalls: ToolCall[] }> {
  const intent = readIntent(messages, orderNumber);
  if (intent.kind === "question" || !orderNumber) return { intent: intent.kind, toolCalls: [] };
  const looked = await callTool(scope, book, "lookUpOrder", { orderId: orderNumber });
  if (intent.kind === "status" || "error" in looked.result) return { intent: intent.kind, toolCalls: [looked] };
  const { kind, ...details } = intent;
  const refund = await callTool(scope, book, "startRefund", { orderId: orderNumber, ...details });
  return { intent: kind, toolCalls: [looked, refund] };
}

function compose(task: Task, intent: IntentKind, toolCalls: ToolCall[]): { text: string; citations: string[] } {
  if (intent === "question") {
    const nothingAsked = turnsInQuestion(task.messages).flatMap(contentTerms).length === 0;
    return extract(task.found, 4) ?? { text: nothingAsked ? greeting : noArticle, citations: [] };
  }
  const last = toolCalls.at(-1);
  const opening = last ? describeCall(last) : askForNumber;
  const more = intent === "status" && asksMore(task) ? extract(task.found, 2) : undefined;
  return { text: [opening, more?.text].filter(Boolean).join(" "), citations: more?.citations ?? [] };
}

/** Whether the turn is a question that articles answer too: "where is my parcel, the tracking shows nothing?" */
function asksMore({ messages, found }: Task): boolean {
  return found.confidence >= 0.6 && messages.at(-1)?.content.includes("?") === true;
}
