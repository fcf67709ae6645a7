import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeOtlpJson } from "./json.ts";
import { decodeOtlpProtobuf } from "./protobuf.ts";
import { OtlpError } from "./raw.ts";
import type { AttributeValue } from "./raw.ts";

/** A small encoder of its own, written from the field numbers of the OTLP definitions. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? byte : byte | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}
const tag = (field: number, type: number): Buffer => varint(BigInt((field << 3) | type));
const block = (field: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([tag(field, 2), varint(BigInt(body.length)), body]);
};
const text = (field: number, value: string): Buffer => block(field, Buffer.from(value));
const integer = (field: number, value: bigint): Buffer => Buffer.concat([tag(field, 0), varint(value)]);
const fixed = (field: number, value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([tag(field, 1), bytes]);
};
const double = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), bytes]);
};

type Any =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { bytesValue: string }
  | { arrayValue: { values: Any[] } }
  | { kvlistValue: { values: { key: string; value: Any }[] } };

function anyValue(value: Any): Buffer {
  if ("stringValue" in value) return text(1, value.stringValue);
  if ("boolValue" in value) return integer(2, value.boolValue ? 1n : 0n);
  if ("intValue" in value) return integer(3, BigInt(value.intValue));
  if ("doubleValue" in value) return double(4, value.doubleValue);
  if ("bytesValue" in value) return block(7, Buffer.from(value.bytesValue, "base64"));
  if ("arrayValue" in value) return block(5, ...value.arrayValue.values.map((item) => block(1, anyValue(item))));
  return block(6, ...value.kvlistValue.values.map((pair) => keyValue(1, pair)));
}
const keyValue = (field: number, { key, value }: { key: string; value: Any }): Buffer =>
  block(field, text(1, key), block(2, anyValue(value)));

interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Any }[];
  events: { timeUnixNano: string; name: string; attributes: { key: string; value: Any }[] }[];
  links: { traceId: string; spanId: string; attributes: { key: string; value: Any }[] }[];
  status: { message: string; code: number };
}
interface JsonRequest {
  resourceSpans: {
    resource: { attributes: { key: string; value: Any }[] };
    scopeSpans: { scope: { name: string; version: string }; spans: JsonSpan[] }[];
  }[];
}

const hex = (value: string) => Buffer.from(value, "hex");

function encodeSpan(span: JsonSpan): Buffer {
  return block(
    2,
    block(1, hex(span.traceId)),
    block(2, hex(span.spanId)),
    text(3, "vendor=state"),
    block(4, hex(span.parentSpanId)),
    text(5, span.name),
    integer(6, BigInt(span.kind)),
    fixed(7, BigInt(span.startTimeUnixNano)),
    fixed(8, BigInt(span.endTimeUnixNano)),
    ...span.attributes.map((pair) => keyValue(9, pair)),
    integer(10, 3n),
    ...span.events.map((event) =>
      block(
        11,
        fixed(1, BigInt(event.timeUnixNano)),
        text(2, event.name),
        ...event.attributes.map((pair) => keyValue(3, pair)),
      ),
    ),
    ...span.links.map((link) =>
      block(13, block(1, hex(link.traceId)), block(2, hex(link.spanId)), ...link.attributes.map((p) => keyValue(4, p))),
    ),
    block(15, text(2, span.status.message), integer(3, BigInt(span.status.code))),
    Buffer.concat([tag(16, 5), Buffer.from([1, 1, 0, 0])]),
  );
}
function encode(request: JsonRequest): Buffer {
  return Buffer.concat(
    request.resourceSpans.map(({ resource, scopeSpans }) =>
      block(
        1,
        // after the spans, as the wire format allows
        ...scopeSpans.map(({ scope, spans }) =>
          block(2, ...spans.map(encodeSpan), block(1, text(1, scope.name), text(2, scope.version)), text(3, "schema")),
        ),
        block(1, ...resource.attributes.map((pair) => keyValue(1, pair))),
      ),
    ),
  );
}

const hexId = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => `1${Buffer.from(id).toString("hex").slice(1)}`);
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const word = fc.string({ unit: "grapheme", maxLength: 12 });
const { any } = fc.letrec<{ any: Any }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.record({ stringValue: word }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0) }),
    fc.record({ bytesValue: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64")) }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie("any"), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({ values: fc.array(fc.record({ key: word, value: tie("any") }), { maxLength: 3 }) }),
    }),
  ),
}));
const attributes = fc.array(fc.record({ key: word, value: any }), { maxLength: 5 });
const span: fc.Arbitrary<JsonSpan> = fc.record({
  traceId: hexId(16),
  spanId: hexId(8),
  parentSpanId: fc.oneof(hexId(8), fc.constantFrom("", "0000000000000000")),
  name: word,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: fc.array(fc.record({ timeUnixNano: nanos, name: word, attributes }), { maxLength: 2 }),
  links: fc.array(fc.record({ traceId: hexId(16), spanId: hexId(8), attributes }), { maxLength: 2 }),
  status: fc.record({ message: word, code: fc.integer({ min: 0, max: 2 }) }),
});
const request: fc.Arbitrary<JsonRequest> = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(
        fc.record({ scope: fc.record({ name: word, version: word }), spans: fc.array(span, { maxLength: 2 }) }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

const ids = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const oneSpan = (fields: object) => ({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...fields }] }] }] });
const valueOf = (value: unknown): AttributeValue | undefined =>
  decodeOtlpJson(oneSpan({ attributes: [{ key: "k", value }] })).spans[0]?.attributes["k"];

describe("decodeOtlpProtobuf and decodeOtlpJson", () => {
  it("read the same spans from both encodings", () => {
    fc.assert(
      fc.property(request, (given) => {
        expect(decodeOtlpProtobuf(encode(given))).toEqual(decodeOtlpJson(given));
      }),
      { numRuns: 200 },
    );
  });

  it("set spans without a usable identity aside, one by one", () => {
    const good = { ...ids, name: "good" };
    const spans = [
      good,
      { ...good, traceId: "00".repeat(16) },
      good,
      { ...good, spanId: "" },
      { ...good, parentSpanId: "abc" },
    ];
    const batch = decodeOtlpJson({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    expect(batch.spans).toHaveLength(2);
    expect(batch.rejected.map(({ index }) => index)).toEqual([1, 3, 4]);
  });
});

describe("what is written another way in OTLP/JSON", () => {
  it.each([
    [{ resource_spans: [] }, "resource_spans is written resourceSpans in OTLP/JSON"],
    [{ resourceSpans: [{ scope_spans: [] }] }, "scope_spans is written scopeSpans in OTLP/JSON"],
    [{ foo: 1 }, "resourceSpans is missing; there is foo"],
  ])("is said, for its spans would be lost: %j", (sent, message) => {
    expect(() => decodeOtlpJson(sent)).toThrow(message);
  });

  it("is nothing where nothing was sent", () => {
    expect(decodeOtlpJson({})).toEqual({ spans: [], rejected: [] });
  });
});

describe("decodeOtlpProtobuf", () => {
  it("ends with a result or an OtlpError on any bytes", () => {
    const sample = encode(fc.sample(request, { numRuns: 1, seed: 7 })[0] ?? { resourceSpans: [] });
    const mutated = fc
      .array(fc.tuple(fc.nat(sample.length), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = Buffer.from(sample);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const truncated = fc.nat(sample.length).map((length) => sample.subarray(0, length));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated, truncated), (bytes) => {
        try {
          decodeOtlpProtobuf(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(OtlpError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[string, Buffer]>([
    ["a length beyond the end", Buffer.from([0x0a, 0x7f, 0x01])],
    ["a number without end", Buffer.alloc(12, 0xff)],
    ["a group, which OTLP never uses", Buffer.from([0x0b, 0x0c])],
    ["text that is no protobuf", Buffer.from('{"resourceSpans":[]}')],
  ])("refuses %s", (_, bytes) => {
    expect(() => decodeOtlpProtobuf(bytes)).toThrow(OtlpError);
  });

  it("refuses attributes nested without end", () => {
    let nested: Any = { stringValue: "x" };
    for (let i = 0; i < 40; i++) nested = { arrayValue: { values: [nested] } };
    const bytes = block(1, block(1, keyValue(1, { key: "k", value: nested })));
    expect(() => decodeOtlpProtobuf(bytes)).toThrow(/nested/);
    const json = { resourceSpans: [{ resource: { attributes: [{ key: "k", value: nested }] } }] };
    expect(() => decodeOtlpJson(json)).toThrow(/nested/);
  });

  it("keeps keys that JavaScript treats specially as plain keys", () => {
    const value: Any = { kvlistValue: { values: [{ key: "__proto__", value: { boolValue: true } }] } };
    const bytes = block(
      1,
      block(1, keyValue(1, { key: "k", value })),
      block(2, block(2, block(1, Buffer.from(ids.traceId, "hex")), block(2, Buffer.from(ids.spanId, "hex")))),
    );
    const [read] = decodeOtlpProtobuf(bytes).spans;
    expect(JSON.stringify(read?.resource.attributes)).toBe('{"k":{"__proto__":true}}');
  });

  it("writes non-finite numbers as words, since JSON has none", () => {
    const pairs = [Number.NaN, Number.POSITIVE_INFINITY].map((doubleValue, i) =>
      keyValue(9, { key: `k${i}`, value: { doubleValue } }),
    );
    const bytes = block(
      1,
      block(2, block(2, block(1, Buffer.from(ids.traceId, "hex")), block(2, Buffer.from(ids.spanId, "hex")), ...pairs)),
    );
    expect(decodeOtlpProtobuf(bytes).spans[0]?.attributes).toEqual({ k0: "NaN", k1: "Infinity" });
  });
});

const base64 = (id: string) => Buffer.from(id, "hex").toString("base64");

describe("decodeOtlpJson", () => {
  it.each<[string, unknown, AttributeValue]>([
    ["an integer as text", { intValue: "42" }, 42],
    ["an integer as number", { intValue: 42 }, 42],
    ["an integer beyond 2^53", { intValue: "9223372036854775807" }, "9223372036854775807"],
    ["a double as text", { doubleValue: "NaN" }, "NaN"],
    ["a NaN that became null on its way", { doubleValue: null }, null],
    ["an empty value", {}, null],
    ["a null", null, null],
    ["an empty list", { arrayValue: {} }, []],
  ])("reads %s", (_, value, expected) => {
    expect(valueOf(value)).toEqual(expected);
  });

  it("reads ids in hex of either case and in base64", () => {
    const upper = decodeOtlpJson(oneSpan({ traceId: ids.traceId.toUpperCase(), parentSpanId: "0".repeat(16) }))
      .spans[0];
    expect(upper).toMatchObject({ traceId: ids.traceId, parentSpanId: undefined });
    const other = decodeOtlpJson(oneSpan({ traceId: base64(ids.traceId), spanId: base64(ids.spanId) })).spans[0];
    expect(other).toMatchObject(ids);
  });

  it("reads enums by name and times as text or number", () => {
    const [read] = decodeOtlpJson(
      oneSpan({
        kind: "SPAN_KIND_CLIENT",
        status: { code: "STATUS_CODE_ERROR", message: "m" },
        startTimeUnixNano: "1700000000000000001",
        endTimeUnixNano: 5,
      }),
    ).spans;
    expect(read).toMatchObject({
      kind: 3,
      status: { code: 2, message: "m" },
      startNanos: 1700000000000000001n,
      endNanos: 5n,
    });
  });

  it.each<[string, unknown]>([
    ["resourceSpans is not a list", { resourceSpans: {} }],
    ["request is not an object", []],
    ["spans is not an object", { resourceSpans: [{ scopeSpans: [{ spans: [1] }] }] }],
    ["startTimeUnixNano is not a time in nanoseconds", oneSpan({ startTimeUnixNano: "yesterday" })],
    ["intValue is not an integer", oneSpan({ attributes: [{ key: "k", value: { intValue: "1.5" } }] })],
    ["status.code is none of UNSET, OK, ERROR", oneSpan({ status: { code: "BROKEN" } })],
    ["name is not a string", oneSpan({ name: 7 })],
  ])("refuses a request: %s", (message, value) => {
    expect(() => decodeOtlpJson(value)).toThrow(new OtlpError(message));
  });

  it("ends with a result or an OtlpError on any JSON", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("resourceSpans", "scopeSpans", "spans", "attributes", "events", "status", "kind", "traceId"),
        (value, key) => {
          for (const given of [
            value,
            { [key]: value },
            { resourceSpans: [{ [key]: value, scopeSpans: [{ spans: [{ ...ids, [key]: value }] }] }] },
          ]) {
            try {
              decodeOtlpJson(given);
            } catch (error) {
              expect(error).toBeInstanceOf(OtlpError);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
