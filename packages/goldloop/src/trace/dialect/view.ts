import type { Attributes, AttributeValue, RawSpan } from "../otlp/raw.ts";

/** Flattened lists are rebuilt up to this many items; a larger index is no list that a person wrote. */
const maxItems = 10_000;
const maxSegments = 16;

/**
 * The attributes of one span while dialects read them. What a dialect reads is taken: it becomes a field of the
 * canonical span and no longer counts as a remaining attribute. Reading the same key twice is allowed.
 */
export class SpanView {
  readonly raw: RawSpan;
  readonly #attributes: Attributes;
  readonly #taken = new Set<string>();

  constructor(raw: RawSpan) {
    this.raw = raw;
    this.#attributes = raw.attributes;
  }

  /** The value of the first of these keys that the span has; the others remain attributes. */
  take(...keys: string[]): AttributeValue | undefined {
    for (const key of keys) {
      const value = this.peek(key);
      if (value === undefined || value === null) continue;
      this.#taken.add(key);
      return value;
    }
    return undefined;
  }

  /** The value without taking it, for keys that several fields depend on. */
  peek(key: string): AttributeValue | undefined {
    return Object.hasOwn(this.#attributes, key) ? this.#attributes[key] : undefined;
  }

  /** A non-empty text; numbers are written out. */
  text(...keys: string[]): string | undefined {
    const value = this.take(...keys);
    return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
  }

  /** A finite number, also when it was sent as text; of what is none, the key remains an attribute. */
  number(...keys: string[]): number | undefined {
    for (const key of keys) {
      const number = toNumber(this.peek(key));
      if (number === undefined) continue;
      this.#taken.add(key);
      return number;
    }
    return undefined;
  }

  /** A value that may have been sent as JSON text. */
  json(...keys: string[]): AttributeValue | undefined {
    const value = this.take(...keys);
    return value === undefined ? undefined : parsed(value);
  }

  /** Whether any key starts so. */
  has(prefix: string): boolean {
    for (const key in this.#attributes) if (key.startsWith(prefix)) return true;
    return false;
  }

  /** Flattened keys below `prefix` (`prefix.0.role`, `prefix.0.content`) as the value they spell; undefined without any. */
  nested(prefix: string): AttributeValue | undefined {
    const root = new Map<string, Branch>();
    for (const key in this.#attributes) {
      if (!key.startsWith(prefix) || key[prefix.length] !== ".") continue;
      const value = this.#attributes[key];
      const segments = key.slice(prefix.length + 1).split(".");
      if (value === undefined || segments.length > maxSegments) continue;
      this.#taken.add(key);
      plant(root, segments, value);
    }
    return root.size === 0 ? undefined : grown(root);
  }

  /** What no dialect took. */
  remaining(): Attributes {
    const rest: Attributes = {};
    for (const key in this.#attributes) {
      if (this.#taken.has(key) || key === "__proto__") continue;
      rest[key] = this.#attributes[key] as AttributeValue;
    }
    return rest;
  }
}

type Branch = Map<string, Branch> | { leaf: AttributeValue };

function plant(root: Map<string, Branch>, segments: string[], value: AttributeValue): void {
  let at = root;
  for (const segment of segments.slice(0, -1)) {
    const next = at.get(segment);
    if (next instanceof Map) at = next;
    else {
      const branch = new Map<string, Branch>();
      at.set(segment, branch);
      at = branch;
    }
  }
  const last = segments.at(-1) as string;
  if (!at.has(last)) at.set(last, { leaf: value });
}

function grown(branch: Branch): AttributeValue {
  if (!(branch instanceof Map)) return branch.leaf;
  const keys = [...branch.keys()];
  if (keys.every((key) => /^\d{1,5}$/.test(key)) && keys.length <= maxItems) {
    return keys.toSorted((a, b) => Number(a) - Number(b)).map((key) => grown(branch.get(key) as Branch));
  }
  const object: Attributes = {};
  for (const [key, child] of branch) if (key !== "__proto__") object[key] = grown(child);
  return object;
}

/** JSON text as its value, any other text as it is. Texts that merely look like a number or a word stay texts. */
export function parsed(value: AttributeValue): AttributeValue {
  if (typeof value !== "string") return value;
  const [begin] = value.trimStart();
  if (begin !== "{" && begin !== "[" && begin !== '"') return value;
  try {
    return JSON.parse(value) as AttributeValue;
  } catch {
    return value;
  }
}

/** A finite number, also when it was sent as text. */
export function toNumber(value: AttributeValue | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Whether a value is an object with keys. */
export function isFields(value: AttributeValue | undefined): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of an object's keys that holds something. */
export function first(fields: Attributes, ...keys: string[]): AttributeValue | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** The first of an object's keys that holds a text or a number, as text. */
export function firstText(fields: Attributes, ...keys: string[]): string | undefined {
  const value = first(fields, ...keys);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}
