import { RequestError } from "../../api/problem.ts";

/** `helpfulness<0.5` taken apart; without an operator only the name counts. */
export interface Comparison {
  name: string;
  operator?: (typeof operators)[number];
  number?: number;
}

const operators = ["<=", ">=", "!=", "<", ">", "="] as const;

/**
 * Reads `name`, `name<0.5`, `name>=0.8`. The last operator counts, so a name may hold one itself where a number follows the
 * last. Throws RequestError 400 when no number follows an operator, or nothing precedes it.
 */
export function comparisonOf(field: string, text: string): Comparison {
  const match = /^(?<name>.*?)(?<operator><=|>=|!=|<|>|=)(?<number>[^<>=!]*)$/s.exec(text);
  const { name = text, operator, number } = match?.groups ?? {};
  const known = operators.find((one) => one === operator);
  if (name.trim() === "" || (known !== undefined && !isNumber(number))) {
    throw new RequestError(
      400,
      "bad-filter",
      `${field}: a name, or a name with a comparison, is needed`,
      `?${field}=helpfulness<0.5`,
    );
  }
  return known === undefined ? { name } : { name: name.trim(), operator: known, number: Number(number) };
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));
}
