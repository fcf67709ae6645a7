import type { AttributeValue } from "goldloop/trace";

/** Where applications keep the text of what they answered. */
const keys = ["text", "content", "answer", "response", "output", "message", "result", "reply"];
const deepest = 4;

/**
 * The text that somebody was answered with: a string as it is, of an object the first key that usually holds it, of a list of
 * messages the last, of a list of parts their texts. Empty when there is none.
 */
export function answerText(output: AttributeValue | undefined, depth = 0): string {
  if (typeof output === "string") return output;
  if (typeof output !== "object" || output === null || depth > deepest) return "";
  if (Array.isArray(output)) {
    const last = output.at(-1);
    if (typeof last === "object" && last !== null && "role" in last) return answerText(last, depth + 1);
    return output
      .map((part) => answerText(part, depth + 1))
      .filter((text) => text !== "")
      .join("\n");
  }
  if (Array.isArray(output["messages"])) return answerText(output["messages"], depth + 1);
  for (const key of keys) {
    const text = answerText(output[key], depth + 1);
    if (text !== "") return text;
  }
  return "";
}
