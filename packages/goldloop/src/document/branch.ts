import { nearest } from "../error/index.ts";
import { toPath, valueAt } from "./position.ts";
import { alternatives, closedKeys, type Issue, type Schema, schemasAt } from "./schema.ts";

/** One option of a union with what is wrong under it. */
export interface Branch {
  issues: readonly Issue[];
  schemas: readonly Schema[];
}

/** From here on the value is of another kind altogether, so that the branch says nothing about it. */
const otherKind = 1000;

/**
 * The branches of a union that the value was most likely meant for, several when they fit equally; none when the value
 * is of a kind (a number where strings and lists are possible) that no branch takes.
 */
export function bestBranches(branches: readonly Branch[], value: unknown): Branch[] {
  const costs = branches.map((branch) => cost(branch, value));
  const least = Math.min(...costs);
  return least >= otherKind ? [] : branches.filter((_, index) => costs[index] === least);
}

function cost(branch: Branch, value: unknown): number {
  const unknown = branch.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [],
  );
  let sum = 0;
  for (const issue of branch.issues) {
    const here = issue.path.length === 0;
    switch (issue.code) {
      case "invalid_type":
        if (here) sum += otherKind;
        else sum += isMissing(issue, value) ? missingCost(issue, unknown) : 2;
        break;
      case "invalid_value":
        sum += valueCost(issue, value);
        break;
      case "unrecognized_keys":
        sum += here ? unknownKeyCost(issue.keys, branch, value) : 3;
        break;
      case "invalid_union":
        sum += isMissing(issue, value) ? missingCost(issue, unknown) : unionCost(issue, branch, value);
        break;
      case "custom":
        // A check of its own (a function in code) tells nothing about how near a value from a file came to it.
        sum += here ? otherKind / 2 : 1;
        break;
      default:
        sum += 1;
    }
  }
  return sum;
}

/** A missing key costs nothing when an unknown one is near: it is there, misspelled. */
function missingCost(issue: Issue, unknown: readonly string[]): number {
  const key = String(issue.path.at(-1));
  return nearest(key, unknown) === undefined ? 4 : 0;
}

function unknownKeyCost(keys: readonly string[], branch: Branch, value: unknown): number {
  const present = new Set(typeof value === "object" && value !== null ? Object.keys(value) : []);
  const known = alternatives(branch.schemas).flatMap((schema) => closedKeys(schema) ?? []);
  const absent = known.filter((key) => !present.has(key));
  return keys.reduce((sum, key) => sum + (nearest(key, absent) === undefined ? 10 : 3), 0);
}

/** A literal that differs is what tells branches apart, unless the value is near to it. */
function valueCost(issue: Extract<Issue, { code: "invalid_value" }>, root: unknown): number {
  const value = valueAt(root, issue.path);
  const words = issue.values.filter((known) => typeof known === "string");
  const near = typeof value === "string" && nearest(value, words) !== undefined;
  if (issue.path.length > 0) return near ? 2 : 50;
  if (near) return 3;
  return issue.values.some((known) => typeof known === typeof value) ? 100 : otherKind;
}

function unionCost(issue: Extract<Issue, { code: "invalid_union" }>, branch: Branch, root: unknown): number {
  const schemas = schemasAt(branch.schemas, toPath(issue.path));
  const costs = issue.errors.map((issues) => cost({ issues, schemas }, valueAt(root, issue.path)));
  const least = costs.length === 0 ? 2 : Math.min(...costs);
  return issue.path.length > 0 ? Math.min(least, 2) : least;
}

function isMissing(issue: Issue, root: unknown): boolean {
  return issue.path.length > 0 && valueAt(root, issue.path) === undefined;
}
