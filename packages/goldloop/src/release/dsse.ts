import { sign as signBytes, verify as verifyBytes, type KeyObject } from "node:crypto";
import { z } from "zod";
import { parseJsonText, validate } from "../document/index.ts";
import { GoldloopError, type ExitCode } from "../error/index.ts";
import { decodeBase64 } from "./base64.ts";
import { publicKeyOf, type PublicKey } from "./keys.ts";

/** The payload type of in-toto statements. */
export const inTotoType = "application/vnd.in-toto+json";

const signatureBytes = 64;

/** A DSSE envelope (https://github.com/secure-systems-lab/dsse, version 1.0). */
export interface Envelope {
  payloadType: string;
  /** Base64 of the signed bytes. */
  payload: string;
  /** `keyid` is the fingerprint of the signer's key; `sig` is base64. */
  signatures: { keyid: string; sig: string }[];
}

const envelopeSchema: z.ZodType<Envelope> = z.strictObject({
  payloadType: z.string(),
  payload: z.string(),
  signatures: z.array(
    z.strictObject({ keyid: z.string().regex(/^sha256:[0-9a-f]{64}$/, "the fingerprint of a key"), sig: z.string() }),
  ),
});

/**
 * A signature does not hold. Codes: `unknown-payload-type`, `bad-base64`, `unsigned`, `unknown-key`, `bad-signature`,
 * `repeated-signature`. Exit code 1: something was refused.
 */
export class SignatureError extends GoldloopError {
  override readonly exitCode: ExitCode = 1;
}

/** The bytes that are signed: PAE of DSSE 1.0. Lengths are in bytes. */
export function preAuthenticationEncoding(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.byteLength} `;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Signs bytes with an ed25519 private key. The same input gives the same envelope. */
export function signEnvelope(body: Uint8Array, privateKey: KeyObject, payloadType = inTotoType): Envelope {
  const sig = signBytes(null, preAuthenticationEncoding(payloadType, body), privateKey);
  return {
    payloadType,
    payload: Buffer.from(body).toString("base64"),
    signatures: [{ keyid: publicKeyOf(privateKey).keyid, sig: sig.toString("base64") }],
  };
}

/** Whether a parsed JSON value has the looks of an envelope, however broken. */
export function isEnvelope(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("payload" in value || "payloadType" in value);
}

/** Reads an envelope. Throws InputError(s) with file and line: no JSON, duplicate, unknown and missing keys. */
export function readEnvelope(text: string, file: string): Envelope {
  const { value, positionOf } = parseJsonText(text, file);
  return validate(envelopeSchema, value, { file, positionOf, root: "the envelope" });
}

/** The bytes of an envelope's payload. Throws SignatureError `bad-base64`. */
export function payloadOf(envelope: Envelope): Buffer {
  const bytes = decodeBase64(envelope.payload);
  if (bytes === undefined) throw new SignatureError("bad-base64", "the payload is no padded base64");
  return bytes;
}

/**
 * The keys that signed an envelope, in the order of its signatures. Only `keys` (by key id) are trusted; nothing of the
 * envelope chooses another. Stricter than DSSE asks for: every signature must hold, so that nothing unverified rides along.
 * Throws SignatureError.
 */
export function verifyEnvelope<T extends PublicKey>(
  envelope: Envelope,
  keys: ReadonlyMap<string, T>,
  payloadType = inTotoType,
): T[] {
  if (envelope.payloadType !== payloadType) {
    throw new SignatureError("unknown-payload-type", `the payload is not of type ${payloadType}`);
  }
  const signed = preAuthenticationEncoding(payloadType, payloadOf(envelope));
  if (envelope.signatures.length === 0) throw new SignatureError("unsigned", "it is not signed");
  const signers = new Set<T>();
  for (const { keyid, sig } of envelope.signatures) {
    const signer = keys.get(keyid);
    if (signer === undefined)
      throw new SignatureError("unknown-key", `it is signed with a key that is nobody's in the policy: ${keyid}`);
    const bytes = decodeBase64(sig);
    if (bytes === undefined) throw new SignatureError("bad-base64", "the signature is no padded base64");
    if (bytes.length !== signatureBytes || !verifyBytes(null, signed, signer.key, bytes)) {
      throw new SignatureError(
        "bad-signature",
        "the signature does not hold: the content or the signature was changed",
      );
    }
    if (signers.has(signer)) throw new SignatureError("repeated-signature", `the key ${keyid} signed twice`);
    signers.add(signer);
  }
  return [...signers];
}
