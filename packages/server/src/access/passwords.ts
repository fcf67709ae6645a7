import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { RequestError } from "../api/problem.ts";

/** What a hash costs, in scrypt's words: it takes 128 N r bytes, and time in proportion to N r p. */
export interface PasswordCost {
  N: number;
  r: number;
  p: number;
}

/** OWASP's equal of 128 MiB in a quarter of the memory: 32 MiB and some 200 ms each. */
const usualCost: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
/** Of the four threads that Node.js has for such work, two stay free for files and names. */
const mostAtOnce = 2;
const mostWaiting = 64;
const hashBytes = 32;

/** Hashes and checks passwords, few at a time: each needs much memory on purpose. */
export interface Passwords {
  /** `scrypt$N$r$p$salt$hash`. Throws RequestError 503 when too many wait. */
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the one of a hash. Without a hash it takes as long and is false, so that a stranger cannot tell who
   * exists. Throws RequestError 503 when too many wait.
   */
  verify(password: string, hash: string | null | undefined): Promise<boolean>;
}

/** Passwords with a queue of their own. */
export function createPasswords(cost = usualCost): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  const derive = async (password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> => {
    if (running >= mostAtOnce) {
      if (waiting.length >= mostWaiting) throw new RequestError(503, "busy", "too many people log in at this moment");
      await new Promise<void>((turn) => waiting.push(turn));
    } else running += 1;
    try {
      return await new Promise((done, fail) => {
        // The same password typed on two systems may come in two encodings of the same letters.
        const options = { N, r, p, maxmem: 256 * r * (N + p) };
        scrypt(password.normalize("NFKC"), salt, hashBytes, options, (error, derived) =>
          error === null ? done(derived) : fail(error),
        );
      });
    } finally {
      // A turn is handed on, never given back and taken anew: nobody can slip in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };

  return {
    async hash(password) {
      const salt = randomBytes(16);
      const derived = await derive(password, salt, cost);
      const { N, r, p } = cost;
      return ["scrypt", N, r, p, salt.toString("base64"), derived.toString("base64")].join("$");
    },
    async verify(password, hash) {
      const parsed = parse(hash ?? "");
      const derived = await derive(password, parsed?.salt ?? randomBytes(16), parsed ?? cost);
      return parsed !== undefined && derived.length === parsed.hash.length && timingSafeEqual(derived, parsed.hash);
    },
  };
}

function parse(text: string): (PasswordCost & { salt: Buffer; hash: Buffer }) | undefined {
  const [name, N, r, p, salt, hash] = text.split("$");
  if (name !== "scrypt" || salt === undefined || hash === undefined) return undefined;
  return {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, "base64"),
    hash: Buffer.from(hash, "base64"),
  };
}
