import { identityFault, maxDepth, OtlpError, parentOf, setKey } from "./raw.ts";
import type {
  Attributes,
  AttributeValue,
  OtlpBatch,
  RawEvent,
  RawLink,
  RawResource,
  RawScope,
  RawSpan,
} from "./raw.ts";

type Fields = Record<string, unknown>;

const hex = /^[0-9a-fA-F]*$/;
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const digits = /^-?\d{1,20}$/;
const kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const statuses = ["UNSET", "OK", "ERROR"];

/**
 * The spans of an OTLP `ExportTraceServiceRequest` in its JSON form, already parsed. 64-bit integers may be numbers or
 * strings, ids hex or base64, enums numbers or names; unknown keys are ignored.
 * Throws an OtlpError, which names the place, for a value of another shape.
 */
export function decodeOtlpJson(request: unknown): OtlpBatch {
  const batch: OtlpBatch = { spans: [], rejected: [] };
  for (const resourceSpans of list(fields(request, "request")["resourceSpans"], "resourceSpans")) {
    const { resource: sender, scopeSpans } = fields(resourceSpans, "resourceSpans");
    const resource: RawResource = { attributes: attributes(optional(sender, "resource")["attributes"], 0) };
    for (const group of list(scopeSpans, "scopeSpans")) {
      const { scope: instrumentation, spans } = fields(group, "scopeSpans");
      const scope = readScope(optional(instrumentation, "scope"));
      for (const item of list(spans, "spans")) {
        const span = readSpan(fields(item, "spans"), resource, scope);
        const reason = identityFault(span);
        if (reason === undefined) batch.spans.push(span);
        else batch.rejected.push({ index: batch.spans.length + batch.rejected.length, reason });
      }
    }
  }
  return batch;
}

function readScope(scope: Fields): RawScope {
  return {
    name: text(scope["name"], "scope.name"),
    version: text(scope["version"], "scope.version"),
    attributes: attributes(scope["attributes"], 0),
  };
}

function readSpan(span: Fields, resource: RawResource, scope: RawScope): RawSpan {
  const status = optional(span["status"], "status");
  const code = enumeration(status["code"], statuses, "STATUS_CODE_", "status.code");
  return {
    traceId: id(span["traceId"], 16, "traceId"),
    spanId: id(span["spanId"], 8, "spanId"),
    parentSpanId: parentOf(id(span["parentSpanId"], 8, "parentSpanId")),
    name: text(span["name"], "name"),
    kind: enumeration(span["kind"], kinds, "SPAN_KIND_", "kind"),
    startNanos: nanos(span["startTimeUnixNano"], "startTimeUnixNano"),
    endNanos: nanos(span["endTimeUnixNano"], "endTimeUnixNano"),
    attributes: attributes(span["attributes"], 0),
    events: list(span["events"], "events").map(readEvent),
    links: list(span["links"], "links").map(readLink),
    status: { code: code === 1 || code === 2 ? code : 0, message: text(status["message"], "status.message") },
    resource,
    scope,
  };
}

function readEvent(item: unknown): RawEvent {
  const event = fields(item, "events");
  return {
    name: text(event["name"], "events.name"),
    timeNanos: nanos(event["timeUnixNano"], "events.timeUnixNano"),
    attributes: attributes(event["attributes"], 0),
  };
}

function readLink(item: unknown): RawLink {
  const link = fields(item, "links");
  return {
    traceId: id(link["traceId"], 16, "links.traceId"),
    spanId: id(link["spanId"], 8, "links.spanId"),
    attributes: attributes(link["attributes"], 0),
  };
}

function attributes(pairs: unknown, depth: number): Attributes {
  const result: Attributes = {};
  for (const pair of list(pairs, "attributes")) {
    const { key, value } = fields(pair, "attributes");
    setKey(result, text(key, "attributes.key"), anyValue(value, depth));
  }
  return result;
}

function anyValue(value: unknown, depth: number): AttributeValue {
  if (depth > maxDepth) throw new OtlpError(`an attribute is nested deeper than ${maxDepth} levels`);
  if (value === undefined || value === null) return null;
  const any = fields(value, "attributes.value");
  if (given(any["stringValue"])) return text(any["stringValue"], "stringValue");
  if (given(any["boolValue"])) return any["boolValue"] === true || any["boolValue"] === "true";
  if (given(any["intValue"])) return integer(any["intValue"]);
  if (given(any["doubleValue"])) return double(any["doubleValue"]);
  if (given(any["arrayValue"])) {
    return list(optional(any["arrayValue"], "arrayValue")["values"], "values").map((item) => anyValue(item, depth + 1));
  }
  if (given(any["kvlistValue"])) return attributes(optional(any["kvlistValue"], "kvlistValue")["values"], depth + 1);
  return given(any["bytesValue"]) ? text(any["bytesValue"], "bytesValue") : null;
}

/** `{ doubleValue: null }` is what JSON.stringify makes of NaN in SDKs that do not look: a value that is not known. */
function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function integer(value: unknown): number | string {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "string" || !digits.test(value)) throw new OtlpError("intValue is not an integer");
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function double(value: unknown): number | string {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new OtlpError("doubleValue is not a number");
  return number;
}

/** Hex by the OTLP specification; base64 is what generic protobuf-to-JSON printers write. */
function id(value: unknown, size: 8 | 16, place: string): string {
  const written = text(value, place);
  if (written.length <= size * 2 && hex.test(written)) {
    // base64 of 8 bytes without padding (11 characters) may look like hex, but no id of that length does
    if (written.length === size * 2 || written.length === 0) return written.toLowerCase();
  }
  const bytes = base64.test(written) ? Buffer.from(written, "base64") : undefined;
  return bytes?.length === size ? bytes.toString("hex") : "invalid";
}

function nanos(value: unknown, place: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt.asUintN(64, BigInt(value));
  if (typeof value === "number" && value >= 0 && value < 2 ** 64) return BigInt(Math.trunc(value));
  throw new OtlpError(`${place} is not a time in nanoseconds`);
}

function enumeration(value: unknown, names: string[], prefix: string, place: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number") return value;
  const index = typeof value === "string" ? names.indexOf(value.replace(prefix, "")) : -1;
  if (index < 0) throw new OtlpError(`${place} is none of ${names.join(", ")}`);
  return index;
}

function fields(value: unknown, place: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new OtlpError(`${place} is not an object`);
  return value as Fields;
}

function optional(value: unknown, place: string): Fields {
  return value === undefined || value === null ? {} : fields(value, place);
}

function list(value: unknown, place: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OtlpError(`${place} is not a list`);
  return value;
}

function text(value: unknown, place: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new OtlpError(`${place} is not a string`);
  return value;
}
