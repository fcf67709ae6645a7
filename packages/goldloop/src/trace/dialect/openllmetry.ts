import type { AttributeValue } from "../otlp/raw.ts";
import type { RetrievedDocument, SpanKind } from "../span.ts";
import { argumentsOf } from "./arguments.ts";
import type { Dialect, Draft } from "./definition.ts";
import { setConversation, toMessages } from "./messages.ts";
import { firstText, isFields, parsed, toNumber } from "./view.ts";
import type { SpanView } from "./view.ts";

const kinds: Record<string, SpanKind> = { workflow: "workflow", task: "workflow", agent: "agent", tool: "tool" };
const requests: Record<string, SpanKind> = {
  chat: "chat",
  completion: "chat",
  rerank: "retrieval",
  embedding: "embedding",
};

/** OpenLLMetry (Traceloop): its own workflow spans, and model calls with prompts flattened into `gen_ai.prompt.0...`. */
export const openllmetry: Dialect = {
  name: "openllmetry",
  prefixes: ["traceloop", "gen_ai", "llm", "db"],
  read(view, span) {
    const kind = view.text("traceloop.span.kind");
    if (kind !== undefined) span.kind ??= kinds[kind] ?? "other";
    const request = view.peek("llm.request.type");
    if (typeof request === "string" && requests[request] !== undefined) {
      view.take("llm.request.type");
      span.kind ??= requests[request];
    }
    if (view.peek("gen_ai.prompt.0.role") !== undefined || view.has("gen_ai.completion.0.")) {
      const asked = toMessages(view.nested("gen_ai.prompt"), "user");
      setConversation(span, asked, toMessages(view.nested("gen_ai.completion"), "assistant"));
    }
    if (view.has("traceloop.")) readEntity(view, span);
    if (view.raw.events.some(({ name }) => name === "db.query.result")) {
      span.kind ??= "retrieval";
      span.documents ??= view.raw.events.flatMap(({ name, attributes }) =>
        name === "db.query.result" ? [documentOf(attributes)] : [],
      );
    }
  },
};

function readEntity(view: SpanView, span: Draft): void {
  span.input ??= argumentsOf(unwrapped(view.json("traceloop.entity.input"), "inputs"));
  span.output ??= unwrapped(view.json("traceloop.entity.output"), "outputs");
  const properties = view.json("traceloop.association.properties");
  const property = (...names: string[]) =>
    view.text(...names.map((name) => `traceloop.association.properties.${name}`)) ??
    (isFields(properties) ? firstText(properties, ...names) : undefined);
  span.sessionId ??= property("session_id", "sessionId", "session.id", "chat_id", "conversation_id");
  span.userId ??= property("user_id", "userId", "user.id");
  if (span.kind !== "tool") return;
  span.toolCalls ??= [
    {
      name: view.text("traceloop.entity.name") ?? view.raw.name,
      arguments: span.input ?? {},
      ...(span.output === undefined ? {} : { result: span.output }),
    },
  ];
}

/** LangChain's callback writes `{ inputs, tags, metadata, kwargs }`; functions write their arguments as they are. */
function unwrapped(value: AttributeValue | undefined, key: string): AttributeValue | undefined {
  if (!isFields(value) || !(key in value)) return value;
  const inner = value[key] ?? null;
  return inner === null ? value : parsed(inner);
}

function documentOf(attributes: Record<string, AttributeValue>): RetrievedDocument {
  const id = firstText(attributes, "db.query.result.id");
  const text = firstText(attributes, "db.query.result.document");
  const score = toNumber(attributes["db.query.result.score"]);
  const metadata = attributes["db.query.result.metadata"];
  return {
    ...(id === undefined ? {} : { id }),
    ...(text === undefined ? {} : { text }),
    ...(score === undefined ? {} : { score }),
    ...(metadata === undefined || metadata === null ? {} : { metadata: parsed(metadata) }),
  };
}
