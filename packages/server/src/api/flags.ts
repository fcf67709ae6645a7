import { kindsOf } from "goldloop/redaction";
import { suggestion } from "goldloop/error";
import type { Range } from "../store/spans/spans.ts";
import type { TraceFilterQuery } from "./contract/traces.ts";
import { RequestError } from "./problem.ts";
import type { Services } from "./services.ts";

const ofTraces = ["refusal", "fallback", "toolError", "safety"];

/**
 * Throws RequestError 400 for a flag that no trace can have: none of the four, no kind that a detector finds, of the project's
 * own patterns included, and none that traces of the range still carry from a pattern of earlier days.
 */
export async function checkFlags(
  { projects, spans }: Pick<Services, "projects" | "spans">,
  projectId: string,
  { flag }: TraceFilterQuery,
  range: Range,
): Promise<void> {
  if (flag === undefined) return;
  const { patterns = [] } = (await projects.settings(projectId)).redaction;
  const known = new Set([...ofTraces, ...patterns.map(({ kind }) => kind), ...kindsOf()]);
  const unknown = [flag].flat().filter((one) => !known.has(one));
  if (unknown.length === 0) return;
  const { facets } = await spans.facets(projectId, {}, range);
  for (const { value } of facets.find(({ name }) => name === "flag")?.values ?? []) known.add(value);
  const [first] = unknown.filter((one) => !known.has(one));
  if (first === undefined) return;
  const hint = `?flag=${ofTraces.join(" | ")}, or a kind of personal data or secret: ${kindsOf().join(", ")}`;
  throw new RequestError(400, "unknown-flag", `flag: no trace has such a flag${suggestion(first, known)}`, hint);
}
