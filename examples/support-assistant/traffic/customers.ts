import { readFileSync } from "node:fs";
import type { Message } from "../app/conversation.ts";
import { readConversation } from "../app/conversation.ts";
import type { ReleaseName } from "../app/releases/index.ts";
import { randomFrom } from "./random.ts";

/** One customer's question, when it is asked and which release answers. */
export interface Visit {
  /** The same each time for the same hour and number. */
  key: string;
  /** ms since 1970 */
  timeMs: number;
  release: ReleaseName;
  messages: Message[];
  /** What a satisfied customer finds in the answer; undefined where no text tells. */
  hopesFor: string | undefined;
  userId: string;
  sessionId: string;
}

interface Example {
  input: unknown;
  expected?: unknown;
}

const dataset = new URL("../evals/datasets/support.jsonl", import.meta.url);
const hourMs = 3_600_000;

/** When a release went out, hours before the moment that the story is told from: v2 was noticed, and v3 mended it. */
const rollout: { hoursBefore: number; release: ReleaseName }[] = [
  { hoursBefore: 3, release: "v3" },
  { hoursBefore: 10, release: "v2" },
];

/**
 * The customers from `fromMs` to `toMs`, in order, about `perDay` a day and more of them by day than by night. They ask
 * what the golden dataset asks. Each hour has customers of its own: the same hour gives the same ones whatever the range
 * is, so that what was sent for it once can be sent again.
 */
export function visits(range: { fromMs: number; toMs: number; perDay: number; anchorMs: number }): Visit[] {
  const { fromMs, toMs, perDay, anchorMs } = range;
  const examples = readFileSync(dataset, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Example);
  const made: Visit[] = [];
  for (let hour = Math.floor(fromMs / hourMs); hour * hourMs < toMs; hour += 1) {
    const random = randomFrom(`hour ${hour}`);
    const count = Math.floor((perDay / 24) * busy(hour % 24) + random());
    for (let number = 0; number < count; number += 1) {
      const key = `${hour}-${number}`;
      made.push(visitOf(key, hour * hourMs, examples, anchorMs));
    }
  }
  return made
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs)
    .toSorted((one, other) => one.timeMs - other.timeMs);
}

function visitOf(key: string, hourStartMs: number, examples: readonly Example[], anchorMs: number): Visit {
  const random = randomFrom(`visit ${key}`);
  const timeMs = hourStartMs + Math.floor(random() * hourMs);
  const example = examples[Math.floor(random() * examples.length)];
  if (example === undefined) throw new Error("The golden dataset is empty");
  const customer = 1000 + Math.floor(random() * 400);
  return {
    key,
    timeMs,
    release: rollout.find(({ hoursBefore }) => timeMs >= anchorMs - hoursBefore * hourMs)?.release ?? "v1",
    messages: readConversation(example.input),
    hopesFor: typeof example.expected === "string" ? example.expected : undefined,
    userId: `customer-${customer}`,
    sessionId: `visit-${customer}-${new Date(timeMs).toISOString().slice(0, 13)}`,
  };
}

/** How the traffic of an hour of the day (UTC) compares with the average hour. */
function busy(hour: number): number {
  return 1 + 0.45 * Math.sin(((hour - 8) / 24) * 2 * Math.PI);
}
