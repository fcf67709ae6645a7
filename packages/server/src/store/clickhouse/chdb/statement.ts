import type { ClickHouseClientConfigOptions } from "@clickhouse/client";

/** The client's experimental hook; the type is not exported by name. */
export type Connection = NonNullable<ClickHouseClientConfigOptions["connection"]>;

type Settings = NonNullable<Parameters<Connection["query"]>[0]["clickhouse_settings"]>;

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What is set on a session before a statement: its settings and parameters, as one `SET`. Settings stick to a session, so
 * each statement sets the same ones anew. Empty when there is nothing to set. Throws TypeError for a name that is none.
 */
export function preambleOf(settings: Settings, parameters: Readonly<Record<string, unknown>>): string {
  const assignments: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    assignments.push(`${checked(name)} = ${settingLiteral(value)}`);
  }
  for (const [name, value] of Object.entries(parameters)) {
    assignments.push(`param_${checked(name)} = ${quoted(parameterText(value))}`);
  }
  return assignments.length === 0 ? "" : `SET ${assignments.join(", ")}; `;
}

/** Settings as the plain values that an inline `SETTINGS` takes. */
export function inlineSettings(settings: Settings): Record<string, string | number | boolean> {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [checked(name), typeof value === "number" ? value : String(value)]),
  );
}

/** Whether the statement could read the parameter `name`. */
export function mentions(sql: string, name: string): boolean {
  return new RegExp(`\\{\\s*${name}\\s*:`).test(sql);
}

function checked(name: string): string {
  if (!identifier.test(name)) throw new TypeError("a setting or parameter has a name that is no identifier");
  return name;
}

function settingLiteral(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  return quoted(String(value));
}

/** A text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

/**
 * A parameter as ClickHouse reads it from text: strings with tabs, line ends and backslashes escaped; `\N` for null; arrays
 * with quoted strings (clickhouse.com/docs/interfaces/http#tabs-in-url-parameters).
 */
function parameterText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(elementText).join(",")}]`;
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" ? escaped(value) : numberText(value);
}

function elementText(value: unknown): string {
  return typeof value === "string" ? `'${escaped(value)}'` : numberText(value);
}

function numberText(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw new TypeError("a parameter is a text, a number, a boolean, null, or a list of texts or numbers");
}

const escapes: Record<string, string> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
  "'": "\\'",
  "\\": "\\\\",
};

function escaped(text: string): string {
  return text.replace(/[\t\n\r\0'\\]/g, (character) => escapes[character] ?? character);
}
