/** The open example: input, expected, and each trial with its output or difference, scores, measures and spans. */
export const detailScript = String.raw`
function openDetail(row, keep) {
  const other = app.open !== row;
  if (other && !keep) {
    app.trial = Math.max(0, row.trials.findIndex(function (trial) { return trial.p === "failed" || trial.p === "error"; }));
    app.diff = null;
  }
  app.open = row;
  const panel = byId("detail");
  panel.hidden = false;
  byId("split").classList.add("open");
  fill(panel, [headerOf(row), sectionsOf(row)].flat());
  if (other) panel.scrollTop = 0;
  rememberState();
}
function closeDetail() {
  if (app.open === null) return;
  app.open = null;
  byId("detail").hidden = true;
  byId("split").classList.remove("open");
  byId("grid").focus({ preventScroll: true });
  app.version += 1;
  if (app.selected >= 0) select(app.selected);
  draw();
  rememberState();
}

function headerOf(row) {
  const example = row.example;
  const at = app.shown.indexOf(row);
  const step = function (label, title, by) { return el("button", { type: "button", title: title, "aria-label": title, disabled: at + by < 0 || at + by >= app.shown.length, on: { click: function () { select(app.selected + by); } } }, label); };
  return el("header", {}, [
    el("div", { class: "line" }, [el("h2", {}, example.id), step("↑", "Previous (k)", -1), step("↓", "Next (j)", 1), el("button", { type: "button", id: "close", title: "Close (Esc)", "aria-label": "Close", on: { click: closeDetail } }, "✕")]),
    el("div", { class: "sub" }, [statusNode(row.status), row.trials.length > 1 ? row.passes + " of " + row.trials.length + " trials passed" : ""].concat((example.g || []).map(function (tag) { return el("span", { class: "tag" }, tag); }), [example.o ? "from " + example.o : ""])),
  ]);
}

function sectionsOf(row) {
  const example = row.example;
  const trial = row.trials[app.trial];
  const list = [section("Input", shownNode(example.i))];
  if (example.x) list.push(section("Expected", shownNode(example.x)));
  if (example.d) list.push(section("Context", shownNode(example.d)));
  if (row.trials.length > 1) list.push(section("Trials", el("div", { class: "tabs", role: "tablist" }, row.trials.map(function (one, i) {
    return el("button", { type: "button", role: "tab", "aria-selected": i === app.trial ? "true" : "false", on: { click: function () { showTrial(i); } } }, [el("span", { class: colours[one.p], "aria-hidden": "true" }, glyphs[one.p] + " "), "trial " + (one.t + 1) + " " + words[one.p]]);
  }))));
  list.push(outputOf(row, trial));
  if (trial.m) list.push(section("Conversation", shownNode(trial.m)));
  if (trial.s.length > 0 && trial.x === undefined) list.push(section("Scores", el("ul", { class: "verdicts" }, trial.s.map(verdictOf))));
  list.push(section("Measured", measuresOf(trial)));
  if (trial.sp) list.push(section("Spans", spansNode(trial.sp)));
  const command = "goldloop run " + app.data.record.suite + " --filter " + quoted(example.id);
  list.push(section("Run it again", el("div", { class: "command" }, [el("code", {}, command), el("button", { type: "button", on: { click: function (event) { copy(command, event.currentTarget); } } }, "Copy")])));
  return list;
}
function quoted(id) { return /^[\w.:/@%+=,-]+$/.test(id) ? id : "'" + id.split("'").join("'\\''") + "'"; }
function section(title, content, beside) { return el("section", {}, [el("h3", {}, beside ? [title, el("span", { class: "space" }), beside] : title), content].flat()); }

function shownNode(shown) {
  const note = shown.c ? el("p", { class: "cut" }, number(shown.c) + " more characters are in results.jsonl") : null;
  if (shown.m) return [el("dl", { class: "said text plain" }, shown.m.flatMap(function (said) { return [el("dt", {}, said[0]), el("dd", { dir: "auto" }, said[1])]; })), note];
  if (shown.t === "") return [el("p", { class: "text none" }, "(empty)")];
  return [el("pre", { class: shown.j ? "text" : "text plain", dir: "auto", tabindex: "0" }, shown.t), note];
}

function outputOf(row, trial) {
  if (trial.x !== undefined) return section("Error", el("pre", { class: "text error", tabindex: "0" }, "! " + trial.x));
  const expected = row.example.x;
  const got = expected && !expected.j && trial.o.s !== undefined ? trial.o.s : trial.o.t;
  const comparable = expected && expected.t !== undefined && got !== undefined && expected.t !== got;
  const diff = comparable ? differences(expected.t, got) : null;
  const showDiff = diff !== null && (app.diff === null ? trial.p === "failed" : app.diff);
  const choice = diff === null ? undefined : el("span", { class: "switch" }, [["Output", false], ["Difference", true]].map(function (one) {
    return el("button", { type: "button", "aria-pressed": one[1] === showDiff ? "true" : "false", on: { click: function () { showDiffs(one[1]); } } }, one[0]);
  }));
  if (!showDiff) return section("Output", shownNode(trial.o), choice);
  const pieces = diff.map(function (piece) { return piece[0] === " " ? piece[1] : el(piece[0] === "-" ? "del" : "ins", {}, piece[1]); });
  const key = el("p", { class: "key" }, [el("span", {}, [el("del", {}, "expected"), " only"]), el("span", {}, [el("ins", {}, "output"), " only"])]);
  const note = trial.o.c ? el("p", { class: "cut" }, number(trial.o.c) + " more characters are in results.jsonl") : null;
  return section("Output", [el("pre", { class: trial.o.j && got === trial.o.t ? "text" : "text plain", dir: "auto", tabindex: "0" }, pieces), key, note], choice);
}

function verdictOf(score) {
  const broken = score[4] === "error", skipped = score[4] === "skipped";
  const kind = broken ? "error" : skipped || score[2] === null ? "measured" : score[2] ? "passed" : "failed";
  const word = broken ? "error" : skipped ? "skipped" : (score[2] === null ? "" : score[2] ? "passed" : "failed") + (score[1] === null || (score[2] !== null && (score[1] === 0 || score[1] === 1)) ? "" : " " + score[1].toFixed(2));
  return el("li", {}, [el("i", { class: colours[kind], "aria-hidden": "true" }, glyphs[kind]), el("div", {}, [el("b", {}, app.data.scorers[score[0]]), el("span", { class: "word " + colours[kind] }, word.trim())]), score[3] === "" ? null : el("p", { dir: "auto" }, score[3])]);
}

function measuresOf(trial) {
  const list = [["latency", duration(trial.ms)]];
  if (trial.f !== undefined) list.push(["first token", duration(trial.f)]);
  if (trial.u) list.push(["tokens", number(trial.u[0]) + " in, " + number(trial.u[1]) + " out"]);
  if (trial.usd !== undefined) list.push(["cost", dollars(trial.usd)]);
  if (trial.a) list.push(["attempts", trial.a]);
  return el("div", { class: "measures" }, list.map(function (one) { return el("span", {}, [one[0] + " ", el("b", {}, String(one[1]))]); }));
}

function spansNode(spans) {
  const length = Math.max.apply(null, spans.map(function (span) { return span[2] + span[3]; }).concat([1]));
  return el("ol", { class: "spans" }, spans.map(function (span) {
    const bar = el("i");
    bar.style.left = span[2] / length * 100 + "%";
    bar.style.width = Math.min(100 - span[2] / length * 100, span[3] / length * 100) + "%";
    return el("li", { class: span[4] ? "broken" : "" }, [el("span", { title: span[1] + " " + span[0] }, (span[4] ? "! " : "") + span[0]), el("span", { class: "lane" }, bar), el("span", { class: "took" }, duration(span[3]))]);
  }));
}

function showTrial(i) {
  if (app.open === null) return;
  app.trial = Math.min(app.open.trials.length - 1, Math.max(0, i));
  openDetail(app.open, true);
}
function showDiffs(on) {
  if (app.open === null) return;
  app.diff = on;
  openDetail(app.open, true);
}
function copy(text, button) {
  const done = function () { button.textContent = "Copied"; setTimeout(function () { button.textContent = "Copy"; }, 1500); };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, function () {});
}
`;
