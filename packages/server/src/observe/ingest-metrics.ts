import { Counter, Gauge, type Registry } from "prom-client";

/** What ingest counts by itself. */
export interface IngestCounts {
  spans: number;
  scores: number;
  events: number;
  /** By reason. */
  rejected: Readonly<Record<string, number>>;
  overloaded: number;
  requests: number;
  queuedBytes: number;
  maxQueuedBytes: number;
  lagMs: number;
  commit: { commits: number; rows: number; lastMs: number; failures: number };
}

/** Adds the figures of ingest to `registry`, read when they are asked for. */
export function exposeIngest(registry: Registry, counts: () => IngestCounts): void {
  const counter = (name: string, help: string, read: (counted: IngestCounts) => number): void => {
    const made: Counter = new Counter({
      name: `goldloop_ingest_${name}`,
      help,
      registers: [registry],
      collect: () => {
        made.reset();
        made.inc(read(counts()));
      },
    });
  };
  const gauge = (name: string, help: string, read: (counted: IngestCounts) => number): void => {
    const made: Gauge = new Gauge({
      name: `goldloop_ingest_${name}`,
      help,
      registers: [registry],
      collect: () => made.set(read(counts())),
    });
  };
  counter("spans_total", "Spans acknowledged as stored", ({ spans }) => spans);
  counter("scores_total", "Scores and feedback acknowledged as stored", ({ scores }) => scores);
  counter("events_total", "Log records acknowledged as stored", ({ events }) => events);
  counter("rejected_total", "Spans, scores and log records refused one by one", ({ rejected }) =>
    Object.values(rejected).reduce((sum, count) => sum + count, 0),
  );
  counter("overloaded_total", "Requests told to come again because the queue was full", ({ overloaded }) => overloaded);
  counter("commits_total", "Commits to the store", ({ commit }) => commit.commits);
  counter("commit_failures_total", "Commits that the store did not take", ({ commit }) => commit.failures);
  gauge("requests", "Requests that wait or are being stored", ({ requests }) => requests);
  gauge("queued_bytes", "Bytes held for them", ({ queuedBytes }) => queuedBytes);
  gauge("queued_bytes_limit", "Bytes that may be held", ({ maxQueuedBytes }) => maxQueuedBytes);
  gauge("lag_seconds", "How long the request that was stored last had waited", ({ lagMs }) => lagMs / 1000);
  gauge("commit_seconds", "How long the last commit took", ({ commit }) => commit.lastMs / 1000);
}
