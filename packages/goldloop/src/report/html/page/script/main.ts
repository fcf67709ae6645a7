/** Keys, theme and start. Keys never fire while typing or in a dialog. */
export const mainScript = String.raw`
const app = { data: null, runs: 0, state: null, shown: [], selected: -1, open: null, trial: 0, diff: null, height: 32, version: 0 };

function showRun(index) {
  if (app.open !== null) closeDetail();
  app.data = load(index);
  app.selected = -1;
  showSummary(app.data);
  showChoices();
  changed();
}

function start() {
  app.runs = document.querySelectorAll('script[id^="run-"]').length;
  app.state = initialState();
  const first = Math.min(app.runs - 1, Math.max(0, app.state.run));
  const picker = byId("runs");
  if (app.runs > 1) {
    for (let i = 0; i < app.runs; i++) picker.append(el("option", { value: i }, read("run-" + i).title));
    picker.value = first;
    byId("runs-label").hidden = false;
    picker.addEventListener("change", function () { showRun(Number(picker.value)); });
  }
  const wanted = app.state.id;
  showRun(first);
  const at = wanted === null ? -1 : app.shown.findIndex(function (row) { return row.example.id === wanted; });
  if (at >= 0) select(at, { open: true });
}

function theme(next) {
  const root = document.documentElement;
  if (next) {
    root.dataset.theme = next;
    try { localStorage.setItem("goldloop-theme", next); } catch (error) { /* not for local files in some browsers */ }
  }
  const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  byId("theme").textContent = dark ? "☀" : "☾";
  return dark;
}

function onKey(event) {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (target.matches("input, textarea, select")) {
    if (event.key === "Escape") { target.blur(); byId("grid").focus({ preventScroll: true }); }
    else if (event.key === "Enter" && target.id === "search") { byId("grid").focus({ preventScroll: true }); select(Math.max(0, app.selected)); }
    return;
  }
  const inButton = target.matches("button, summary, a");
  const page = Math.max(1, Math.floor(window.innerHeight / app.height) - 4);
  const inText = byId("detail").contains(target) || inButton;
  const keys = {
    j: function () { select(app.selected + 1); }, k: function () { select(app.selected < 0 ? 0 : app.selected - 1); },
    n: nextFailing,
    "/": function () { byId("search").focus(); byId("search").select(); },
    "[": function () { showTrial(app.trial - 1); }, "]": function () { showTrial(app.trial + 1); },
    d: function () { showDiffs(!(app.diff === null ? document.querySelector("#detail ins, #detail del") !== null : app.diff)); },
    t: function () { theme(theme() ? "light" : "dark"); }, "?": function () { byId("keys").showModal(); },
    Escape: closeDetail,
  };
  const moves = {
    Enter: function () { if (app.shown.length > 0) select(Math.max(0, app.selected), { open: true }); },
    ArrowDown: function () { select(app.selected + 1); }, ArrowUp: function () { select(app.selected < 0 ? 0 : app.selected - 1); },
    Home: function () { select(0); }, End: function () { select(app.shown.length - 1); },
    PageDown: function () { select(app.selected + page); }, PageUp: function () { select(app.selected - page); },
  };
  const act = keys[event.key] || (inText ? undefined : moves[event.key]);
  if (act === undefined) return;
  event.preventDefault();
  act();
}
function nextFailing() {
  for (let step = 1; step <= app.shown.length; step++) {
    const i = (Math.max(-1, app.selected) + step) % app.shown.length;
    if (["failed", "flaky", "error"].includes(app.shown[i].status)) return select(i);
  }
}

try { const kept = localStorage.getItem("goldloop-theme"); if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept; } catch (error) { /* as above */ }
theme();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { theme(); });
byId("theme").addEventListener("click", function () { theme(theme() ? "light" : "dark"); });
byId("help").addEventListener("click", function () { byId("keys").showModal(); });
byId("keys-close").addEventListener("click", function () { byId("keys").close(); });
byId("clear").addEventListener("click", clearFilters);
byId("search").addEventListener("input", function (event) { app.state.text = event.target.value; changed(); });
byId("scorer").addEventListener("change", function (event) { app.state.scorer = event.target.value; changed(); });
byId("tag").addEventListener("change", function (event) { app.state.tag = event.target.value; changed(); });
byId("rows").addEventListener("click", function (event) {
  const row = event.target.closest("[data-index]");
  if (row !== null) select(Number(row.dataset.index), { open: true });
});
document.addEventListener("keydown", onKey);
let waiting = false;
function drawSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(function () { waiting = false; draw(); });
}
window.addEventListener("scroll", drawSoon, { passive: true });
function measure() { document.documentElement.style.setProperty("--bar", (getComputedStyle(byId("toolbar")).position === "sticky" ? byId("toolbar").offsetHeight : 0) + "px"); }
window.addEventListener("resize", function () { measure(); if (app.height !== rowHeight()) showList(); else drawSoon(); });
start();
measure();
draw();
`;
