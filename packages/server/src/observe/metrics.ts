import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The figures of `/metrics`. Labels are few and fixed: no project, no name that somebody else chose. */
export interface Metrics {
  registry: Registry;
  /** Seconds by method, route pattern and status. */
  requests: Histogram<"method" | "route" | "status">;
  /** Seconds by background job and outcome. */
  jobs: Histogram<"job" | "outcome">;
  /** When a background job last ended well, seconds since 1970. */
  jobDone: Gauge<"job">;
}

/** Makes a registry of its own, so that two servers in one process do not share one. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: "goldloop_http_request_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      buckets: [0.005, 0.025, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    jobs: new Histogram({
      name: "goldloop_job_seconds",
      help: "Time of a background job",
      labelNames: ["job", "outcome"],
      buckets: [0.01, 0.1, 1, 10, 60, 600],
      registers,
    }),
    jobDone: new Gauge({
      name: "goldloop_job_last_success_timestamp_seconds",
      help: "When a background job last ended well",
      labelNames: ["job"],
      registers,
    }),
  };
}
