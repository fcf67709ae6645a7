/** The virtual table: only the rows in sight exist. */
export const listScript = String.raw`
const columns = [["status", "Status"], ["id", "Example"], ["in", "Input"], ["why", "Failed"], ["trials", "Trials"], ["ms", "Latency"], ["usd", "Cost"]];
const sortable = { status: true, id: true, why: true, trials: true, ms: true, usd: true };
const overscan = 8;
let drawn = { from: -1, to: -1, version: -1 };

function rowHeight() { return parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row")); }

function showHead() {
  const state = app.state;
  fill(byId("head"), columns.map(function (column) {
    const name = column[0];
    const title = name === "why" && state.scorer !== "" ? state.scorer : column[1];
    const sorted = state.sort === name;
    return el("div", { role: "columnheader", class: name + (name === "ms" || name === "usd" ? " num" : ""), "aria-sort": sorted ? (state.down ? "descending" : "ascending") : undefined },
      sortable[name] ? el("button", { type: "button", "data-sort": name, on: { click: function () { sortBy(name); } } }, title + (sorted ? (state.down ? " ↓" : " ↑") : "")) : title);
  }));
}

function sortBy(name) {
  const state = app.state;
  if (state.sort === name) { if (state.down) { state.sort = "status"; state.down = false; } else state.down = true; }
  else { state.sort = name; state.down = false; }
  changed();
}

function showList() {
  const rows = app.shown;
  const body = byId("rows");
  app.height = rowHeight();
  body.style.height = rows.length * app.height + "px";
  byId("grid").setAttribute("aria-rowcount", rows.length + 1);
  byId("empty").hidden = rows.length > 0;
  byId("count").textContent = rows.length === app.data.rows.length ? plural(rows.length, "example") : number(rows.length) + " of " + plural(app.data.rows.length, "example");
  // The result of a single trial is the status: no column for it.
  const single = app.data.record.trials === 1;
  byId("grid").classList.toggle("single", single);
  byId("grid").style.setProperty("--trials", single ? " " : Math.min(140, Math.max(64, app.data.record.trials * 16)) + "px");
  app.version += 1;
  draw();
}

function draw() {
  const body = byId("rows");
  const top = -body.getBoundingClientRect().top;
  const from = Math.max(0, Math.floor(top / app.height) - overscan);
  const to = Math.min(app.shown.length, Math.max(2 * overscan, Math.ceil((top + window.innerHeight) / app.height) + overscan));
  if (drawn.from === from && drawn.to === to && drawn.version === app.version) return;
  drawn = { from: from, to: to, version: app.version };
  const nodes = [];
  for (let i = from; i < to; i++) nodes.push(rowNode(app.shown[i], i));
  body.replaceChildren.apply(body, nodes);
  const chosen = app.selected >= from && app.selected < to ? "row-" + app.selected : "";
  if (chosen === "") byId("grid").removeAttribute("aria-activedescendant"); else byId("grid").setAttribute("aria-activedescendant", chosen);
}

function rowNode(row, i) {
  const node = el("div", { class: "row", role: "row", id: "row-" + i, "aria-rowindex": i + 2, "aria-selected": i === app.selected ? "true" : "false", "data-index": i, "data-first": i === 0 }, [
    cell("status", statusNode(row.status)),
    cell("id", row.example.id),
    cell("in", lineOf(row.example.i)),
    cell("why", whyOf(row)),
    cell("trials", trialMarks(row)),
    cell("ms num muted", duration(row.ms)),
    cell("usd num muted", row.usd === null ? "" : dollars(row.usd)),
  ]);
  node.style.transform = "translateY(" + i * app.height + "px)";
  return node;
}
function cell(name, content) { return el("div", { role: "gridcell", class: name, dir: name === "in" ? "auto" : undefined }, content); }
function statusNode(status) { return el("span", { class: "status " + status + " " + colours[status] }, [el("i", { "aria-hidden": "true" }, glyphs[status]), el("span", {}, words[status])]); }
function whyOf(row) {
  const scorer = app.data.scorers.indexOf(app.state.scorer);
  if (scorer >= 0) { const mean = meanOf(row, scorer); return mean === null ? "" : mean.toFixed(2); }
  return row.why.map(function (index) { return index < 0 ? "error" : app.data.scorers[index]; }).join(", ");
}
function trialMarks(row) {
  const label = row.trials.map(function (trial) { return words[trial.p]; }).join(", ");
  return el("span", { role: "img", "aria-label": label, title: label }, row.trials.slice(0, 12).map(function (trial) { return el("i", { class: colours[trial.p] }, glyphs[trial.p]); }).concat(row.trials.length > 12 ? ["…"] : []));
}

function select(i, options) {
  if (app.shown.length === 0) return;
  app.selected = Math.min(app.shown.length - 1, Math.max(0, i));
  const body = byId("rows").getBoundingClientRect();
  const top = body.top + app.selected * app.height;
  const least = stickyHeight() + 4;
  if (top < least) window.scrollBy(0, top - least);
  else if (top + app.height > window.innerHeight - 8) window.scrollBy(0, top + app.height - window.innerHeight + 8);
  app.version += 1;
  draw();
  if (app.open !== null || (options && options.open)) openDetail(app.shown[app.selected]);
}
function stickyHeight() {
  const bar = byId("toolbar"), head = byId("head");
  const sticky = function (node) { return getComputedStyle(node).position === "sticky" ? node.offsetHeight : 0; };
  return sticky(bar) + sticky(head);
}
`;
