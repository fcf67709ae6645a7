// Error rates of the no-regression rule, by simulation: node bench/gates/main.mjs [repetitions]
//
// Each repetition draws an application and its successor from a population of examples: some always pass, some never do, some are
// flaky (they pass with a chance between 20% and 80%). The successor loses exactly `delta` of the pass rate on average, half of
// it where examples break for good and half where flaky ones become worse, and some examples change both ways. The rule
// "noRegression: { passRate: -2pp }" judges both runs; beside it stands what the usual rule does: "block when the mean dropped by more than 2%".
import { pairedVerdict } from "../../packages/goldloop/src/stats/index.ts";

const margin = 0.02;
const repetitions = Number(process.argv[2] ?? 2000);
const sizes = [50, 100, 200, 500, 1000, 2000];
const trialCounts = [1, 3, 5];
const flakyShares = [0, 0.1, 0.2, 0.3];
/** Share of the examples that change from pass to fail and from fail to pass without any difference on average. */
const churn = 0.01;
const startPass = 0.85;

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

function passes(p, trials, random) {
  let passed = 0;
  for (let k = 0; k < trials; k++) if (random() < p) passed += 1;
  return passed / trials;
}

/** Differences of one simulated pair of runs, as sums. The successor's true pass rate is `delta` away from the baseline's. */
function simulate(n, trials, flaky, delta, random) {
  const deterministicLoss = flaky === 0 ? delta : delta / 2;
  const flakyShift = flaky === 0 ? 0 : delta / 2 / flaky;
  const stable = 1 - flaky;
  // Of stable examples: the share that passed and now fails, and the other way round, so that their difference is what is lost.
  const breaks = (churn / 2 + Math.max(0, -deterministicLoss)) / (stable * startPass);
  const fixes = (churn / 2 + Math.max(0, deterministicLoss)) / (stable * (1 - startPass));
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    let d;
    if (random() < flaky) {
      const p = 0.2 + 0.6 * random();
      d = passes(p + flakyShift, trials, random) - passes(p, trials, random);
    } else if (random() < startPass) d = random() < breaks ? -1 : 0;
    else d = random() < fixes ? 1 : 0;
    sum += d;
    squares += d * d;
  }
  return { n, sum, sumSquares: squares };
}

function cell(n, trials, flaky, delta, random) {
  const counts = { pass: 0, inconclusive: 0, fail: 0, naive: 0 };
  for (let r = 0; r < repetitions; r++) {
    const sums = simulate(n, trials, flaky, delta, random);
    const { verdict, difference } = pairedVerdict(sums, { margin, scores: trials === 1 ? "binary" : "trials" });
    counts[verdict] += 1;
    if (difference < -margin) counts.naive += 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / repetitions]));
}

const say = (line) => process.stdout.write(`${line}\n`);
const percent = (share) => `${(share * 100).toFixed(1)}%`.padStart(7);

say(
  `noRegression: { passRate: -2pp }, confidence 95%, ${repetitions} repetitions a cell, ${percent(churn).trim()} of the examples change by chance\n`,
);
say("                      no difference                          2 points worse         naive rule: wrongly");
say("    n  trials  flaky     pass  inconcl.   fail (wrong)         pass (wrong)         blocks    lets 2pp pass");
const worst = { pass: 0, fail: 0, naiveBlocks: 0 };
const startedAt = performance.now();
for (const n of sizes) {
  for (const trials of trialCounts) {
    for (const flaky of flakyShares) {
      const random = generator(n * 1000 + trials * 10 + flaky * 100);
      const same = cell(n, trials, flaky, 0, random);
      const worse = cell(n, trials, flaky, -margin, random);
      worst.pass = Math.max(worst.pass, worse.pass);
      worst.fail = Math.max(worst.fail, same.fail);
      worst.naiveBlocks = Math.max(worst.naiveBlocks, same.naive);
      say(
        `${String(n).padStart(5)}${String(trials).padStart(8)}${percent(flaky)}  ${percent(same.pass)}  ${percent(same.inconclusive)}  ${percent(same.fail)}              ${percent(worse.pass)}              ${percent(same.naive)}        ${percent(1 - worse.naive)}`,
      );
    }
  }
}
say(
  `\nworst cell: wrong passes at -2 points ${percent(worst.pass).trim()} (at most 6.5%), wrong fails at no difference ${percent(worst.fail).trim()} (at most 5%); the naive rule blocks an unchanged app up to ${percent(worst.naiveBlocks).trim()}`,
);
say(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
if (worst.pass > 0.065 || worst.fail > 0.05) process.exitCode = 1;
