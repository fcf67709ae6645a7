import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Policy } from "../config/index.ts";
import { digestOf, type Digest } from "../digest/index.ts";
import { InputError, InputErrors } from "../error/index.ts";
import { decodeBase64 } from "./base64.ts";

const prefix = "ed25519:";
const rawBytes = 32;

/** An ed25519 public key. */
export interface PublicKey {
  /** As it stands in a policy: `ed25519:<base64 of the raw 32 bytes>` */
  text: `ed25519:${string}`;
  /** The fingerprint: SHA-256 of the raw 32 bytes. */
  keyid: Digest;
  key: KeyObject;
}

/** A public key with the person whom the policy registers it for. */
export interface RegisteredKey extends PublicKey {
  person: string;
}

/** Reads `ed25519:<base64>`. Throws InputError `bad-key`. */
export function readPublicKey(text: string): PublicKey {
  const raw = text.startsWith(prefix) ? decodeBase64(text.slice(prefix.length)) : undefined;
  if (raw?.length !== rawBytes) {
    throw new InputError("bad-key", `"${text}" is no public key`, {
      hint: "ed25519:<base64 of 32 bytes>, as `goldloop keys show` prints it",
    });
  }
  return describe(
    createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" }),
  );
}

/** The public half of a private key. */
export function publicKeyOf(privateKey: KeyObject): PublicKey {
  return describe(createPublicKey(privateKey));
}

function describe(key: KeyObject): PublicKey {
  const raw = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
  return { text: `${prefix}${raw.toString("base64")}`, keyid: digestOf(raw), key };
}

/** Makes a key pair. The private half is PKCS8 PEM, encrypted (AES-256-CBC) when there is a passphrase. */
export function createKey(passphrase?: string): { pem: string; publicKey: PublicKey } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const encryption = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return {
    pem: privateKey.export({ type: "pkcs8", format: "pem", ...encryption }).toString(),
    publicKey: describe(publicKey),
  };
}

/**
 * Reads a private key in PKCS8 PEM. `from` names where it came from, in messages.
 * Throws InputError `key-locked` (a passphrase is needed), `wrong-passphrase` or `not-a-key`.
 */
export function readPrivateKey(pem: string, from: string, passphrase?: string): KeyObject {
  const locked = pem.includes("ENCRYPTED");
  if (locked && passphrase === undefined) {
    throw new InputError("key-locked", `${from} is locked by a passphrase`, {
      hint: "put it into the variable GOLDLOOP_KEY_PASSPHRASE",
    });
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: "pem", ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    if (locked) {
      throw new InputError("wrong-passphrase", `the passphrase does not open ${from}`, {
        hint: "correct the variable GOLDLOOP_KEY_PASSPHRASE",
        cause,
      });
    }
    throw notAKey(from, cause);
  }
  if (key.asymmetricKeyType !== "ed25519") throw notAKey(from);
  return key;
}

function notAKey(from: string, cause?: unknown): InputError {
  return new InputError("not-a-key", `${from} is no ed25519 private key in PEM`, {
    hint: "goldloop keys create --email you@example.com",
    cause,
  });
}

/**
 * The keys that a policy registers, by key id. The only keys that signatures are verified with.
 * Throws InputError(s) `bad-key` or `shared-key`: a key of two people would let one of them stand for both.
 */
export function registeredKeys(policy: Policy): Map<string, RegisteredKey> {
  const keys = new Map<string, RegisteredKey>();
  const faults: InputError[] = [];
  const location = { file: policy.file };
  for (const [person, { key: text }] of Object.entries(policy.people)) {
    if (text === undefined) continue;
    try {
      const key = readPublicKey(text);
      const other = keys.get(key.keyid);
      if (other === undefined) keys.set(key.keyid, { ...key, person });
      else {
        faults.push(
          new InputError("shared-key", `${other.person} and ${person} have the same key`, {
            location,
            hint: `goldloop keys create --email ${person}   makes one of their own`,
          }),
        );
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(new InputError(error.code, `people, ${person}: ${error.message}`, { location, hint: error.hint }));
    }
  }
  const [only] = faults;
  if (only !== undefined) throw faults.length === 1 ? only : new InputErrors(faults);
  return keys;
}
