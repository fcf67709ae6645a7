import { OtlpError } from "./raw.ts";

const integersPerHalf = 0x1_0000_0000;

/**
 * Attribute keys repeat in every span. Handing out the same string for the same bytes spares making it anew and, more
 * so, looking it up when it becomes a property. Fixed in size: a slot holds the last key that hashed to it.
 */
const knownKeys: string[] = Array.from({ length: 4096 }, () => "");
const longestKey = 64;

/** Reads protobuf wire format out of a buffer. Every read checks the bounds of the message it is in. */
export class Cursor {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** A varint of up to 32 bits: tags, lengths, enums. Higher bits are dropped. */
  varint(end: number): number {
    const bytes = this.#bytes;
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) throw new OtlpError(`a number is cut off at byte ${this.at}`);
      const byte = bytes[this.at++] as number;
      if (shift === 0 && byte < 0x80) return byte;
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    throw new OtlpError(`a number is longer than 10 bytes at byte ${this.at}`);
  }

  /** A signed 64-bit varint: a number where that is exact, its digits otherwise. */
  int64(end: number): number | string {
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (this.at >= end) throw new OtlpError(`a number is cut off at byte ${this.at}`);
      const byte = this.#bytes[this.at++] as number;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * index - 32);
      if (byte < 0x80) return exact(low >>> 0, high | 0);
    }
    throw new OtlpError(`a number is longer than 10 bytes at byte ${this.at}`);
  }

  fixed64(end: number): bigint {
    this.#need(8, end);
    this.at += 8;
    return this.#bytes.readBigUInt64LE(this.at - 8);
  }

  double(end: number): number {
    this.#need(8, end);
    this.at += 8;
    return this.#bytes.readDoubleLE(this.at - 8);
  }

  /** Where the length-delimited field that starts here ends; the cursor then stands at its first byte. */
  block(end: number): number {
    const length = this.varint(end);
    this.#need(length, end);
    return this.at + length;
  }

  /** UTF-8; broken sequences become U+FFFD. */
  text(end: number): string {
    const stop = this.block(end);
    const start = this.at;
    this.at = stop;
    return this.#bytes.toString("utf8", start, stop);
  }

  /** The same as `text`, quicker for texts that come again and again. */
  key(end: number): string {
    const stop = this.block(end);
    const start = this.at;
    this.at = stop;
    const length = stop - start;
    const bytes = this.#bytes;
    if (length > longestKey || length < 4) return bytes.toString("utf8", start, stop);
    // keys of one vocabulary begin alike and differ at the end
    const ending =
      (bytes[stop - 1] as number) | ((bytes[stop - 2] as number) << 7) | ((bytes[stop - 4] as number) << 14);
    const slot =
      (Math.imul(ending + length, 0x9e37_79b1) ^ Math.imul(bytes[start + (length >> 1)] as number, 0x85eb_ca6b)) >>> 20;
    const known = knownKeys[slot] as string;
    if (known.length === length) {
      let i = 0;
      // equal codes below 128 only for ASCII, which is all that is kept
      while (i < length && known.charCodeAt(i) === bytes[start + i]) i++;
      if (i === length) return known;
    }
    const text = bytes.toString("utf8", start, stop);
    if (text.length === length) knownKeys[slot] = text;
    return text;
  }

  bytes(end: number, encoding: "hex" | "base64"): string {
    const stop = this.block(end);
    const start = this.at;
    this.at = stop;
    return this.#bytes.toString(encoding, start, stop);
  }

  /** Steps over a field of the given wire type. */
  skip(wireType: number, end: number): void {
    switch (wireType) {
      case 0:
        this.varint(end);
        return;
      case 1:
        this.#need(8, end);
        this.at += 8;
        return;
      case 2:
        this.at = this.block(end);
        return;
      case 5:
        this.#need(4, end);
        this.at += 4;
        return;
      default:
        throw new OtlpError(`wire type ${wireType} at byte ${this.at} is none that OTLP uses`);
    }
  }

  #need(length: number, end: number): void {
    if (length > end - this.at) throw new OtlpError(`a field at byte ${this.at} is longer than its message`);
  }
}

function exact(low: number, high: number): number | string {
  // 21 bits above the low half keep the value within 2^53
  if (high >= -0x20_0000 && high < 0x20_0000) {
    const value = high * integersPerHalf + low;
    if (Number.isSafeInteger(value)) return value;
  }
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}
