import { createHash, type Hash } from "node:crypto";
import { type Digest, digestOf } from "../digest/index.ts";
import { canonicalExample, canonicalTest } from "./canonical.ts";
import type { Example } from "./example.ts";

/** Texts are hashed in pieces of about this many UTF-16 code units: a call for each example costs more than the hash. */
const pieceLength = 1 << 16;

/**
 * The dataset digest of design 4.1, for examples that arrive in the code-unit order of their ids.
 * Once one is out of order it gives up, and `digest` returns undefined.
 */
export class OrderedDigest {
  readonly #hash: Hash = createHash("sha256");
  #piece = "";
  #last: string | undefined;
  #ordered = true;

  add(example: Example): void {
    if (!this.#ordered) return;
    if (this.#last !== undefined && example.id < this.#last) {
      this.#ordered = false;
      return;
    }
    this.#last = example.id;
    this.#piece += `${canonicalExample(example)}\n`;
    if (this.#piece.length < pieceLength) return;
    this.#hash.update(this.#piece);
    this.#piece = "";
  }

  digest(): Digest | undefined {
    return this.#ordered ? `sha256:${this.#hash.update(this.#piece).digest("hex")}` : undefined;
  }
}

/**
 * What pairs an example between runs (design 4.1): SHA-256 over the RFC 8785 form of { input, expected, context, scorers },
 * absent keys left out. Tags, split and metadata do not change what is tested.
 */
export function testDigestOf(example: Example): Digest {
  return digestOf(canonicalTest(example));
}
