/** One key that does something while its component is there. */
export interface Binding {
  /** As in KeyboardEvent.key: `j`, `Enter`, `Escape`, ` `, `?`, `[`; with `mod+` for Ctrl, or Cmd on a Mac: `mod+k`. */
  key: string;
  /** What it does, for the list under `?`. */
  does: string;
  /** Heading in that list: the page's name, or Everywhere. */
  group: string;
  /** Returning false passes the key on to the binding below. */
  run: (event: KeyboardEvent) => void | false;
  /** Also while typing. Only for `mod+` keys. */
  whileTyping?: boolean;
}

const bindings: Binding[] = [];

/** Group of the shell's keys. They come last: what a page binds goes first. */
export const everywhere = "Everywhere";

/** Adds a binding on top of the others. Returns how to take it away. */
export function bind(binding: Binding): () => void {
  if (binding.group === everywhere) bindings.unshift(binding);
  else bindings.push(binding);
  return () => {
    const index = bindings.indexOf(binding);
    if (index >= 0) bindings.splice(index, 1);
  };
}

/** What is bound now, the newest first, each key once. */
export function bound(): Binding[] {
  const seen = new Set<string>();
  return bindings.toReversed().filter((one) => {
    const name = `${one.key} ${one.does}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** Runs the newest binding of the key that was pressed. Never while typing or composing, nor under an open dialog. */
export function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const modified = event.ctrlKey || event.metaKey;
  if (event.altKey) return;
  const typing = isTyping(event.target);
  const inDialog = document.querySelector("dialog:modal") !== null;
  for (const binding of bindings.toReversed()) {
    const wantsModifier = binding.key.startsWith("mod+");
    const key = wantsModifier ? binding.key.slice(4) : binding.key;
    if (wantsModifier !== modified || key !== event.key) continue;
    if (inDialog || (typing && !binding.whileTyping)) continue;
    // Enter and Space belong to the control that has the focus.
    if (key === "Enter" && isWithin(event.target, `${controls}, a[href]`)) continue;
    if (key === " " && isWithin(event.target, controls)) continue;
    if (binding.run(event) === false) continue;
    event.preventDefault();
    return;
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type)
  );
}

const controls = "button, summary, input, [role=option], [role=tab], [role=slider]";

function isWithin(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
