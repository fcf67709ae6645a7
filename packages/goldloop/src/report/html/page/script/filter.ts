/** Filters and sorting, kept in the address so that a view can be linked. */
export const filterScript = String.raw`
const statusNames = ["failed", "flaky", "error", "passed", "measured"];

function initialState() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { text: given.get("q") || "", statuses: new Set((given.get("status") || "").split(",").filter(function (name) { return statusNames.includes(name); })), scorer: given.get("scorer") || "", tag: given.get("tag") || "", sort: given.get("sort") || "status", down: given.get("down") === "1", id: given.get("id"), run: Number(given.get("run")) || 0 };
}
function rememberState() {
  const state = app.state, given = new URLSearchParams();
  if (app.runs > 1) given.set("run", app.data.index);
  if (state.text !== "") given.set("q", state.text);
  if (state.statuses.size > 0) given.set("status", Array.from(state.statuses).join(","));
  if (state.scorer !== "") given.set("scorer", state.scorer);
  if (state.tag !== "") given.set("tag", state.tag);
  if (state.sort !== "status" || state.down) { given.set("sort", state.sort); if (state.down) given.set("down", "1"); }
  if (app.open !== null) given.set("id", app.open.example.id);
  try { history.replaceState(null, "", "#" + given.toString()); } catch (error) { /* some viewers of local files forbid it */ }
}

function matching(without) {
  const state = app.state;
  const text = state.text.trim().toLowerCase();
  const scorer = app.data.scorers.indexOf(state.scorer);
  return app.data.rows.filter(function (row) {
    if (without !== "status" && state.statuses.size > 0 && !state.statuses.has(row.status)) return false;
    if (state.tag !== "" && !(row.example.g || []).includes(state.tag)) return false;
    if (scorer >= 0 && meanOf(row, scorer) === null) return false;
    return text === "" || hayOf(row).includes(text);
  });
}

function sorted(rows) {
  const state = app.state, way = state.down ? -1 : 1;
  const scorer = app.data.scorers.indexOf(state.scorer);
  const keys = {
    // Of what failed alike, critical examples first.
    status: function (row) { return severity[row.status] - (row.status !== "passed" && (row.example.g || []).includes("critical") ? 0.5 : 0); },
    id: function (row) { return row.example.id; },
    why: function (row) { return scorer >= 0 ? meanOf(row, scorer) : -row.why.length; },
    trials: function (row) { return row.passes / row.trials.length; },
    ms: function (row) { return row.ms; },
    usd: function (row) { return row.usd; },
  };
  const key = keys[state.sort] || keys.status;
  const keyed = rows.map(function (row) { return [key(row), row]; });
  keyed.sort(function (a, b) {
    const x = a[0], y = b[0];
    if (x === y) return a[1].order - b[1].order;
    if (x === null) return 1;
    if (y === null) return -1;
    return (x < y ? -1 : 1) * way;
  });
  return keyed.map(function (pair) { return pair[1]; });
}

function changed() {
  const before = app.selected >= 0 ? app.shown[app.selected] : undefined;
  app.shown = sorted(matching());
  app.selected = before === undefined ? -1 : app.shown.indexOf(before);
  showStatuses();
  showHead();
  showList();
  rememberState();
}

function showStatuses() {
  const state = app.state, of = counts(matching("status"));
  const chip = function (name, label, n) {
    const on = name === "" ? state.statuses.size === 0 : state.statuses.has(name);
    return el("button", { type: "button", "aria-pressed": on ? "true" : "false", "data-status": name, on: { click: function () { toggleStatus(name); } } },
      [name === "" ? "" : el("span", { class: colours[name], "aria-hidden": "true" }, glyphs[name] + " "), label, el("b", {}, number(n))]);
  };
  const all = statusNames.reduce(function (sum, name) { return sum + of[name]; }, 0);
  const present = counts(app.data.rows);
  fill(byId("statuses"), [chip("", "all", all)].concat(statusNames.filter(function (name) { return present[name] > 0; }).map(function (name) { return chip(name, words[name], of[name]); })));
}
function toggleStatus(name) {
  const chosen = app.state.statuses;
  if (name === "") chosen.clear();
  else if (chosen.has(name)) chosen.delete(name);
  else chosen.add(name);
  changed();
  const button = document.querySelector('[data-status="' + name + '"]');
  if (button) button.focus();
}

function showChoices() {
  const options = function (select, first, names, chosen) {
    fill(select, [el("option", { value: "" }, first)].concat(names.map(function (name) { return el("option", { value: name }, name); })));
    select.value = names.includes(chosen) ? chosen : "";
    return select.value;
  };
  const tags = new Set();
  for (const row of app.data.rows) for (const tag of row.example.g || []) tags.add(tag);
  app.state.scorer = options(byId("scorer"), "any scorer", app.data.scorers, app.state.scorer);
  app.state.tag = options(byId("tag"), "any tag", Array.from(tags).sort(), app.state.tag);
  byId("tag-label").hidden = tags.size === 0;
  byId("search").value = app.state.text;
}
function clearFilters() {
  app.state.text = "";
  app.state.statuses.clear();
  app.state.scorer = "";
  app.state.tag = "";
  showChoices();
  changed();
}
`;
