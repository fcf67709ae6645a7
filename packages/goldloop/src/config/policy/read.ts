import { FaultList, parseYamlText, validate, type Path, type PositionOf } from "../../document/index.ts";
import { digestOf } from "../../digest/index.ts";
import { InputError, suggestion, type Location } from "../../error/index.ts";
import { readRegression, readRequirement } from "./comparison.ts";
import type { MetricFault } from "./metric.ts";
import type { Gate, GateSelection, Policy, Regression, Requirement, Stage } from "./policy.ts";
import { policySchema, type ParsedGate, type ParsedPolicy, type ParsedStage } from "./schema.ts";

/** Names that a verdict uses for what no policy writes. */
const reservedGates = new Set(["run", "acceptances"]);

const slicePattern = /^(?:metadata\..+|split|tags)$/;

/**
 * Reads a policy's text (design 4.5). Throws InputError(s) at file:line:column: unknown keys, comparisons that are none,
 * unknown roles, people, gates and stages, rules that can never be decided.
 */
export function readPolicyText(text: string, file: string): Policy {
  const { value, positionOf } = parseYamlText(text, file);
  if (value === null) {
    throw new InputError("empty-policy", `${file} is empty`, { location: { file }, hint: "goldloop init" });
  }
  return new PolicyReader(validate(policySchema, value, { file, positionOf }), file, positionOf).read(digestOf(text));
}

/** Turns the parsed file into a policy, collecting every fault on the way. */
class PolicyReader {
  readonly #faults = new FaultList();
  readonly #parsed: ParsedPolicy;
  readonly #file: string;
  readonly #positionOf: PositionOf;

  constructor(parsed: ParsedPolicy, file: string, positionOf: PositionOf) {
    this.#parsed = parsed;
    this.#file = file;
    this.#positionOf = positionOf;
  }

  read(digest: Policy["digest"]): Policy {
    const { people, roles, baseline, defaults } = this.#parsed;
    for (const [role, holders] of Object.entries(roles)) {
      for (const [index, person] of holders.entries()) {
        this.#known("person", person, Object.keys(people), ["roles", role, index], "add them under people:");
      }
    }
    const gates: Record<string, Gate> = {};
    for (const [name, gate] of Object.entries(this.#parsed.gates)) gates[name] = this.#gate(name, gate);
    if (Object.keys(gates).length === 0) {
      this.#add("no-gate", "the policy has no gate: it would allow everything", [], "gates: { critical: { ... } }");
    }
    const stages: Record<string, Stage> = {};
    for (const [name, stage] of Object.entries(this.#parsed.stages)) stages[name] = this.#stage(name, stage);
    this.#faults.throwIfAny();
    return { file: this.#file, digest, people, roles, baseline, defaults, gates, stages };
  }

  #gate(name: string, gate: ParsedGate): Gate {
    const at: Path = ["gates", name];
    if (reservedGates.has(name)) {
      this.#add("reserved-gate", `a gate cannot be called "${name}": verdicts use that name`, at, `${name}-gate`);
    }
    const require = gate.require
      .map((text, index) => this.#comparison(readRequirement(text), [...at, "require", index]))
      .filter((rule): rule is Requirement => rule !== undefined);
    const noRegression = Object.entries(gate.noRegression)
      .map(([metric, change]) =>
        this.#comparison(readRegression(metric, String(change)), [...at, "noRegression", metric]),
      )
      .filter((rule): rule is Regression => rule !== undefined);
    if (gate.require.length === 0 && Object.keys(gate.noRegression).length === 0) {
      this.#add("empty-gate", `gate "${name}" requires nothing`, at, "require: [passRate == 100%]");
    }
    this.#twice(gate.require, [...at, "require"]);
    if (gate.empty === "allow" && gate.select.origin === undefined) {
      this.#add(
        "empty-allowed",
        `gate "${name}": only a selection by origin may be empty`,
        [...at, "empty"],
        "select: { origin: trace }   or remove empty: allow",
      );
    }
    if (gate.each !== undefined) {
      const applies = [...require, ...noRegression].some(
        ({ metric }) =>
          metric.scorer === undefined &&
          (metric.metric === "mean" || metric.metric === "passRate" || metric.metric === "passAll"),
      );
      if (!applies && this.#faults.total === 0) {
        this.#add(
          "each-without-rule",
          `gate "${name}": each has no rule that it could apply to`,
          [...at, "each"],
          "require: [mean >= 0.85]",
        );
      }
    }
    for (const [index, slice] of gate.slices.entries()) {
      if (slicePattern.test(slice)) continue;
      this.#add(
        "unknown-slice",
        `"${slice}" is nothing to slice by`,
        [...at, "slices", index],
        "metadata.locale, split or tags",
      );
    }
    if (gate.acceptable !== false) {
      this.#known(
        "role",
        gate.acceptable.approver,
        Object.keys(this.#parsed.roles),
        [...at, "acceptable", "approver"],
        "add it under roles:",
      );
    }
    return { ...gate, name, select: selection(gate.select), require, noRegression, location: this.#at(at) };
  }

  #stage(name: string, stage: ParsedStage): Stage {
    const at: Path = ["stages", name];
    const all = Object.keys(this.#parsed.gates);
    const gates = stage.gates === "all" ? all : (stage.gates ?? []);
    if (stage.gates === undefined && stage.verify === undefined) {
      this.#add(
        "empty-stage",
        `stage "${name}" has neither gates nor verify: it would allow everything`,
        at,
        "gates: all",
      );
    }
    if (Array.isArray(stage.gates)) {
      for (const [index, gate] of gates.entries()) this.#known("gate", gate, all, [...at, "gates", index]);
      this.#twice(stage.gates, [...at, "gates"]);
    }
    for (const [index, role] of (stage.signOff?.roles ?? []).entries()) {
      this.#known(
        "role",
        role,
        Object.keys(this.#parsed.roles),
        [...at, "signOff", "roles", index],
        "add it under roles:",
      );
    }
    const verifiable = [...Object.keys(this.#parsed.stages).filter((other) => other !== name), "acceptances"];
    for (const [index, what] of (stage.verify ?? []).entries()) {
      this.#known("stage", what, verifiable, [...at, "verify", index]);
    }
    return { ...stage, name, gates, location: this.#at(at) };
  }

  #comparison<T extends object>(read: T | MetricFault, path: Path): (T & { location: Location }) | undefined {
    if (!("fault" in read)) return { ...read, location: this.#at(path) };
    this.#add("no-comparison", read.fault, path, read.hint);
    return undefined;
  }

  #twice(texts: readonly string[], path: Path): void {
    for (const [index, text] of texts.entries()) {
      if (texts.indexOf(text) !== index) this.#add("twice", `"${text}" stands here twice`, [...path, index]);
    }
  }

  #known(what: string, name: string, known: readonly string[], path: Path, hint?: string): void {
    if (known.includes(name)) return;
    this.#add(`unknown-${what}`, `there is no ${what} "${name}"${suggestion(name, known)}`, path, hint);
  }

  #add(code: string, message: string, path: Path, hint?: string): void {
    this.#faults.add(new InputError(code, message, { location: this.#at(path), hint }));
  }

  #at(path: Path): Location {
    return { file: this.#file, ...this.#positionOf(path, "value") };
  }
}

function selection({ metadata, ...rest }: ParsedGate["select"]): GateSelection {
  if (metadata === undefined) return rest;
  const values = Object.entries(metadata).map(([key, value]): [string, string[]] => [
    key,
    (Array.isArray(value) ? value : [value]).map(String),
  ]);
  return { ...rest, metadata: Object.fromEntries(values) };
}
