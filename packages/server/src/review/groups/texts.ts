import { bandsOf } from "./signature.ts";
import { wordsOf } from "./words.ts";

/** A text as it is compared. */
export interface Text {
  /** Its words by number, ascending. */
  words: Uint32Array;
  bands: readonly number[];
  /** The square of its length as a vector of weighted words; what `weigh` leaves here. */
  square: number;
}

/** Texts that are compared with each other. Read all of them, weigh, compare. */
export class Texts {
  readonly #numbers = new Map<string, number>();
  readonly #isPair: boolean[] = [];
  readonly #read: Text[] = [];
  /** Squares of the weights of words by number. */
  #weights = new Float64Array();

  read(said: string): Text {
    const words = wordsOf(said);
    const text = {
      words: Uint32Array.from(words, (word) => this.#numberOf(word)).toSorted(),
      bands: bandsOf(words),
      square: 0,
    };
    this.#read.push(text);
    return text;
  }

  /**
   * How much a word tells is its inverse document frequency among all that was read (Spärck Jones 1972); a pair of words says little
   * more than these.
   */
  weigh(): void {
    const count = new Float64Array(this.#numbers.size);
    for (const { words } of this.#read) for (const word of words) count[word] = (count[word] ?? 0) + 1;
    const total = this.#read.length;
    this.#weights = count.map((n, word) => (Math.log(1 + total / n) * (this.#isPair[word] === true ? 0.5 : 1)) ** 2);
    for (const text of this.#read) {
      text.square = 0;
      for (const word of text.words) text.square += this.#weights[word] ?? 0;
    }
  }

  /** Cosine similarity of weighted words (Salton, Buckley 1988), 0..1; two empty texts are the same. */
  likeness(a: Text, b: Text): number {
    if (a.words.length === 0 || b.words.length === 0) return a.words.length === b.words.length ? 1 : 0;
    let both = 0;
    for (let atA = 0, atB = 0; atA < a.words.length && atB < b.words.length;) {
      const [ofA, ofB] = [a.words[atA] as number, b.words[atB] as number];
      if (ofA === ofB) both += this.#weights[ofA] ?? 0;
      if (ofA <= ofB) atA++;
      if (ofB <= ofA) atB++;
    }
    return both / Math.sqrt(a.square * b.square);
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(word, number);
    this.#isPair.push(word.includes(" "));
    return number;
  }
}
