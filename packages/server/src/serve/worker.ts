import type { Logger } from "pino";
import { faultOf, type Metrics } from "../observe/index.ts";

/** Work that comes round. */
export interface Job {
  /** For metrics and logs. */
  name: string;
  everyMs: number;
  /** When it runs first, ms after the start. */
  firstMs: number;
  /** Stops early when the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Runs `work` unless another machine is at it, and returns whether it ran. Over one process it just runs.
 */
export type Exclusively = (name: string, work: () => Promise<void>) => Promise<boolean>;

/** Background work that goes on until it is closed. */
export interface Worker {
  /** Starts nothing more; what runs is told to stop, and waited for. */
  close(): Promise<void>;
}

/** Runs each job at its pace, with up to a tenth of jitter so that machines do not fall into step. A failure is logged and tried again at the next turn. */
export function startWorker(
  jobs: readonly Job[],
  { exclusively, metrics, log }: { exclusively: Exclusively; metrics: Metrics; log: Logger },
): Worker {
  const stop = new AbortController();
  const timers = new Map<Job, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const turn = async (job: Job): Promise<void> => {
    const stopTimer = metrics.jobs.startTimer({ job: job.name });
    try {
      const ran = await exclusively(job.name, () => job.run(stop.signal));
      stopTimer({ outcome: ran ? "done" : "elsewhere" });
      if (ran) metrics.jobDone.setToCurrentTime({ job: job.name });
    } catch (error) {
      if (stop.signal.aborted) return;
      stopTimer({ outcome: "failed" });
      log.warn({ job: job.name, ...faultOf(error) }, "background job failed");
    }
  };
  const schedule = (job: Job, delayMs: number): void => {
    const start = (): void => {
      const work = turn(job).finally(() => {
        running.delete(work);
        if (!stop.signal.aborted) schedule(job, job.everyMs * (0.95 + Math.random() / 10));
      });
      running.add(work);
    };
    timers.set(job, setTimeout(start, delayMs));
  };

  for (const job of jobs) schedule(job, job.firstMs);
  return {
    async close() {
      stop.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
