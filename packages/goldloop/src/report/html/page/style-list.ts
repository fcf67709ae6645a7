/** Toolbar and the virtual table. Row heights are fixed: the script reads them from `--row`. */
export const listStyle = `
:root { --row: 32px; }
.results { margin-top: 20px; outline: none; }
.toolbar { position: sticky; top: 0; z-index: 3; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 8px 0; background: var(--bg); }
.toolbar select { padding: 0 8px; max-width: 190px; }
.search { position: relative; flex: 0 1 260px; min-width: 150px; }
.search input { width: 100%; padding: 0 32px 0 12px; }
.search kbd { position: absolute; right: 8px; top: 8px; pointer-events: none; }
.search input:focus + kbd, .search input:not(:placeholder-shown) + kbd { display: none; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; }
.chips button { padding: 0 10px; color: var(--muted); white-space: nowrap; }
.chips button b { font-weight: 600; color: var(--text); margin-left: 4px; }
.chips button[aria-pressed=true] { background: var(--chosen); border-color: var(--accent); color: var(--text); }
.count { color: var(--muted); font-size: 12px; margin-left: auto; white-space: nowrap; }
.split { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; align-items: start; }
.table { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; box-shadow: var(--shadow); outline-offset: -2px; min-width: 0; overflow: clip; }
.row { display: grid; grid-template-columns: 100px minmax(110px, 1.1fr) minmax(0, 2.6fr) minmax(90px, 1.3fr) var(--trials, 72px) 76px 76px; align-items: center; height: var(--row); padding: 0 12px; column-gap: 12px; }
.row > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row.head { color: var(--muted); font-size: 12px; border-bottom: 1px solid var(--line); position: sticky; top: var(--bar, 48px); z-index: 2; background: var(--surface); }
.row.head > * { overflow: visible; }
.row.head button { border: 0; background: none; padding: 0; height: 24px; color: inherit; font-size: 12px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.row.head button:hover { color: var(--text); }
.row.head [aria-sort] button { color: var(--text); font-weight: 600; }
.rows { position: relative; contain: layout style; }
.rows .row { position: absolute; left: 0; right: 0; cursor: pointer; border-top: 1px solid transparent; }
.rows .row:not([data-first]) { border-top-color: var(--line); }
.rows .row:hover { background: var(--hover); }
.rows .row[aria-selected=true] { background: var(--chosen); box-shadow: inset 3px 0 var(--accent); }
.row .id { font-weight: 600; }
.row .in { color: var(--muted); }
.row .num { text-align: right; }
.row .num.muted { font-size: 13px; }
.single .row > .trials { display: none; }
.row .trials { letter-spacing: 2px; text-overflow: clip; }
.status { white-space: nowrap; }
.status i, .trials i { font-style: normal; font-weight: 600; display: inline-block; width: 1.1em; }
.trials i { width: auto; }
.status.flaky span { text-decoration: underline dashed 1px; text-underline-offset: 3px; }
.empty { padding: 32px; text-align: center; color: var(--muted); }
.split.open { grid-template-columns: minmax(0, 1fr) minmax(440px, 46%); }
.split.open .row { grid-template-columns: 92px minmax(90px, 1fr) minmax(0, 1.6fr) var(--trials, 72px); }
.split.open .row > .why, .split.open .row > .ms, .split.open .row > .usd { display: none; }
@media (max-width: 1000px) {
  .row { grid-template-columns: 92px minmax(100px, 1fr) minmax(0, 2fr) var(--trials, 72px) 70px; }
  .row > .why, .row > .usd { display: none; }
}
@media (max-width: 640px) {
  :root { --row: 56px; }
  .results { margin-top: 12px; }
  .search { flex: 1 1 100%; } .search kbd { display: none; }
  .toolbar select { max-width: 160px; }
  .toolbar { position: static; }
  .chips { flex-wrap: nowrap; overflow-x: auto; max-width: 100%; }
  .row.head { display: none; }
  .row, .split.open .row { grid-template-columns: 84px minmax(0, 1fr) auto; grid-template-rows: 24px 22px; align-content: center; row-gap: 2px; }
  .row > .in { grid-column: 1 / -1; grid-row: 2; }
  .row > .trials { grid-column: 3; grid-row: 1; }
  .row > .ms { display: none; }
}
`;
