import { expect, test } from "vitest";
import { sentenceOf, type State } from "./sentence.ts";

const healthy: State = {
  receiving: true,
  environment: "production",
  rangeMs: 86_400_000,
  traces: 1204,
  tracesBefore: 1100,
  calls: 2400,
  errorRate: 0.004,
  errorRateBefore: 0.003,
  latencyP95Ms: 1800,
  latencyP95BeforeMs: 1700,
  feedbackRate: 0.9,
  feedback: 40,
  change: undefined,
};

test.each<[Partial<State>, string]>([
  [{}, "Production is healthy: 1,204 traces in 24 h, 0.4% with errors."],
  [{ receiving: false }, "No span has arrived yet."],
  [
    { traces: 0 },
    "Production sends no root spans: 2,400 model and tool calls in 24 h belong to traces that began elsewhere, so traces, errors and latency cannot be counted.",
  ],
  [{ traces: 0, calls: 0 }, "Production is silent: no trace started in 24 h, after 1,100 in the 24 h before."],
  [
    { errorRate: 0.05, latencyP95Ms: 4200 },
    "Production needs a look: errors rose from 0.3% to 5%, and the slowest 5% now take over 4.2 s instead of 1.7 s; 1,204 traces in 24 h, 5% with errors.",
  ],
  [
    { errorRate: 0.3, errorRateBefore: 0.3 },
    "Production needs a look: 30% of traces fail; 1,204 traces in 24 h, 30% with errors.",
  ],
  [
    { feedbackRate: 0.25 },
    "Production needs a look: 75% of feedback is negative; 1,204 traces in 24 h, 0.4% with errors.",
  ],
  [
    { change: { words: "tool errors", newest: "v2", before: "v1", share: 0.12, shareBefore: 0.011 } },
    "Production needs a look: tool errors of v2 are 12% against 1.1% under v1; 1,204 traces in 24 h, 0.4% with errors.",
  ],
  [
    { change: { words: "tool errors", newest: "v3", before: "v2", share: 0.011, shareBefore: 0.12 } },
    "Production is healthy: 1,204 traces in 24 h, 0.4% with errors. Tool errors of v3 are 1.1% against 12% under v2.",
  ],
  // too few to say so
  [
    { environment: undefined, traces: 3, errorRate: 1, rangeMs: 3_600_000 },
    "The application has too few traces to judge: 3 traces in 60 min, 100% with errors.",
  ],
])("%o", (change, sentence) => {
  expect(sentenceOf({ ...healthy, ...change })).toBe(sentence);
});
