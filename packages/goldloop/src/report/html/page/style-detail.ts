/** The example that is open: beside the list, or over it on a small screen. */
export const detailStyle = `
.detail { position: sticky; top: var(--bar, 48px); max-height: calc(100vh - var(--bar, 48px) - 12px); overflow: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; box-shadow: var(--shadow); outline: none; overscroll-behavior: contain; }
.detail header { position: sticky; top: 0; z-index: 1; background: var(--surface); border-bottom: 1px solid var(--line); padding: 12px 16px 8px; }
.detail .line { display: flex; align-items: center; gap: 8px; }
.detail h2 { flex: 1; font-size: 16px; overflow-wrap: anywhere; line-height: 1.3; }
.detail header button { height: 28px; padding: 0 9px; color: var(--muted); flex: none; }
.detail .sub { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin-top: 4px; font-size: 12px; color: var(--muted); }
.tag { border: 1px solid var(--line-strong); border-radius: 10px; padding: 0 8px; font-size: 12px; line-height: 18px; color: var(--text); }
.detail section { padding: 12px 16px 0; }
.detail section:last-child { padding-bottom: 16px; }
.detail h3 { font-size: 12px; font-weight: 600; color: var(--muted); margin-bottom: 4px; display: flex; align-items: center; gap: 8px; }
.detail h3 .space { flex: 1; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; max-height: 420px; overflow: auto; margin: 0; }
.text.plain { font: inherit; }
.text.none { color: var(--muted); font-style: italic; }
.cut { font-size: 12px; color: var(--muted); margin-top: 4px; }
.said { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 8px 12px; }
.said dt { color: var(--muted); font-size: 12px; padding-top: 2px; }
.said dd { white-space: pre-wrap; overflow-wrap: anywhere; }
.tabs { display: flex; flex-wrap: wrap; gap: 4px; margin-bottom: 8px; }
.tabs button, .switch button { height: 26px; padding: 0 9px; font-size: 12px; }
.tabs button[aria-selected=true], .switch button[aria-pressed=true] { background: var(--chosen); border-color: var(--accent); }
.switch { display: inline-flex; gap: 4px; }
del, ins { text-decoration-thickness: 1px; border-radius: 3px; padding: 0 1px; }
del { background: var(--fail-soft); color: var(--fail); text-decoration: line-through; }
ins { background: var(--pass-soft); color: var(--pass); text-decoration: underline; text-underline-offset: 2px; }
.key { display: flex; gap: 12px; font-size: 12px; color: var(--muted); margin-top: 4px; }
.verdicts { list-style: none; display: grid; gap: 6px; }
.verdicts li { display: grid; grid-template-columns: 16px minmax(0, 1fr); column-gap: 8px; align-items: baseline; }
.verdicts b { font-weight: 600; overflow-wrap: anywhere; margin-right: 8px; }
.verdicts .word { font-size: 12px; }
.verdicts p { grid-column: 2; color: var(--muted); overflow-wrap: anywhere; white-space: pre-wrap; }
.measures { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 12px; color: var(--muted); }
.measures b { font-weight: 600; color: var(--text); }
.spans { list-style: none; font-size: 12px; display: grid; gap: 2px; }
.spans li { display: grid; grid-template-columns: minmax(0, 42%) minmax(0, 1fr) 64px; gap: 8px; align-items: center; }
.spans span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.spans .lane { position: relative; height: 10px; background: var(--bg); border-radius: 3px; }
.spans .lane i { position: absolute; top: 0; bottom: 0; min-width: 2px; background: var(--pass); opacity: .7; border-radius: 3px; }
.spans .broken .lane i { background: repeating-linear-gradient(135deg, var(--error) 0 4px, var(--error-soft) 4px 7px); opacity: 1; }
.spans .took { text-align: right; color: var(--muted); }
.command { display: flex; gap: 8px; align-items: center; }
.command code { flex: 1; min-width: 0; overflow-x: auto; white-space: nowrap; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
.command button { height: 30px; }
@media (max-width: 1000px) {
  .split.open { grid-template-columns: minmax(0, 1fr); }
  .detail { position: fixed; inset: 0; z-index: 8; max-height: none; border: 0; border-radius: 0; }
  .detail header { padding-top: 8px; }
}
`;
