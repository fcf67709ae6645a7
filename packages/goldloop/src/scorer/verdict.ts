import { isJsonObject } from "../digest/index.ts";
import type { Finding } from "./definition.ts";

const keys = new Set(["value", "pass", "reason", "metadata", "skipped", "unproven", "usage", "costUsd"]);

/**
 * The finding in what a user's function or command answered: true, false, a number, or an object with `value`, `pass` or
 * `skipped`. Throws for anything else, so that a misspelled key is never read as a verdict.
 */
export function readVerdict(answer: unknown): Finding {
  if (typeof answer === "boolean") return { value: answer ? 1 : 0, pass: answer };
  if (typeof answer === "number") return { value: answer };
  if (!isJsonObject(answer)) throw new Error(`answered ${describe(answer)}; ${wanted}`);
  const unknown = Object.keys(answer).find((key) => !keys.has(key));
  if (unknown !== undefined) throw new Error(`answered with the unknown key "${unknown}"; ${wanted}`);
  const { value, pass, reason, metadata, skipped } = answer;
  if (pass !== undefined && pass !== null && typeof pass !== "boolean")
    throw new Error(`answered pass: ${describe(pass)}; ${wanted}`);
  if (value !== undefined && value !== null && typeof value !== "number")
    throw new Error(`answered value: ${describe(value)}; ${wanted}`);
  if (reason !== undefined && reason !== null && typeof reason !== "string")
    throw new Error("answered a reason that is not a text");
  if (metadata !== undefined && !isJsonObject(metadata)) throw new Error("answered metadata that is not an object");
  if (typeof skipped === "string" && value == null && pass == null) return finding(answer, null);
  const number = value ?? (typeof pass === "boolean" ? Number(pass) : undefined);
  if (number === undefined) throw new Error(`answered neither value nor pass; ${wanted}`);
  return finding(answer, number);
}

const wanted = "a scorer answers true, false, a number within 0..1, or { value, pass, reason }";

function finding(answer: object, value: number | null): Finding {
  const set = Object.entries(answer).filter(([, part]) => part !== undefined && part !== null);
  return { ...(Object.fromEntries(set) as Partial<Finding>), value };
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "object" || typeof value === "string" ? JSON.stringify(value) : typeof value;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
