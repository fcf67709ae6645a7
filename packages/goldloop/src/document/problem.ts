import { nearest, suggestion } from "../error/index.ts";
import { bestBranches } from "./branch.ts";
import { constraint } from "./constraint.ts";
import { expectation, found, literal, orList, repair, typePhrase } from "./phrase.ts";
import { formatPath, type Part, type Path, toPath, valueAt } from "./position.ts";
import { alternatives, closedKeys, type Issue, literalsMatch, type Schema, schemasAt, unionOptions } from "./schema.ts";

/** A fault of a value against its schema, before it has a file and a line. */
export interface Problem {
  code: string;
  /** Says what is wrong; `{path}` and `{in}` stand for the place. */
  text: string;
  hint?: string | undefined;
  path: Path;
  part: Part;
  /** The key that a misspelled one stands for; it is not reported as missing beside it. */
  meant?: Path | undefined;
}

/** Where issues come from: their paths start at `path`, their schema is `schemas`, their value is `value`. */
export interface Scope {
  schemas: readonly Schema[];
  value: unknown;
  path: Path;
}

/** Stands in messages that no schema author wrote; messages of authors are passed on. */
export const unworded = "\u0000";

/** What is wrong, in words, for a list of zod issues. */
export function problemsOf(issues: readonly Issue[], scope: Scope): Problem[] {
  const problems = issues.flatMap((issue) => problemsOfIssue(issue, scope));
  const renamed = new Set(problems.flatMap(({ meant }) => (meant === undefined ? [] : [formatPath(meant)])));
  return problems.filter(({ code, path }) => code !== "missing-key" || !renamed.has(formatPath(path)));
}

function problemsOfIssue(issue: Issue, scope: Scope): Problem[] {
  const local = toPath(issue.path);
  const path = [...scope.path, ...local];
  const value = valueAt(scope.value, local);
  const schemas = schemasAt(scope.schemas, local);
  const at = (code: string, text: string, hint?: string): Problem[] => [{ code, text, hint, path, part: "value" }];

  if (value === undefined && local.length > 0 && issue.code !== "custom" && issue.code !== "unrecognized_keys") {
    const key = local.at(-1);
    if (typeof key === "string") return [missingKey(path)];
  }
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKeys(issue.keys, schemas, value, path);
    case "invalid_union":
      return unionProblems(issue, { schemas, value, path });
    case "invalid_type": {
      if (issue.message !== unworded) return at("wrong-type", `{path}: ${issue.message}`);
      const expected =
        issue.expected === "int" ? "a whole number" : (expectation(schemas) ?? typePhrase(issue.expected));
      return at("wrong-type", `{path} must be ${expected}, got ${found(value)}`, repair(value, schemas));
    }
    case "invalid_value":
      return wrongValue(issue.values, issue.message, value, path);
    case "invalid_key": {
      const inner = problemsOf(issue.issues, { schemas: [], value: local.at(-1), path: [] });
      const why = inner.map(({ text }) => text.replace(/^\{path\}:? ?/, "")).join(", ");
      const key = JSON.stringify(String(local.at(-1)));
      return [{ code: "invalid-key", text: `invalid key ${key}{in}: ${why}`, path, part: "key" }];
    }
    case "invalid_element":
      return problemsOf(issue.issues, { schemas: [], value, path });
    case "custom": {
      const { code, hint } = customParameters(issue.params);
      const text = issue.message === unworded ? "{path} is not valid" : `{path}: ${issue.message}`;
      return [{ code, text, hint, path, part: typeof value === "object" ? "key" : "value" }];
    }
    default: {
      const { code, text } = constraint(issue, value);
      if (issue.message === unworded) return at(code, `{path} ${text}`);
      return at(code, `{path}: ${issue.message}${code === "wrong-format" ? `, got ${found(value)}` : ""}`);
    }
  }
}

function customParameters(parameters: Record<string, unknown> | undefined): { code: string; hint?: string } {
  const { code, hint } = parameters ?? {};
  return { code: typeof code === "string" ? code : "invalid-value", ...(typeof hint === "string" ? { hint } : {}) };
}

