import { isJsonObject } from "../digest/index.ts";
import type { Json } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

const reference = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * A text with `${NAME}` and `${NAME:-default}` replaced by variables of the environment; `$${` stands for `${` itself.
 * The default also replaces an empty variable. `where` names the option in errors.
 * Throws an InputError (`missing-variable`) for a variable that is not set and has no default.
 */
export function interpolate(text: string, variables: Variables, where: string): string {
  return text.replace(reference, (whole: string, escaped: string, name: string, fallback: string | undefined) => {
    if (escaped !== "") return whole.slice(1);
    const value = variables[name];
    if (value !== undefined && (value !== "" || fallback === undefined)) return value;
    if (fallback !== undefined) return fallback;
    throw new InputError(
      "missing-variable",
      `${where} needs the variable ${name}, which is not set${nearTo(name, variables)}`,
      {
        hint: `export ${name}=...   or write \${${name}:-default}`,
      },
    );
  });
}

/** Every text inside a JSON value interpolated; keys stay as they are. Throws as `interpolate` does. */
export function interpolateJson(value: Json, variables: Variables, where: string): Json {
  if (typeof value === "string") return interpolate(value, variables, where);
  if (Array.isArray(value)) return value.map((item) => interpolateJson(item, variables, where));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolateJson(item, variables, `${where}.${key}`)]),
  );
}

/** The values of the variables that a text names: what must never appear in errors or identities. */
export function secretsIn(text: string, variables: Variables): string[] {
  return [...text.matchAll(reference)].flatMap(([, escaped, name = ""]) => {
    const value = escaped === "" ? variables[name] : undefined;
    // shorter ones are no secrets, and masking them would only garble the text
    return value !== undefined && value.length >= 4 ? [value] : [];
  });
}

/** The text with every occurrence of the secrets replaced by `***`. */
export function mask(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
}

function nearTo(name: string, variables: Variables): string {
  const near = suggestion(name, Object.keys(variables));
  return near.startsWith("; did you mean") ? near : "";
}
