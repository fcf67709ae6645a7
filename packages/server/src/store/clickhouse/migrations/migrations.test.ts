import { expect, test } from "vitest";
import type { ScoreRow, SpanEventRow, SpanRow } from "../../spans/row.ts";
import { digestOf } from "../migrate.ts";
import { statementsOf } from "../table-statements.ts";
import { deferredIndexes, migrations } from "./index.ts";

test("versions count from 1 without gaps, and tables have names of their own", () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  const names = migrations.flatMap(({ tables = [] }) => tables.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});

test("every statement can run twice", () => {
  for (const statement of migrations.flatMap(statementsOf)) {
    expect(statement).toMatch(
      /^CREATE TABLE IF NOT EXISTS |^ALTER TABLE \w+ (?:\w+ )+IF (?:NOT )?EXISTS |^ALTER TABLE \w+ MODIFY |^TRUNCATE TABLE IF EXISTS /,
    );
  }
});

test("text indexes are left to merges", () => {
  expect(deferredIndexes).toEqual(expect.arrayContaining(["words_input", "words_output"]));
});

test("a migration's digest does not depend on white space", () => {
  const alterations = (change: string): string =>
    digestOf({ version: 1, name: "x", alterations: [{ table: "spans", change }] });
  expect(alterations("ADD COLUMN  IF NOT EXISTS\n a String")).toBe(alterations("ADD COLUMN IF NOT EXISTS a String"));
  expect(alterations("ADD COLUMN a String")).not.toBe(alterations("ADD COLUMN b String"));
});

const empty = { project: "", trace_id: "", span_id: "", name: "", attributes: {}, ingested_at: 0 };

test("the tables have the columns of the rows", () => {
  const span: SpanRow = {
    ...empty,
    parent_span_id: "",
    kind: "",
    start: 0,
    duration_ms: 0,
    status: "ok",
    status_message: "",
    model: "",
    provider: "",
    environment: "",
    release: "",
    session_id: "",
    user_id: "",
    input: "",
    output: "",
    messages: "",
    tool_calls: "",
    documents: "",
    input_tokens: null,
    output_tokens: null,
    cached_input_tokens: null,
    reasoning_tokens: null,
    cost_usd: null,
    cost_source: "",
    time_to_first_token_ms: null,
    tool: "",
    tool_error: 0,
    refusal: 0,
    fallback: 0,
    detections: {},
    size: 0,
  };
  const { attributes: _, ...common } = empty;
  const score: ScoreRow = {
    ...common,
    id: "",
    session_id: "",
    source: "user",
    feedback: 0,
    score: null,
    value: "",
    comment: "",
    metadata: "",
    time: 0,
    deleted: 0,
  };
  const event: SpanEventRow = { ...empty, id: "", time: 0, body: "" };
  const columnsOf = (table: string): string[] => {
    const made = migrations.flatMap(({ tables = [] }) => tables).find(({ name }) => name === table);
    const added = migrations.flatMap(({ alterations = [] }) => alterations).filter((one) => one.table === table);
    const names = added.map(({ change }) => /^ADD COLUMN IF NOT EXISTS (\w+)/.exec(change)?.[1] ?? "");
    return [...(made?.columns.map(({ name }) => name) ?? []), ...names.filter((name) => name !== "")].toSorted();
  };
  expect(columnsOf("spans")).toEqual(Object.keys(span).toSorted());
  expect(columnsOf("scores")).toEqual(Object.keys(score).toSorted());
  expect(columnsOf("span_events")).toEqual(Object.keys(event).toSorted());
});