function missingKey(path: Path): Problem {
  return { code: "missing-key", text: `missing key ${JSON.stringify(path.at(-1))}{in}`, path, part: "key" };
}

function unknownKeys(keys: readonly string[], schemas: readonly Schema[], value: unknown, path: Path): Problem[] {
  const forms = alternatives(schemas).filter((schema) => closedKeys(schema) !== undefined);
  const fitting = forms.filter((schema) => literalsMatch(schema, value));
  const known = new Set((fitting.length === 0 ? forms : fitting).flatMap((schema) => closedKeys(schema) ?? []));
  const present = new Set(typeof value === "object" && value !== null ? Object.keys(value) : []);
  const absent = [...known].filter((key) => !present.has(key));
  return keys.map((key) => {
    const near = nearest(key, absent);
    return {
      code: "unknown-key",
      text: `unknown key ${JSON.stringify(key)}{in}${suggestion(key, near === undefined ? known : absent)}`,
      path: [...path, key],
      part: "key",
      meant: near === undefined ? undefined : [...path, near],
    };
  });
}

function wrongValue(values: readonly unknown[], message: string, value: unknown, path: Path): Problem[] {
  const words = values.filter((known) => typeof known === "string");
  const near = typeof value === "string" ? nearest(value, words) : undefined;
  const meant = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
  const text =
    message === unworded
      ? `{path} must be ${orList(values.map(literal))}, got ${found(value)}${meant}`
      : `{path}: ${message}`;
  return [{ code: "wrong-value", text, path, part: "value" }];
}

function unionProblems(issue: Extract<Issue, { code: "invalid_union" }>, scope: Scope): Problem[] {
  if (issue.message !== unworded)
    return [{ code: "wrong-type", text: `{path}: ${issue.message}`, path: scope.path, part: "value" }];
  if (issue.inclusive === false) {
    return [{ code: "ambiguous", text: "{path} fits more than one form", path: scope.path, part: "value" }];
  }
  if (issue.errors.length === 0) return wrongValue(issue.options ?? [], unworded, scope.value, scope.path);

  const options = unionOptions(scope.schemas, issue.errors.length) ?? [];
  const branches = issue.errors.map((issues, index) => {
    const option = options[index];
    return { issues, schemas: option === undefined ? scope.schemas : [option] };
  });
  const best = bestBranches(branches, scope.value);
  const [first] = best;
  if (first === undefined) {
    const expected = expectation(scope.schemas) ?? "another value";
    const text = `{path} must be ${expected}, got ${found(scope.value)}`;
    return [{ code: "wrong-type", text, hint: repair(scope.value, scope.schemas), path: scope.path, part: "value" }];
  }
  if (best.length === 1) return problemsOf(first.issues, { ...scope, schemas: first.schemas });
  return tiedProblems(best, scope);
}

/** Several forms fit equally badly: says what all of them miss instead of guessing one. */
function tiedProblems(
  best: readonly { issues: readonly Issue[]; schemas: readonly Schema[] }[],
  scope: Scope,
): Problem[] {
  const all = best.map(({ issues, schemas }) => problemsOf(issues, { ...scope, schemas }));
  const here = ({ path }: Problem) => path.length === scope.path.length + 1;
  const unknown = all.map((problems) => problems.find((problem) => problem.code === "unknown-key" && here(problem)));
  const key = unknown[0]?.path.at(-1);
  if (typeof key === "string" && unknown.every((problem) => problem?.path.at(-1) === key)) {
    return unknownKeys(
      [key],
      best.flatMap(({ schemas }) => schemas),
      scope.value,
      scope.path,
    );
  }
  const missing = all.map((problems) => problems.find((problem) => problem.code === "missing-key" && here(problem)));
  if (missing.every((problem) => problem !== undefined)) {
    const keys = [...new Set(missing.map(({ path }) => path.at(-1)))];
    if (keys.length > 1) {
      const path = [...scope.path, keys[0] ?? ""];
      return [
        {
          code: "missing-key",
          text: `missing key{in}: ${orList(keys.map(literal))} is needed`,
          path,
          part: "key",
        },
      ];
    }
  }
  return all[0] ?? [];
}
