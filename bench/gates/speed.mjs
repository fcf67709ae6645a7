// How long the decision itself takes: node bench/gates/speed.mjs [rules] [rows]
//
// A policy of 1,000 rules in 100 gates, most with a selection of their own, judges one run of 100,000 results against a baseline of as
// many. Beside it stands a floor: for each distinct selection one pass over the columns of its rows, adding up what a rate, a mean and
// a cost need and nothing more. Reading the policy and filling the columns are outside of the clock.
import { judgeGates, scoreStatus } from "../../packages/goldloop/src/gate/index.ts";
import { readPolicyText } from "../../packages/goldloop/src/config/index.ts";

const rules = Number(process.argv[2] ?? 1000);
const rows = Number(process.argv[3] ?? 100_000);
const repetitions = 5;
const limitMs = 1000;
const trials = 4;
const gates = Math.ceil(rules / 10);
const locales = ["de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv"];
const splits = ["smoke", "full", "long", "rare"];
const digest = (text) => `sha256:${text.padEnd(64, "0")}`;

/** splitmix32: Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014 (32-bit variant). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

function examplesOf(n) {
  return Array.from({ length: n }, (_, i) => ({
    id: `e${String(i).padStart(6, "0")}`,
    testDigest: digest(i.toString(16)),
    tags: [`topic-${i % 40}`, `team-${i % 7}`],
    split: splits[i % splits.length],
    metadata: { locale: locales[Math.floor(i / 4) % locales.length] },
    origin: i % 50 === 0 ? "trace" : null,
    owner: null,
    deadline: null,
  }));
}

function columnOf(name, random, passing) {
  const column = {
    name,
    deterministic: true,
    fromSuite: true,
    judges: [],
    value: new Float64Array(rows),
    pass: new Int8Array(rows),
    status: new Uint8Array(rows).fill(scoreStatus.scored),
  };
  for (let row = 0; row < rows; row += 1) {
    column.pass[row] = random() < passing ? 1 : 0;
    column.value[row] = column.pass[row] === 1 ? 1 - random() / 4 : random() / 2;
  }
  return column;
}

function tableOf(examples, seed) {
  const random = generator(seed);
  const fill = (scale) => Float64Array.from({ length: rows }, () => scale * (0.5 + random()));
  const scores = [columnOf("correctness", random, 0.93), columnOf("faithfulness", random, 0.96)];
  return {
    record: {
      id: `run-${seed}`,
      suite: "support",
      target: null,
      pinned: true,
      unpinned: [],
      status: "complete",
      incomplete: [],
      selection: { filter: [], split: null, tags: [], limit: null, shard: null, narrowed: false, partial: false },
      examples: examples.length,
      trials,
      planned: rows,
      executed: rows,
      targetIdentity: { kind: "module", digest: digest(`${seed}`), details: {} },
      git: null,
      replay: null,
    },
    pins: {
      dataset: { file: "support.jsonl", digest: digest("d"), count: examples.length },
      scorers: Object.fromEntries(
        scores.map(({ name }) => [name, { scorer: "equals", digest: digest("e"), deterministic: true }]),
      ),
      prices: digest("f"),
    },
    examples,
    rows,
    example: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / trials)),
    trial: Int32Array.from({ length: rows }, (_, row) => row % trials),
    targetError: new Uint8Array(rows),
    latencyMs: fill(900),
    timeToFirstTokenMs: fill(200),
    costUsd: fill(0.01),
    inputTokens: fill(1000),
    outputTokens: fill(200),
    scores,
  };
}

/** The selections: topics, topics of a team, locales, splits and everything, in turn. */
function selectionOf(gate) {
  const kinds = [
    { tags: [`topic-${gate % 40}`] },
    { tags: [`topic-${gate % 40}`, `team-${gate % 7}`] },
    { metadata: { locale: locales[gate % locales.length] }, anyTag: [`team-${gate % 7}`, `team-${(gate + 1) % 7}`] },
    { splits: [splits[gate % splits.length]], metadata: { locale: locales[Math.floor(gate / 4) % locales.length] } },
    {},
  ];
  return kinds[gate % kinds.length];
}

function policyTextOf() {
  const written = {};
  for (let gate = 0; gate < gates; gate += 1) {
    written[`gate-${gate}`] = {
      select: selectionOf(gate),
      require: [
        `passRate >= ${60 + (gate % 20)}%`,
        `correctness.passRate >= ${70 + (gate % 20)}%`,
        `correctness >= 0.${50 + (gate % 30)}`,
        `faithfulness >= 0.${50 + (gate % 30)}`,
        `latencyMs.p95 <= ${1200 + gate}ms`,
        `costUsd.mean <= ${0.01 + gate / 10_000}`,
        `tokens.mean <= ${1500 + gate}`,
        "errors == 0",
      ],
      noRegression: { passRate: "-2pp", "costUsd.mean": "+10%" },
    };
  }
  return JSON.stringify({ version: 1, gates: written }, null, 1);
}

