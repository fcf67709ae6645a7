import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { canonicalJson, type Json } from "../src/digest/index.ts";

/** Somebody with a key of their own. */
export interface Signatory {
  email: string;
  /** The text of the private key, as `GOLDLOOP_SIGNING_KEY` takes it. */
  pem: string;
  /** `ed25519:...`, as the policy registers it. */
  key: string;
  /** Signs a statement by hand, as no command would let them. */
  sign(statement: Json): Envelope;
}

interface Envelope {
  payloadType: string;
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

const payloadType = "application/vnd.in-toto+json";

/** Gives somebody a new key. */
export function signatory(email: string): Signatory {
  const { privateKey } = generateKeyPairSync("ed25519");
  const raw = rawOf(privateKey);
  return {
    email,
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    key: `ed25519:${raw.toString("base64")}`,
    sign: (statement) => {
      const body = Buffer.from(canonicalJson(statement));
      const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
      const keyid = `sha256:${createHash("sha256").update(raw).digest("hex")}`;
      const sig = sign(null, signed, privateKey).toString("base64");
      return { payloadType, payload: body.toString("base64"), signatures: [{ keyid, sig }] };
    },
  };
}

// The last 32 bytes of the DER form are the raw key.
function rawOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ type: "spki", format: "der" }).subarray(-32);
}
