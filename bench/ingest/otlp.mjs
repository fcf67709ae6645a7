// OTLP/protobuf bodies of made-up traces of a support assistant, about 1 KB a span: what SDKs send.

function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const block = (number, value) => Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);
const text = (number, value) => block(number, Buffer.from(value));
const integer = (number, value) => Buffer.concat([varint(number << 3), varint(value)]);

function fixed64(number, value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

function attribute(number, key, value) {
  const any = typeof value === "number" ? integer(3, value) : text(1, value);
  return block(number, Buffer.concat([text(1, key), block(2, any)]));
}

function encodeSpan({ traceId, spanId, parentSpanId, name, startNanos, endNanos, attributes, error }) {
  return Buffer.concat([
    block(1, Buffer.from(traceId, "hex")),
    block(2, Buffer.from(spanId, "hex")),
    ...(parentSpanId === undefined ? [] : [block(4, Buffer.from(parentSpanId, "hex"))]),
    text(5, name),
    integer(6, 1),
    fixed64(7, startNanos),
    fixed64(8, endNanos),
    ...Object.entries(attributes).map(([key, value]) => attribute(9, key, value)),
    ...(error === undefined ? [] : [block(15, Buffer.concat([text(2, error), integer(3, 2)]))]),
  ]);
}

/** A request with these spans. */
export function encodeRequest(spans) {
  const resource = Buffer.concat(
    Object.entries({
      "service.name": "support-assistant",
      "service.version": "2026.11.3",
      "deployment.environment.name": "production",
      "telemetry.sdk.language": "nodejs",
      "telemetry.sdk.version": "2.2.0",
      "cloud.region": "eu-central-1",
    }).map(([key, value]) => attribute(1, key, value)),
  );
  const scope = Buffer.concat([text(1, "support-assistant"), text(2, "1.4.0")]);
  const scopeSpans = Buffer.concat([block(1, scope), ...spans.map((span) => block(2, encodeSpan(span)))]);
  return block(1, Buffer.concat([block(1, resource), block(2, scopeSpans)]));
}

const vocabulary =
  "order refund parcel delivery address invoice payment account password customer support question answer policy days week return exchange size color store price discount code email number time help thanks please could would should before after arrived broken missing wrong late early open close change cancel confirm send receive the a an and or of to in on for with is are was were it this that your my our we you".split(
    " ",
  );

/** Small deterministic generator (mulberry32): the same traces every time. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function sentenceMaker(next) {
  return (words) => {
    const parts = Array.from({ length: words }, () => vocabulary[Math.floor(next() * vocabulary.length)]);
    if (next() < 0.05) parts.splice(3, 0, `customer${Math.floor(next() * 1e6)}@example.com`);
    if (next() < 0.03) parts.push(`or call +1 415-555-${String(Math.floor(next() * 1e4)).padStart(4, "0")}`);
    return `${parts.join(" ")}.`;
  };
}

/** Spans of whole traces, five each: workflow, retrieval, chat, tool, chat. At least `count`. */
export function makeSpans(count, { seed = 1, endMs = Date.now() } = {}) {
  const next = random(seed);
  const sentence = sentenceMaker(next);
  const hex = (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join("");
  const spans = [];
  for (let n = 0; spans.length < count; n++) {
    const traceId = hex(32);
    const root = hex(16);
    const start = BigInt(endMs - Math.floor(next() * 3_600_000)) * 1_000_000n;
    const at = (ms) => start + BigInt(ms) * 1_000_000n;
    const shared = { "session.id": `s-${Math.floor(n / 3)}`, "user.id": `u-${n % 500}` };
    const question = sentence(25);
    const system =
      "You are the assistant of a shop. Answer from the documents, briefly, and never promise what you cannot keep.";
    const first = sentence(50);
    const answer = sentence(60);
    const add = (name, from, to, attributes, over = {}) =>
      spans.push({
        traceId,
        spanId: hex(16),
        parentSpanId: root,
        name,
        startNanos: at(from),
        endNanos: at(to),
        attributes: { ...shared, ...attributes },
        ...over,
      });
    add(
      "answer",
      0,
      2400,
      { "openinference.span.kind": "CHAIN", "input.value": question, "output.value": answer },
      { spanId: root, parentSpanId: undefined },
    );
    add("retrieve", 5, 120, {
      "openinference.span.kind": "RETRIEVER",
      "input.value": question,
      "retrieval.documents.0.document.id": `doc-${Math.floor(next() * 900)}`,
      "retrieval.documents.0.document.content": sentence(60),
      "retrieval.documents.1.document.id": `doc-${Math.floor(next() * 900)}`,
      "retrieval.documents.1.document.content": sentence(60),
    });
    const chat = (messages, output, tokens) => ({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4.1-2025-04-14",
      "gen_ai.response.model": "gpt-4.1-2025-04-14",
      "gen_ai.usage.input_tokens": tokens,
      "gen_ai.usage.output_tokens": 80,
      "gen_ai.input.messages": JSON.stringify(messages),
      "gen_ai.output.messages": JSON.stringify([{ role: "assistant", parts: [{ type: "text", content: output }] }]),
      "gen_ai.request.temperature": 0,
    });
    const said = (role, content) => ({ role, parts: [{ type: "text", content }] });
    add("chat gpt-4.1", 130, 900, chat([said("system", system), said("user", question)], first, 400 + (n % 300)));
    const failed = next() < 0.02;
    add(
      "execute_tool find_order",
      910,
      990,
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "find_order",
        "gen_ai.tool.call.id": `call_${n}`,
        "gen_ai.tool.call.arguments": JSON.stringify({ order: `A-${10_000 + n}`, note: sentence(8) }),
        "gen_ai.tool.call.result": failed
          ? "Error: order not found"
          : JSON.stringify({ status: "shipped", text: sentence(20) }),
      },
      failed ? { error: "order not found" } : {},
    );
    const messages = [said("system", system), said("user", question), said("assistant", first)];
    add("chat gpt-4.1", 1000, 2390, chat(messages, answer, 700 + (n % 300)));
  }
  return spans;
}