/** Whether an example is in a selection, in plain words. */
function fits({ tags, split, metadata }, select) {
  return (
    (select.tags ?? []).every((tag) => tags.includes(tag)) &&
    (select.anyTag === undefined || select.anyTag.some((tag) => tags.includes(tag))) &&
    (select.splits === undefined || select.splits.includes(split)) &&
    (select.metadata === undefined || select.metadata.locale === metadata.locale)
  );
}

/** One pass over the columns per distinct selection, of which only the rows are known beforehand. */
function floorOf(table, selections) {
  let all = 0;
  for (const chosen of selections) {
    for (let i = 0; i < chosen.length; i += 1) {
      for (let row = chosen[i] * trials; row < (chosen[i] + 1) * trials; row += 1) {
        let passed = 1;
        for (const { pass, value, status } of table.scores) {
          if (status[row] !== scoreStatus.scored) continue;
          if (pass[row] === 0) passed = 0;
          all += value[row];
        }
        all += passed + table.costUsd[row] + table.latencyMs[row] + table.inputTokens[row] + table.outputTokens[row];
      }
    }
  }
  return all;
}

/** Wall time, and that of the processor in this thread, which others on the machine leave alone. Milliseconds. */
function timed(work) {
  const times = Array.from({ length: repetitions }, () => {
    const [startedAt, before] = [performance.now(), process.threadCpuUsage()];
    work();
    const { user, system } = process.threadCpuUsage(before);
    return { wall: performance.now() - startedAt, cpu: (user + system) / 1000 };
  });
  return { first: times[0], best: times.reduce((a, b) => (b.cpu < a.cpu ? b : a)) };
}

const examples = examplesOf(rows / trials);
const table = tableOf(examples, 1);
const base = tableOf(examples, 2);
const policy = readPolicyText(policyTextOf(), "goldloop.policy.yaml");
const written = Object.values(policy.gates).reduce(
  (sum, { require, noRegression }) => sum + require.length + noRegression.length,
  0,
);
const distinct = [...new Set(Array.from({ length: gates }, (_, gate) => JSON.stringify(selectionOf(gate))))];
const selections = distinct.map((text) => {
  const select = JSON.parse(text);
  return Int32Array.from(examples.flatMap((example, i) => (fits(example, select) ? [i] : [])));
});
const input = {
  runs: [{ table, canaries: {}, calibrations: {}, samples: {} }],
  policy,
  stage: null,
  policyRef: null,
  proposed: [],
  baseline: {
    from: "approved",
    release: null,
    suites: new Map([["support", { table: base, digest: digest("b") }]]),
    guarded: new Set(),
    interleaved: false,
  },
  noBaseline: undefined,
  removals: { found: [] },
  unrun: [],
  stale: [],
  acceptances: [],
  authors: [],
  now: "2026-11-24T12:00:00.000Z",
};
let judged;
const judging = timed(() => {
  judged = judgeGates(input);
});
if ("faults" in judged) throw new Error(judged.faults.map(({ message }) => message).join("\n"));
const rulings = judged.verdict.gates.reduce((sum, gate) => sum + gate.rules.length, 0);
const floor = timed(() => floorOf(table, selections));
const print = (line) => process.stdout.write(`${line}\n`);
const ms = (value) => `${value.toFixed(0)} ms`.padStart(8);
print(
  `${written.toLocaleString("en-US")} rules (${rulings.toLocaleString("en-US")} rulings) in ${gates} gates over ${selections.length} distinct selections of ${rows.toLocaleString("en-US")} results, with a baseline of as many`,
);
const line = (name, { first, best }) =>
  print(`${name.padEnd(36)}${ms(first.wall)}${ms(first.cpu)}   ${ms(best.wall)}${ms(best.cpu)}`);
print(`${"".padEnd(36)}   first time, CPU    best of ${repetitions}, CPU`);
line("judgeGates", judging);
line("floor: one pass over each selection", floor);
print(`${(judging.best.cpu / floor.best.cpu).toFixed(1)} times the floor`);
if (judging.first.cpu > limitMs) {
  print(`over ${limitMs} ms`);
  process.exitCode = 1;
}
