import type { AttributeValue, Span } from "goldloop/trace";

// `Error: no such user`, `ValueError(...)`, `Error while calling ...`; not "Error rates fell"
const errorText =
  /^["'\s]*(?:[\w.]*(?:error|exception)\b(?:\s*[:(\-–]|\s*$|\s+(?:in|at|while|when|during|executing|calling|processing|code|occurred|running|fetching|\d))|traceback \(most recent call last\)|(?:tool|function|call|request) (?:call )?failed\b)/i;

/** Whether a tool span failed: by its status, its `error.type`, an error on its call, or a result that says so. */
export function isToolError(span: Span): boolean {
  if (span.kind !== "tool") return false;
  if (span.status.code === "error") return true;
  const type = span.attributes["error.type"];
  if (typeof type === "string" && type !== "") return true;
  const [call] = span.toolCalls ?? [];
  if (call?.error !== undefined && call.error !== "") return true;
  return saysError(call?.result ?? span.output);
}

function saysError(result: AttributeValue | undefined): boolean {
  if (typeof result === "string") {
    const text = result.trimStart();
    if (!text.startsWith("{")) return errorText.test(text.slice(0, 200));
    try {
      return saysError(JSON.parse(text) as AttributeValue);
    } catch {
      return false;
    }
  }
  if (typeof result !== "object" || result === null || Array.isArray(result)) return false;
  if (result["isError"] === true || result["is_error"] === true) return true;
  if (result["status"] === "error") return true;
  const { error } = result;
  return error !== undefined && error !== null && error !== false && error !== "" && error !== 0;
}
