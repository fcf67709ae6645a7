import { relative, resolve, sep } from "node:path";
import { z } from "zod";
import { GoldloopError } from "../error/index.ts";
import type { Message, Trace } from "../trace/index.ts";
import { reasonOf } from "./abort.ts";
import { defineTarget } from "./definition.ts";
import type { TargetResult } from "./definition.ts";
import { noOutput } from "./read-result.ts";
import { readUsage } from "./read-usage.ts";
import { openReplay } from "./replay-file.ts";
import type { ReplayEntry } from "./replay-file.ts";

const options = z.strictObject({ file: z.string().min(1).describe("JSONL of outputs: id, trial, output, ...") });
export type ReplayOptions = z.output<typeof options>;

/** Outputs that were produced elsewhere. */
export const replayTarget = defineTarget<ReplayOptions>({
  name: "replay",
  summary: "Recorded outputs from a file.",
  options,
  short: "file",
  async identity({ file }, { directory }) {
    const replay = await openReplay(resolve(directory, file));
    await replay.close();
    return { file: relative(directory, replay.file).split(sep).join("/"), digest: replay.digest };
  },
  async open({ file }, { directory }) {
    const replay = await openReplay(resolve(directory, file));
    return {
      async call(_, { exampleId, trial, signal }) {
        if (signal.aborted) throw reasonOf(signal);
        return resultOf(await replay.get(exampleId, trial));
      },
      close: () => replay.close(),
    };
  },
});

function resultOf(entry: ReplayEntry): TargetResult {
  const { output, error, usage, trace, conversation, latencyMs, timeToFirstTokenMs, costUsd, model } = entry;
  if (error !== undefined && error !== null) {
    const { message, code } = typeof error === "string" ? { message: error, code: undefined } : error;
    throw new GoldloopError(code ?? "target-error", message);
  }
  if (output === null) throw noOutput("the recorded output is null");
  const counted = readUsage(usage);
  return {
    output,
    ...(latencyMs == null ? {} : { latencyMs }),
    ...(timeToFirstTokenMs == null ? {} : { timeToFirstTokenMs }),
    ...(costUsd == null ? {} : { costUsd }),
    ...(model == null ? {} : { model }),
    ...(counted === undefined ? {} : { usage: counted }),
    ...(trace == null ? {} : { trace: trace as unknown as Trace }),
    ...(conversation == null ? {} : { conversation: conversation as unknown as Message[] }),
  };
}
