import { detailStyle } from "./style-detail.ts";
import { listStyle } from "./style-list.ts";

// Colours were checked in simulated protan, deutan and tritan vision and for a contrast of at least 4.8:1.
const light = `
  --bg: #F6F7F9; --surface: #FFFFFF; --line: #DFE2E8; --line-strong: #C6CBD4; --hover: #EEF1F5; --chosen: #E2EDF5;
  --text: #16181D; --muted: #5B6270; --accent: #2B6F9B;
  --pass: #2B6F9B; --fail: #C2410C; --inconclusive: #2E2606; --error: #A60DF2;
  --pass-soft: #2B6F9B1F; --fail-soft: #C2410C1A; --error-soft: #A60DF214; --shadow: 0 1px 2px #16181D14;`;
const dark = `
  --bg: #12151A; --surface: #1A1E25; --line: #2C323C; --line-strong: #434B58; --hover: #222832; --chosen: #223442;
  --text: #E8EAED; --muted: #9BA3AF; --accent: #8DDAF4;
  --pass: #8DDAF4; --fail: #F0705F; --inconclusive: #F2E531; --error: #C25CFA;
  --pass-soft: #8DDAF421; --fail-soft: #F0705F26; --error-soft: #C25CFA26; --shadow: 0 1px 2px #0006;`;

