/** Everything above the list: the sentence, the outcome bar, scores with their intervals, latency, facts. */
export const summaryScript = String.raw`
function showSummary(data) {
  const record = data.record;
  byId("title").textContent = data.run.title;
  fill(byId("facts"), [new Date(record.startedAt).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }) + " UTC", record.id, record.git ? record.git.commit.slice(0, 7) + (record.git.dirty ? " with changes" : "") : "", record.pinned ? "✓ pinned" : "! not pinned"]
    .filter(Boolean).map(function (fact) { return el("span", {}, fact); }));
  const of = counts(data.rows);
  byId("sentence").textContent = sentence(data, of);
  fill(byId("notices"), notices(data).map(function (notice) { return el("p", { class: "notice" + (notice[0] ? " quiet" : "") }, notice[1]); }));
  showOutcome(record);
  showScores(data);
  showLatency(data);
  showDetails(record);
}

function counts(rows) {
  const of = { failed: 0, flaky: 0, error: 0, passed: 0, measured: 0 };
  for (const row of rows) of[row.status] += 1;
  return of;
}

function sentence(data, of) {
  const failing = of.failed + of.flaky;
  const parts = [failing === 0 ? "No example failed" : plural(failing, "example") + " of " + number(data.record.examples) + " failed"];
  if (of.flaky > 0) parts.push(of.flaky === failing ? (failing === 1 ? "and it is flaky" : "all of them flaky") : number(of.flaky) + " of them flaky");
  if (of.error > 0) parts.push(number(of.error) + " could not be measured");
  return parts.join(", ") + ".";
}

function notices(data) {
  const record = data.record;
  const list = [];
  if (record.status === "incomplete") list.push([false, "! The run is incomplete, and no gate accepts it" + (record.incomplete.length > 0 ? ": " + record.incomplete.join("; ") : "") + "."]);
  if (record.unpinned.length > 0) list.push([true, "Not pinned: " + record.unpinned.slice(0, 5).join("; ") + (record.unpinned.length > 5 ? "; " + (record.unpinned.length - 5) + " more" : "") + "."]);
  if (data.run.embedded < record.executed) list.push([true, "This page holds " + number(data.run.embedded) + " of " + number(record.executed) + " results, those of failing examples first. The figures above the list are of all. Everything is in " + data.run.dir + "/results.jsonl."]);
  if (data.run.full) list.push([true, "The texts of this run are very long: most are cut to a few words here. Everything is in " + data.run.dir + "/results.jsonl."]);
  return list;
}

function showOutcome(record) {
  const measured = Math.max(0, record.executed - record.passed - record.failed - record.errors);
  const parts = [["pass", "✓", "passed", record.passed], ["fail", "✗", "failed", record.failed], ["error", "!", record.errors === 1 ? "error" : "errors", record.errors], ["none", "·", "measured only", measured]].filter(function (part) { return part[3] > 0; });
  const bar = el("div", { class: "bar", "aria-hidden": "true" }, parts.map(function (part) {
    const segment = el("i", { class: part[0] });
    segment.style.flex = part[3] + " 1 0";
    return segment;
  }));
  const size = record.trials === 1 ? plural(record.examples, "example") : plural(record.examples, "example") + " × " + number(record.trials) + " trials";
  const legend = el("ul", { class: "legend" }, parts.map(function (part) {
    return el("li", {}, [el("span", { class: part[0] === "none" ? "muted" : part[0] }, part[1] + " "), el("b", {}, number(part[3])), " " + part[2]]);
  }).concat([el("li", { class: "muted" }, size)]));
  fill(byId("outcome"), [bar, legend]);
}

function showScores(data) {
  const record = data.record;
  const names = Object.keys(record.scores);
  if (names.length === 0) return fill(byId("scores"), el("p", { class: "muted" }, "Nothing was scored."));
  const head = ["Scorer", "Rate or mean", "0 to 1, with its interval", "n"];
  const rows = names.flatMap(function (name) {
    const score = record.scores[name];
    const pin = record.pins.scorers[name];
    const rate = score.passRate !== null;
    const value = rate ? score.passRate : score.mean;
    const figure = score.n === 0 ? ["nothing scored"] : rate
      ? [el("b", {}, percent(value)), el("span", {}, "[" + bound(score.interval[0]) + ", " + bound(score.interval[1]) + "]")]
      : [el("b", {}, value.toFixed(2)), el("span", {}, "[" + score.interval[0].toFixed(2) + ", " + score.interval[1].toFixed(2) + "]")];
    const notes = [];
    if (score.errors > 0) notes.push("! " + plural(score.errors, "error"));
    if (score.skipped > 0) notes.push(number(score.skipped) + " skipped");
    if (rate && Math.abs(score.mean - score.passRate) > 1e-9) notes.push("mean " + score.mean.toFixed(2));
    if (rate && record.trials > 1 && score.passAll.length === record.trials && score.passAll[record.trials - 1] !== score.passRate) notes.push("all " + record.trials + " trials " + percent(score.passAll[record.trials - 1]));
    if (pin && pin.threshold !== undefined) notes.push((pin.not ? "not, " : "") + "threshold " + pin.threshold);
    const row = el("tr", {}, [el("th", { scope: "row", title: name }, name), el("td", { class: "figure" }, figure), el("td", { class: "draw" }, score.n === 0 ? "" : intervalBar(value, score.interval)), el("td", { class: "num" }, number(score.n))]);
    return notes.length === 0 ? [row] : [row, el("tr", { class: "notes" }, el("td", { colspan: 4 }, notes.join(" · ")))];
  });
  fill(byId("scores"), el("table", { class: "scores" }, [el("thead", {}, el("tr", {}, head.map(function (title) { return el("th", { scope: "col", class: title === "n" ? "num" : "" }, title); }))), el("tbody", {}, rows)]));
}

// Decoration: the figure stands beside it as text.
function intervalBar(value, interval) {
  // In shares of the width, so that marks keep their shape at any.
  const x = function (share) { return (2 + share * 96).toFixed(2) + "%"; };
  return svg("svg", { "aria-hidden": "true" }, [
    svg("line", { class: "axis", x1: x(0), x2: x(1), y1: 10, y2: 10 }),
    ...[0, 0.5, 1].map(function (tick) { return svg("line", { class: "axis", x1: x(tick), x2: x(tick), y1: 6, y2: 14 }); }),
    svg("line", { class: "range", x1: x(interval[0]), x2: x(interval[1]), y1: 10, y2: 10 }),
    svg("rect", { class: "dot", x: x(value), transform: "translate(-2 0)", y: 3, width: 4, height: 14, rx: 1.5 }),
  ]);
}

function showLatency(data) {
  const latency = data.record.latencyMs;
  const bins = data.run.latency;
  if (latency === null || bins === null) return fill(byId("latency"), el("p", { class: "muted" }, "No call was measured."));
  const figures = el("div", { class: "figures" }, [["p50", latency.p50], ["p95", latency.p95], ["p99", latency.p99], ["longest", latency.max]].map(function (figure) {
    return el("div", {}, [el("b", {}, duration(figure[1])), figure[0]]);
  }));
  const most = Math.max.apply(null, bins.counts);
  const width = 320, height = 76, slot = width / bins.counts.length;
  const label = function (i) { return i === bins.counts.length - 1 ? "over " + duration(bins.from + i * bins.step) : duration(bins.from + i * bins.step) + " to " + duration(bins.from + (i + 1) * bins.step); };
  const place = function (ms) { return Math.min(width, Math.max(0, (ms - bins.from) / bins.step * slot)); };
  const parts = bins.counts.map(function (n, i) {
    const tall = n === 0 ? 0 : Math.max(1.5, n / most * (height - 14));
    return svg("rect", { class: "bin", x: (i * slot + 0.5).toFixed(1), y: (height - tall).toFixed(1), width: Math.max(1, slot - 1).toFixed(1), height: tall.toFixed(1) }, [svgTitle(label(i) + ": " + plural(n, "result"))]);
  });
  const p50 = place(latency.p50), p95 = place(latency.p95);
  for (const at of [p50, p95]) parts.push(svg("line", { class: "mark", x1: at, x2: at, y1: 12, y2: height }));
  // Labels that would touch become one.
  const marks = p95 - p50 < 32 ? [["p50, p95", (p50 + p95) / 2, 28]] : [["p50", p50, 16], ["p95", p95, 16]];
  for (const mark of marks) {
    const text = svg("text", { class: "name", x: mark[1], y: 9, "text-anchor": mark[1] > width - mark[2] ? "end" : mark[1] < mark[2] ? "start" : "middle" });
    text.textContent = mark[0];
    parts.push(text);
  }
  parts.push(svg("line", { class: "axis", x1: 0, x2: width, y1: height, y2: height }));
  for (const end of [[0, bins.from, "start"], [width, latency.max, "end"]]) {
    const text = svg("text", { x: end[0], y: height + 14, "text-anchor": end[2] });
    text.textContent = duration(end[1]);
    parts.push(text);
  }
  const chart = svg("svg", { viewBox: "0 0 320 92", role: "img", "aria-label": "Distribution of latency: p50 " + duration(latency.p50) + ", p95 " + duration(latency.p95) }, parts);
  const table = el("table", {}, [el("thead", {}, el("tr", {}, [el("th", { scope: "col" }, "latency"), el("th", { scope: "col" }, "results")]))].concat(el("tbody", {}, bins.counts.map(function (n, i) { return el("tr", {}, [el("th", { scope: "row" }, label(i)), el("td", {}, number(n))]); }))));
  fill(byId("latency"), el("div", { class: "latency" }, [figures, chart, el("details", { class: "twin" }, [el("summary", {}, "as a table"), el("div", {}, table)])]));
}
function svgTitle(text) { const title = svg("title", {}); title.textContent = text; return title; }

function showDetails(record) {
  const cost = record.costUsd, usage = record.usage;
  const total = (cost === null ? 0 : cost.total) + record.judgeCostUsd;
  const facts = [
    ["took", duration(record.durationMs)],
    ["cost", cost === null && record.judgeCostUsd === 0 ? "unknown" : dollars(total) + (record.judgeCostUsd > 0 ? ", of which judges " + dollars(record.judgeCostUsd) : "") + (cost !== null && cost.unknown > 0 ? ", unknown for " + number(cost.unknown) : "")],
    ["tokens", usage.inputTokens + usage.outputTokens === 0 ? "none reported" : number(usage.inputTokens) + " in, " + number(usage.outputTokens) + " out"],
    ["dataset", record.pins.dataset.file + " (" + plural(record.pins.dataset.count, "example") + "), " + short(record.pins.dataset.digest)],
    ["target", record.targetIdentity.kind + ", " + short(record.targetIdentity.digest)],
    ["replay", record.replay === null ? "" : record.replay.file + ", " + short(record.replay.digest)],
    ["made with", "goldloop " + record.goldloop + ", Node " + record.environment.node],
  ];
  fill(byId("details"), facts.filter(function (fact) { return fact[1] !== ""; }).flatMap(function (fact) { return [el("dt", {}, fact[0]), el("dd", {}, fact[1])]; }));
}
function short(digest) { return digest.replace("sha256:", "").slice(0, 12); }
`;
