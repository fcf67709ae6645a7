import type { Detector } from "./detector.ts";
import { isPlaceholder } from "./placeholder.ts";

const longestUserInfo = 256;

/** Passwords in URLs. */
export const urlCredentials: Detector = {
  name: "url-credentials",
  kinds: ["url-credentials"],
  group: "secret",
  summary: "User and password in front of the host of a URL, as in connection strings.",
  limits:
    "Not seen: tokens in the user part alone, in the path or in the query (unless their name or form gives them away).",
  scan(text, report) {
    for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
      const start = at + 3;
      const end = userInfoEnd(text, start);
      const colon = text.indexOf(":", start);
      if (end === -1 || colon === -1 || colon >= end - 1) continue;
      if (!isPlaceholder(text.slice(colon + 1, end))) report("url-credentials", start, end);
    }
  },
};

/** Where the `@` stands that ends the user part, -1 when the authority has none. */
function userInfoEnd(text: string, start: number): number {
  const highest = Math.min(text.length, start + longestUserInfo);
  let at = -1;
  for (let i = start; i < highest; i++) {
    const c = text.charAt(i);
    if (c === "@") at = i;
    else if (c <= " " || c === "/" || c === "?" || c === "#" || c === '"' || c === "<" || c === ">" || c === "`") break;
  }
  return at;
}
