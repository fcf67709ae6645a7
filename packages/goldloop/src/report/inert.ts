// Everything that moves a cursor, changes a colour or turns the direction of writing: C0, C1, and bidirectional controls.
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line of text that does nothing to the terminal that shows it: what a model wrote is not to be obeyed. White space becomes one space. */
export function inertLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, " ")
    .replace(unsafe, (c) => (c.charCodeAt(0) < 0x20 ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : "\ufffd"))
    .trim();
}