const base = `
:root { color-scheme: light;${light} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark;${dark} } }
:root[data-theme=dark] { color-scheme: dark;${dark} }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 72px; }
body { margin: 0; background: var(--bg); color: var(--text); font: 400 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
h1 { font-size: 20px; font-weight: 600; line-height: 1.25; }
h2 { font-size: 14px; font-weight: 600; }
h2 small { font-size: 12px; font-weight: 400; color: var(--muted); margin-left: 4px; }
button, select, input { font: inherit; color: inherit; }
button, select, input[type=search] { background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; height: 32px; }
button { cursor: pointer; padding: 0 12px; }
button:hover, select:hover { border-color: var(--muted); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
kbd { font: 12px/1 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; border: 1px solid var(--line-strong); border-bottom-width: 2px; border-radius: 4px; padding: 2px 5px; color: var(--muted); }
.mono, pre, code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 8px; top: -48px; z-index: 9; background: var(--surface); color: var(--text); padding: 8px 12px; border: 1px solid var(--line-strong); border-radius: 6px; }
.skip:focus { top: 8px; }
.link { border: 0; background: none; padding: 0; height: auto; color: var(--accent); text-decoration: underline; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .error { color: var(--error); } .inconclusive { color: var(--inconclusive); } .muted { color: var(--muted); }
.top { display: flex; align-items: center; gap: 12px; padding: 12px 24px; background: var(--surface); border-bottom: 1px solid var(--line); }
.brand { color: #B8860B; display: flex; }
.names { flex: 1; min-width: 0; }
.names h1 { overflow-wrap: anywhere; }
.facts { color: var(--muted); font-size: 12px; display: flex; flex-wrap: wrap; gap: 0 12px; margin-top: 2px; }
.facts span { overflow-wrap: anywhere; }
.icon { width: 32px; padding: 0; display: inline-flex; align-items: center; justify-content: center; color: var(--muted); flex: none; }
main { max-width: 1680px; margin: 0 auto; padding: 16px 24px 48px; }
.sentence { font-size: 20px; font-weight: 600; margin: 4px 0 12px; letter-spacing: -.005em; }
.notice { border: 1px solid var(--line-strong); border-left: 4px solid var(--error); background: var(--surface); border-radius: 6px; padding: 8px 12px; margin: 0 0 8px; overflow-wrap: anywhere; }
.notice.quiet { border-left-color: var(--muted); }
noscript .notice { margin: 16px 24px; }
.outcome { margin-bottom: 16px; }
.bar { display: flex; gap: 2px; height: 12px; border-radius: 6px; overflow: hidden; }
.bar i { display: block; min-width: 4px; }
.bar .pass { background: var(--pass); }
.bar .fail { background: var(--fail); }
.bar .error { background: repeating-linear-gradient(135deg, var(--error) 0 4px, var(--error-soft) 4px 7px); }
.bar .none { background: var(--line-strong); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 8px; list-style: none; }
.legend b { font-weight: 600; }
.cards { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 3fr) minmax(0, 3fr); gap: 12px; align-items: stretch; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; box-shadow: var(--shadow); min-width: 0; }
.card h2 { margin-bottom: 8px; }
.scores { width: 100%; border-collapse: collapse; }
.scores th, .scores td { text-align: left; padding: 4px 12px 4px 0; height: 32px; border-top: 1px solid var(--line); white-space: nowrap; }
.scores thead th { border: 0; color: var(--muted); font-weight: 400; font-size: 12px; height: 20px; padding-top: 0; }
.scores th[scope=row] { font-weight: 600; max-width: 180px; overflow: hidden; text-overflow: ellipsis; }
.scores .num { text-align: right; }
.scores .num { padding-right: 0; }
.scores .notes td { border: 0; height: auto; padding: 0 0 6px; color: var(--muted); font-size: 12px; white-space: normal; line-height: 1.3; }
.scores .figure b { font-weight: 600; }
.scores .figure span { color: var(--muted); margin-left: 6px; }
.scores svg { display: block; width: 100%; min-width: 120px; height: 20px; }
.scores td.draw { width: 34%; }
svg .axis { stroke: var(--line-strong); stroke-width: 1; }
svg .range { stroke: var(--pass); stroke-width: 6; stroke-opacity: .35; stroke-linecap: round; }
svg .dot { fill: var(--pass); stroke: var(--surface); stroke-width: 1.5; }
.latency svg { display: block; width: 100%; height: 96px; overflow: visible; }
.latency .bin { fill: var(--pass); fill-opacity: .55; }
.latency .bin:hover { fill-opacity: 1; }
.latency .mark { stroke: var(--text); stroke-width: 1; stroke-dasharray: 3 2; }
.latency text { font-size: 11px; fill: var(--muted); }
.figures { display: grid; grid-template-columns: repeat(4, auto); justify-content: space-between; gap: 8px; margin-bottom: 6px; white-space: nowrap; }
.figures div { font-size: 12px; color: var(--muted); }
.figures b { display: block; font-size: 16px; font-weight: 600; color: var(--text); line-height: 1.3; }
.twin summary { font-size: 12px; color: var(--muted); cursor: pointer; width: max-content; margin-top: 4px; }
.twin div { max-height: 180px; overflow: auto; }
.twin table { font-size: 12px; border-collapse: collapse; margin-top: 4px; }
.twin th, .twin td { text-align: right; padding: 1px 16px 1px 0; font-weight: 400; }
.details { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; font-size: 13px; }
.details dt { color: var(--muted); }
.details dd { overflow-wrap: anywhere; }
dialog { border: 1px solid var(--line-strong); border-radius: 6px; background: var(--surface); color: var(--text); padding: 16px 24px 24px; }
dialog::backdrop { background: #0006; }
dialog h2 { font-size: 16px; margin-bottom: 12px; }
.keys { display: grid; grid-template-columns: max-content 1fr; gap: 8px 24px; margin-bottom: 16px; }
@media (max-width: 1100px) { .cards { grid-template-columns: 1fr 1fr; } .card.wide { grid-column: 1 / -1; } }
@media (max-width: 640px) {
  .top { padding: 12px; gap: 8px; flex-wrap: wrap; } main { padding: 12px 12px 48px; } .cards { grid-template-columns: 1fr; }
  .names { flex-basis: calc(100% - 112px); } .runs { order: 9; flex-basis: 100%; } .runs select { width: 100%; }
  .sentence { font-size: 16px; } .card { padding: 12px; }
  .scores thead { display: none; }
  .scores tbody tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; border-top: 1px solid var(--line); padding: 6px 0; }
  .scores tbody tr:first-child { border: 0; }
  .scores tbody th, .scores tbody td { border: 0; height: auto; padding: 1px 0; max-width: none; }
  .scores td.draw { grid-column: 1 / -1; width: auto; } .scores td.num { display: none; } .scores .notes td { grid-column: 1 / -1; } .scores tbody .notes { border: 0; padding: 0; }
}
@media (prefers-reduced-motion: no-preference) { .row, button { transition: background-color .08s; } }
@media print { .toolbar, .icon, .skip, .detail { display: none !important; } }
`;

/** The page's style sheet. Type, space and colours are those of the web app. */
export const pageStyle = `${base}${listStyle}${detailStyle}`;
