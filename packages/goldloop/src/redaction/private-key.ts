import type { Detector } from "./detector.ts";

const header = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const footer = "-----END ";
// Base64, headers such as Proc-Type, and line ends, escaped ones included.
const body = /[\w+/=\s\\:,.-]*/y;
const dashes = "-----";

/** Private key blocks: PEM, OpenSSH, PGP. */
export const privateKey: Detector = {
  name: "private-key",
  kinds: ["private-key"],
  group: "secret",
  summary: "Private key blocks (PKCS#1, PKCS#8, SEC1, OpenSSH, PGP), cut off ones included.",
  limits: "Not seen: keys without their BEGIN line, binary (DER) keys, JSON Web Keys.",
  scan(text, report) {
    let nextFooter = -2;
    header.lastIndex = 0;
    for (let match = header.exec(text); match !== null; match = header.exec(text)) {
      const from = header.lastIndex;
      // Looked up once per footer: a thousand headers without one must not search the rest a thousand times.
      if (nextFooter !== -1 && nextFooter < from) nextFooter = text.indexOf(footer, from);
      const end = nextFooter === -1 ? bodyEnd(text, from) : footerEnd(text, nextFooter);
      report("private-key", match.index, end);
      header.lastIndex = end;
    }
  },
};

function footerEnd(text: string, at: number): number {
  const close = text.slice(at + footer.length, at + footer.length + 64).indexOf(dashes);
  return close === -1 ? at + footer.length : at + footer.length + close + dashes.length;
}

function bodyEnd(text: string, from: number): number {
  body.lastIndex = from;
  body.test(text);
  return body.lastIndex;
}
