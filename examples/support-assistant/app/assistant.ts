import { declined } from "./answer/guard.ts";
import { turnsInQuestion } from "./conversation.ts";
import type { Message } from "./conversation.ts";
import { readEnvironment } from "./environment.ts";
import { createSearch } from "./knowledge/search.ts";
import type { SearchResult } from "./knowledge/search.ts";
import { writeExtractive } from "./model/extractive.ts";
import { createOpenAiWriter } from "./model/openai.ts";
import type { Written } from "./model/writer.ts";
import { findOrderNumber } from "./orders/index.ts";
import type { OrderBook } from "./orders/index.ts";
import { canary, documentText } from "./prompt.ts";
import { releases } from "./releases/index.ts";
import type { ReleaseName } from "./releases/index.ts";
import { getTracer, inputMessages, inSpan, outputMessages, parentContext } from "./telemetry/index.ts";
import type { Recorder, Scope } from "./telemetry/index.ts";

export interface Reply extends Written {
  /** The articles that were found, best first, with the passages that went into the prompt. */
  documents: { id: string; text: string }[];
}

export interface ReplyOptions {
  release: ReleaseName;
  book: OrderBook;
  /** The W3C trace context of the caller. */
  traceparent?: string | undefined;
  /** Groups the traces of one conversation. */
  conversationId?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Answers the last message of a conversation. Throws when the model API fails or the signal is aborted. */
export async function reply(messages: Message[], options: ReplyOptions): Promise<Reply> {
  options.signal?.throwIfAborted();
  const { captureContent } = readEnvironment();
  const scope: Scope = { tracer: await getTracer(), parent: parentContext(options.traceparent), captureContent };
  const attributes = {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": "support-assistant",
    "gen_ai.agent.version": options.release,
    ...(options.conversationId && { "gen_ai.conversation.id": options.conversationId }),
  };
  const content = () => ({ "gen_ai.input.messages": inputMessages(messages) });
  return inSpan(scope, { name: "invoke_agent support-assistant", attributes, content }, async (inner, record) => {
    const written = await write(messages, options, inner, record);
    record({}, () => ({ "gen_ai.output.messages": outputMessages(written.answer) }));
    return written;
  });
}

/** A request that a rule declines never reaches a model. */
const nothingSpent = { usage: { inputTokens: 0, outputTokens: 0 }, model: "extractive-1" };

async function write(
  messages: Message[],
  { release, book, signal }: ReplyOptions,
  scope: Scope,
  record: Recorder,
): Promise<Reply> {
  const orderNumber = findOrderNumber(messages, releases[release].orderNumber);
  const rule = declined(messages);
  if (rule) {
    record({ "fernhollow.declined_by": rule.name });
    return { answer: rule.reply, citations: [], toolCalls: [], documents: [], ...nothingSpent };
  }
  const found = await retrieve(messages, release, scope);
  const { model } = readEnvironment();
  const writer = model ? createOpenAiWriter(model) : writeExtractive;
  const written = await writer({ messages, orderNumber, documents: found.documents, found, book, scope, signal });
  const documents = found.documents.map((document) => ({ id: document.id, text: documentText(document) }));
  // The last line of defence against a model that was talked into quoting its instructions.
  if (written.answer.includes(canary)) {
    return { ...written, answer: "Sorry, I can't help with that.", citations: [], documents };
  }
  return { ...written, documents };
}

const searches = new Map<ReleaseName, ReturnType<typeof createSearch>>();

function retrieve(messages: Message[], release: ReleaseName, scope: Scope): Promise<SearchResult> {
  const turns = turnsInQuestion(messages);
  const attributes = { "gen_ai.operation.name": "retrieval", "gen_ai.data_source.id": "knowledge" };
  const content = () => ({ "gen_ai.retrieval.query.text": turns.join("\n") });
  return inSpan(scope, { name: "retrieval knowledge", attributes, content }, (_, record) => {
    const search = searches.get(release) ?? createSearch(releases[release].retrieval);
    searches.set(release, search);
    const found = search(turns);
    record({}, () => ({
      "gen_ai.retrieval.documents": JSON.stringify(
        found.documents.map((document) => ({
          id: document.id,
          score: document.score,
          content: documentText(document),
        })),
      ),
    }));
    return found;
  });
}
