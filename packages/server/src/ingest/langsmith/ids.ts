const uuidForm = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** A uuid's 32 hex digits, lower-case; undefined for anything else. */
export function uuidHex(value: unknown): string | undefined {
  return typeof value === "string" && uuidForm.test(value) ? value.replaceAll("-", "").toLowerCase() : undefined;
}

/** The trace of a run: all 128 bits of `trace_id`. */
export function traceIdOf(uuid: unknown): string | undefined {
  return uuidHex(uuid);
}

/** The span of a run: the last 64 bits of its uuid. The first ones are the time in version 7, the same for runs of one moment. */
export function spanIdOf(uuid: unknown): string | undefined {
  return uuidHex(uuid)?.slice(16);
}

/** ns since 1970 that a uuid of version 7 was made at. */
export function uuidNanos(uuid: unknown): bigint | undefined {
  const hex = uuidHex(uuid);
  return hex === undefined || hex[12] !== "7" ? undefined : BigInt(`0x${hex.slice(0, 12)}`) * 1_000_000n;
}

const segmentForm = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,9})Z([0-9a-f-]{32,36})$/i;

/** What `dotted_order` says: the trace's root, the parent, the run itself and when it started. */
export interface DottedOrder {
  traceId: string | undefined;
  parentId: string | undefined;
  startNanos: bigint | undefined;
}

/** Reads `20261124T082853140001Z<uuid>.20261124T082853190002Z<uuid>`, root first; undefined for anything else. */
export function readDottedOrder(value: unknown): DottedOrder | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const segments = value.split(".");
  const [first, last, parent] = [segments[0], segments.at(-1), segments.at(-2)].map((segment) =>
    segmentForm.exec(segment ?? ""),
  );
  if (!first || !last) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ""] = last;
  const seconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return {
    traceId: traceIdOf(first[8]),
    parentId: segments.length > 1 ? spanIdOf(parent?.[8]) : undefined,
    startNanos: Number.isFinite(seconds) ? BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) : undefined,
  };
}
