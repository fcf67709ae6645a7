import type { Visit } from "./customers.ts";
import { randomFrom } from "./random.ts";

/** What a customer said of an answer, as the server's feedback endpoint takes it. */
export interface Opinion {
  /** The same each time for the same visit: said twice, it counts once. */
  id: string;
  traceId: string;
  name: "thumbs";
  source: "user";
  /** 1 is up, 0 is down. */
  score: 0 | 1;
  comment?: string;
  time: string;
}

/** Few customers say anything, and disappointed ones more often. */
export function opinionOf(visit: Visit, answer: string, traceId: string): Opinion | undefined {
  if (visit.hopesFor === undefined) return undefined;
  const random = randomFrom(`opinion ${visit.key}`);
  const satisfied = answer.toLowerCase().includes(visit.hopesFor.toLowerCase());
  if (random() > (satisfied ? 0.08 : 0.5)) return undefined;
  return {
    id: `opinion-${visit.key}`,
    traceId,
    name: "thumbs",
    source: "user",
    score: satisfied ? 1 : 0,
    ...(!satisfied && random() < 0.4 ? { comment: "That is not what I asked." } : {}),
    time: new Date(visit.timeMs + 20_000).toISOString(),
  };
}
