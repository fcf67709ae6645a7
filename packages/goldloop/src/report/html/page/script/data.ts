/** Reads a run's data and groups results by example. */
export const dataScript = String.raw`
const words = { failed: "failed", flaky: "flaky", error: "error", passed: "passed", measured: "measured" };
const glyphs = { failed: "✗", flaky: "✗", error: "!", passed: "✓", measured: "·" };
const colours = { failed: "fail", flaky: "fail", error: "error", passed: "pass", measured: "muted" };
const severity = { failed: 0, flaky: 1, error: 2, measured: 3, passed: 4 };

function load(index) {
  const run = read("run-" + index);
  const rows = read("examples-" + index).map(function (example, i) {
    return { example: example, order: i, trials: [], status: "measured", ms: null, usd: null, hay: null };
  });
  for (const result of read("results-" + index)) rows[result.e].trials.push(result);
  const kept = rows.filter(function (row) { return row.trials.length > 0; });
  for (const row of kept) summarise(row);
  return { index: index, run: run, record: run.record, rows: kept, scorers: run.scorers };
}

function summarise(row) {
  row.trials.sort(function (a, b) { return a.t - b.t; });
  const of = { passed: 0, failed: 0, error: 0, measured: 0 };
  let ms = 0, usd = 0, priced = 0;
  for (const trial of row.trials) {
    of[trial.p] += 1;
    ms += trial.ms;
    if (trial.usd !== undefined) { usd += trial.usd; priced += 1; }
  }
  row.status = of.failed > 0 ? (of.passed > 0 ? "flaky" : "failed") : of.error > 0 ? "error" : of.passed > 0 ? "passed" : "measured";
  row.passes = of.passed;
  row.ms = row.trials.every(function (trial) { return trial.ms === null; }) ? null : ms / row.trials.length;
  row.usd = priced === 0 ? null : usd / priced;
  const why = new Set();
  for (const trial of row.trials) {
    if (trial.x !== undefined) why.add(-1);
    else for (const score of trial.s) if (score[2] === false || score[4] === "error") why.add(score[0]);
  }
  row.why = Array.from(why);
}

function textOf(shown) {
  if (!shown) return "";
  return shown.m ? shown.m.map(function (said) { return said[1]; }).join("\n") : shown.t;
}
function lineOf(shown) {
  const text = shown.m ? shown.m[shown.m.length - 1][1] : shown.t;
  return text.slice(0, 300).replace(/\s+/g, " ");
}
function hayOf(row) {
  if (row.hay === null) {
    const example = row.example;
    const parts = [example.id, textOf(example.i), textOf(example.x), (example.g || []).join(" ")];
    for (const trial of row.trials) {
      parts.push(textOf(trial.o), trial.x || "");
      for (const score of trial.s) parts.push(score[3]);
    }
    row.hay = parts.join("\n").toLowerCase();
  }
  return row.hay;
}
// The mean of one scorer over the trials of an example; null when it was not scored in any.
function meanOf(row, scorer) {
  let sum = 0, n = 0;
  for (const trial of row.trials) for (const score of trial.s) if (score[0] === scorer && score[4] !== "skipped") { sum += score[1] === null ? 0 : score[1]; n += 1; }
  return n === 0 ? null : sum / n;
}
`;
