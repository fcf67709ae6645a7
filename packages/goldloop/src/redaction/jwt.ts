import { isWord } from "./characters.ts";
import type { Detector } from "./detector.ts";

// Three parts (signed) or five (encrypted); a header is a JSON object, so it begins `{"`, in base64url `eyJ`.
const token = /eyJ[\w-]{10,}\.[\w-]{2,}\.[\w-]*(?:\.[\w-]+\.[\w-]+)?/y;

/** JSON Web Tokens. */
export const jwt: Detector = {
  name: "jwt",
  kinds: ["jwt"],
  group: "secret",
  summary: "JSON Web Tokens whose header decodes to an object with an algorithm.",
  limits: "Not seen: tokens that are split over lines, opaque session tokens.",
  scan(text, report) {
    for (let at = text.indexOf("eyJ"); at !== -1; at = text.indexOf("eyJ", at + 3)) {
      const before = text.charCodeAt(at - 1);
      if (isWord(before) || before === 0x2d || before === 0x2e) continue;
      token.lastIndex = at;
      if (!token.test(text) || !hasAlgorithm(text.slice(at, text.indexOf(".", at)))) continue;
      report("jwt", at, token.lastIndex);
      at = token.lastIndex - 3;
    }
  },
};

function hasAlgorithm(header: string): boolean {
  if (header.length > 4_096) return false;
  try {
    const value: unknown = JSON.parse(Buffer.from(header, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && "alg" in value;
  } catch {
    return false;
  }
}
