import { createPrivateKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  payloadOf,
  preAuthenticationEncoding,
  readEnvelope,
  signEnvelope,
  verifyEnvelope,
  type Envelope,
} from "./dsse.ts";
import { createKey, publicKeyOf, readPrivateKey, type PublicKey } from "./keys.ts";

/** The first signature of an envelope that has one. */
function signatureOf({ signatures: [signature] }: Envelope): Envelope["signatures"][number] {
  if (signature === undefined) throw new Error("the envelope is signed");
  return signature;
}

/** A private key of its 32 bytes (RFC 8410: PKCS8 for ed25519 is a fixed head and the seed). */
function keyOf(seed: string): ReturnType<typeof createPrivateKey> {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([head, Buffer.from(seed, "hex")]), format: "der", type: "pkcs8" });
}

// RFC 8032, 7.1, tests 1 and 2; the signatures are those of DSSE's published test vectors for these keys.
const first = keyOf("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const second = keyOf("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
const trusting = (...keys: PublicKey[]): Map<string, PublicKey> => new Map(keys.map((key) => [key.keyid, key]));
const trusted = trusting(publicKeyOf(first), publicKeyOf(second));
const inToto = "application/vnd.in-toto+json";
const statement = '{"_type":"https://in-toto.io/Statement/v1"}';

describe("PAE", () => {
  test.each([
    ["http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world"],
    [inToto, "", `DSSEv1 28 ${inToto} 0 `],
    ["", statement, `DSSEv1 0  43 ${statement}`],
    ["application/vnd.exämple+json", "é", "DSSEv1 29 application/vnd.exämple+json 2 é"],
  ])("of type %j and body %j", (type, body, expected) => {
    expect(preAuthenticationEncoding(type, Buffer.from(body)).toString("utf8")).toBe(expected);
  });

  test("of different inputs differs", () => {
    const input = fc.tuple(fc.string(), fc.string());
    fc.assert(
      fc.property(input, input, ([type, body], [otherType, otherBody]) => {
        const encoded = preAuthenticationEncoding(type, Buffer.from(body));
        const other = preAuthenticationEncoding(otherType, Buffer.from(otherBody));
        const same =
          Buffer.from(type).equals(Buffer.from(otherType)) && Buffer.from(body).equals(Buffer.from(otherBody));
        expect(encoded.equals(other)).toBe(same);
      }),
    );
  });
});

describe("published vectors", () => {
  test.each([
    [inToto, statement, "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=="],
    [
      "application/vnd.exämple+json",
      statement,
      "xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DNSAs5/i2lUnHjbbjPsu0tAw==",
    ],
    [inToto, "", "gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg=="],
  ])("signing %s, %j", (type, body, sig) => {
    const envelope = signEnvelope(Buffer.from(body), first, type);
    expect(envelope.signatures).toEqual([{ keyid: publicKeyOf(first).keyid, sig }]);
    expect(verifyEnvelope(envelope, trusted, type)).toEqual([trusted.get(publicKeyOf(first).keyid)]);
  });

  const signed = signEnvelope(Buffer.from(statement), first);
  const again = signEnvelope(Buffer.from(statement), second);

  test("the URL-safe alphabet is taken", () => {
    const { keyid } = publicKeyOf(first);
    const sig = "P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw==";
    const envelope = { payloadType: inToto, payload: "-_-_Pj8=", signatures: [{ keyid, sig }] };
    expect(payloadOf(envelope)).toEqual(Buffer.from("fbffbf3e3f", "hex"));
    expect(verifyEnvelope(envelope, trusted)).toHaveLength(1);
  });

  test("two people's signatures are two, one person's twice are refused", () => {
    expect(
      verifyEnvelope({ ...signed, signatures: [...signed.signatures, ...again.signatures] }, trusted),
    ).toHaveLength(2);
    expect(() =>
      verifyEnvelope({ ...signed, signatures: [...signed.signatures, ...signed.signatures] }, trusted),
    ).toThrow(expect.objectContaining({ code: "repeated-signature", exitCode: 1 }));
  });

  test.each<[string, string, Envelope]>([
    ["another payload type", "unknown-payload-type", { ...signed, payloadType: "application/vnd.example.other+json" }],
    ["a payload type of the same meaning", "unknown-payload-type", { ...signed, payloadType: inToto.toUpperCase() }],
    ["no payload type", "unknown-payload-type", { ...signed, payloadType: "" }],
    ["no signature", "unsigned", { ...signed, signatures: [] }],
    [
      "a stranger's signature",
      "unknown-key",
      signEnvelope(Buffer.from(statement), readPrivateKey(createKey().pem, "it")),
    ],
    [
      "a stranger's signature beside a good one",
      "unknown-key",
      {
        ...signed,
        signatures: [
          ...signed.signatures,
          ...signEnvelope(Buffer.from(statement), readPrivateKey(createKey().pem, "it")).signatures,
        ],
      },
    ],
    [
      "somebody else's key id over one's own signature",
      "bad-signature",
      { ...signed, signatures: [{ ...signatureOf(signed), keyid: publicKeyOf(second).keyid }] },
    ],
    ["an empty signature", "bad-signature", { ...signed, signatures: [{ ...signatureOf(signed), sig: "" }] }],
    ["unpadded base64", "bad-base64", { ...signed, payload: signed.payload.replace(/=+$/, "") }],
    ["base64 with a line break", "bad-base64", { ...signed, payload: `${signed.payload}\n` }],
    ["stray bits in base64", "bad-base64", { ...signed, payload: signed.payload.replace(/Q==$/, "R==") }],
    ["mixed alphabets", "bad-base64", { ...signed, payload: "+_+_" }],
  ])("refused: %s", (_, code, envelope) => {
    expect(() => verifyEnvelope(envelope, trusted)).toThrow(expect.objectContaining({ code }));
  });
});

describe("tampering", () => {
  const body = fc.uint8Array({ minLength: 1, maxLength: 200 });

  test("any changed byte of the payload or the signature never verifies", () => {
    fc.assert(
      fc.property(
        body,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom("payload" as const, "sig" as const),
        (bytes, at, change, part) => {
          const envelope = signEnvelope(bytes, first);
          const signature = signatureOf(envelope);
          const target = Buffer.from(part === "payload" ? envelope.payload : signature.sig, "base64");
          const index = at % target.length;
          target.writeUInt8(target.readUInt8(index) ^ change, index);
          const text = target.toString("base64");
          const changed =
            part === "payload"
              ? { ...envelope, payload: text }
              : { ...envelope, signatures: [{ ...signature, sig: text }] };
          expect(() => verifyEnvelope(changed, trusted)).toThrow(expect.objectContaining({ code: "bad-signature" }));
        },
      ),
    );
  });

  test("any changed, added or dropped character of an envelope's values never verifies", () => {
    const letters = Array.from("ABCXYZabcxyz0189+/=-_: \n\u00e9");
    fc.assert(
      fc.property(
        body,
        fc.nat(),
        fc.constantFrom(...letters, ""),
        fc.constantFrom("payload" as const, "sig" as const, "keyid" as const, "payloadType" as const),
        fc.boolean(),
        (bytes, at, letter, part, insert) => {
          const envelope = signEnvelope(bytes, first);
          const signature = signatureOf(envelope);
          const text = part === "payload" || part === "payloadType" ? envelope[part] : signature[part];
          const index = at % text.length;
          const typed = text.slice(0, index) + letter + text.slice(insert ? index : index + 1);
          // The same bytes in the other alphabet are the same signature: DSSE asks verifiers to take both.
          const same =
            typed.replaceAll("-", "+").replaceAll("_", "/") === text.replaceAll("-", "+").replaceAll("_", "/");
          fc.pre(!same || (part !== "payload" && part !== "sig" && typed !== text));
          const changed =
            part === "payload" || part === "payloadType"
              ? { ...envelope, [part]: typed }
              : { ...envelope, signatures: [{ ...signature, [part]: typed }] };
          expect(() => verifyEnvelope(changed, trusted)).toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("reading an envelope", () => {
  const text = JSON.stringify(signEnvelope(Buffer.from(statement), first));
  test.each([
    ["duplicate keys", text.replace("{", '{"payloadType":"x",'), "duplicate-key"],
    ["unknown keys", text.replace("{", '{"payloadtype":"x",'), "unknown-key"],
    ["a missing key", text.replace(/"payload":"[^"]*",/, ""), "missing-key"],
    ["a key id that is none", text.replace(/"keyid":"[^"]*"/, '"keyid":"ana"'), "wrong-format"],
    ["no JSON", text.slice(1), "not-json"],
  ])("refuses %s", (_, broken, code) => {
    expect(() => readEnvelope(broken, "a.json")).toThrow(
      expect.objectContaining({ code, location: expect.objectContaining({ file: "a.json" }) }),
    );
  });
});
