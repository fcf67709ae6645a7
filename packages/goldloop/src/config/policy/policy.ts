import type { Location } from "../../error/index.ts";

/** What a comparison compares with: `==`, `>=`, ... */
export type Operator = "==" | ">=" | "<=" | ">" | "<";

/** Which figure of a run a rule reads (design 4.5). */
export interface MetricName {
  /** As written, without `.observed`: `passRate`, `latencyMs.p95`, `correctness`, `judge.kappa`. */
  text: string;
  /**
   * What kind of figure: a rate over example-trials, the mean of a scorer, a figure of one distribution, a count, a figure of
   * a judge's calibration.
   */
  kind: "rate" | "score" | "distribution" | "count" | "judge";
  /** `passRate`, `passAll`, `attackSuccess`, `overRefusal`, `guarded.passRate`; `mean`; `costUsd`, `latencyMs`, ...; `errors`, `skipped`, `removed`, `examples`; `kappa`, ... */
  metric: string;
  /** `mean`, `total`, `p50`, `p90`, `p95`, `p99`, `min`, `max`, `passRate`; undefined where the metric is one figure. */
  statistic?: string;
  /** A scorer's name, for `correctness` and `correctness.passRate`. */
  scorer?: string;
  /** `.observed`: the plain value is compared, not its bound. */
  observed: boolean;
  /** Which way is better: scores and pass rates up, costs, latencies and errors down. */
  better: "higher" | "lower";
}

/** `passRate == 100%`, read. */
export interface Requirement {
  /** In its canonical form: one space around the operator, the value as written. */
  text: string;
  metric: MetricName;
  operator: Operator;
  /** Rates as shares 0..1, durations in ms, money in USD. */
  value: number;
  /** As written: `100%`, `1200ms`, `$40`. */
  written: string;
  location: Location;
}

/** `mean: -2pp`, read: how much worse than the baseline it may be. */
export interface Regression {
  /** `mean: -2pp` */
  text: string;
  metric: MetricName;
  /** `absolute` in the metric's own unit (a share for pp), `relative` as a share of the baseline. */
  margin: { kind: "absolute" | "relative"; value: number };
  /** `-2pp` */
  written: string;
  location: Location;
}

/** What a gate looks at. Everything that is given must fit; a list of tags means all of them. */
export interface GateSelection {
  tags?: readonly string[];
  /** At least one of these. */
  anyTag?: readonly string[];
  splits?: readonly string[];
  /** Patterns such as `redteam/*`. */
  suites?: readonly string[];
  /** `deterministic`, `judges`, or names. */
  scorers?: "deterministic" | "judges" | readonly string[];
  origin?: "trace" | "import" | "manual";
  /** Key and the values that fit. */
  metadata?: Readonly<Record<string, readonly string[]>>;
}

export type OnInconclusive = "block" | "warn" | "point";

/** Who may accept a failure of a gate, and for how long. */
export interface Acceptable {
  /** A role of the policy. */
  approver: string;
  maxDays: number;
}

export interface Gate {
  name: string;
  select: GateSelection;
  /** Rules on means and rates apply to each of these scorers. */
  each?: readonly string[];
  require: readonly Requirement[];
  noRegression: readonly Regression[];
  /** `metadata.locale`, `split`, `tags`: figures and regressions by value. */
  slices: readonly string[];
  /** What an empty selection means. `allow` only with `origin`. */
  empty: "block" | "allow";
  /** At least so many trials. */
  trials: number;
  /** How the trials of an example combine in a pass rate. */
  examplePass: "all" | "majority";
  acceptable: false | Acceptable;
  onInconclusive?: OnInconclusive;
  onError?: "block" | "warn";
  confidence?: number;
  location: Location;
}

export interface Stage {
  name: string;
  /** Names of gates, in order. */
  gates: readonly string[];
  enforce: "block" | "warn";
  onInconclusive?: OnInconclusive;
  allowReplay: boolean;
  /** The only split whose partial runs this stage takes. */
  split?: string;
  /** Whether a judge's canary must have been asked: judge-based rules block without it. */
  canary: "required" | "when-present";
  signOff?: { roles: readonly string[]; notAuthor: boolean; distinct: boolean; validFor?: string };
  /** Evidence that is verified: names of stages, and `acceptances`. */
  verify?: readonly string[];
  location: Location;
}

export interface Person {
  /** `ed25519:<base64 of the raw 32 bytes>` */
  key?: string;
}

/** goldloop.policy.yaml, read (design 4.5). */
export interface Policy {
  file: string;
  /** SHA-256 of the file's bytes. */
  digest: `sha256:${string}`;
  people: Readonly<Record<string, Person>>;
  roles: Readonly<Record<string, readonly string[]>>;
  baseline: { from: string; onMissing: "block" | "warn" };
  defaults: { confidence: number; onError: "block" | "warn"; onInconclusive: OnInconclusive };
  gates: Readonly<Record<string, Gate>>;
  stages: Readonly<Record<string, Stage>>;
}
