import { expect, test } from "vitest";
import { readScores } from "./score.ts";

test("scores of one list are each taken or refused for themselves", () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const list = [
    { id: "a", traceId, name: "helpful", value: 1, timestamp: "2026-11-24T12:00:00Z" },
    { traceId, value: 1 },
    { traceId, name: "tone", value: "friendly" },
    null,
  ];
  const { rows, errors } = readScores(list, "p1", 7);
  expect(rows).toMatchObject([
    { id: "a", trace_id: traceId, name: "helpful", score: 1, time: Date.parse("2026-11-24T12:00:00Z") },
    { trace_id: traceId, name: "tone", score: null, value: '"friendly"', time: 7 },
  ]);
  expect(errors).toEqual([{ message: "name is needed" }, { message: "the body is no JSON object" }]);
});
