/** How the memory that both threads see is laid out, in 32-bit words and bytes. */
export const layout = {
  /** The main thread adds 1 now and then. */
  beat: 0,
  /** 1 once nobody is watched any more. */
  done: 1,
  /** Words before the slots of calls that are under way. */
  headWords: 2,
  slots: 64,
  /** A slot: the length of a name in its first byte, then the name in UTF-8. 0: free. */
  slotBytes: 128,
} as const;

/** What is said when the process stood still for so long. */
export function blockedText(ms: number, underWay: string): string {
  return [
    "",
    `✗ the target blocks this process: nothing else has run for ${Math.round(ms / 100) / 10} s, so its timeout cannot end it`,
    `  under way: ${underWay}`,
    "  run the application by exec or http, where a call that hangs can be ended",
    "  goldloop run --resume",
    "",
  ].join("\n");
}

/**
 * Ends the process with the exit code of a run that could not complete (design section 5), after all other handlers of
 * `exit`. Node would then say that it waits for a debugger, which is nobody's concern.
 */
const endProcess = 'process.once("exit", () => process.getBuiltinModule("node:fs").closeSync(2)); process.exit(3)';

/**
 * What the watching thread runs, as text: a thread of its own file would be one more file of the package. It waits for
 * beats; when none comes for `limitMs`, and none in another `sureMs` (a machine that slept is not blocked), and a call is
 * under way, it says which and ends the process. The blocked thread is made to do that itself, through the inspector,
 * which reaches it between two instructions of a loop: so handlers of `exit` run and the exit code is 3. Where that does
 * not reach (a blocking system call), the process is killed.
 */
export const watchdogThread = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { memory, limitMs, sureMs, text, placeholder } = workerData;
const words = new Int32Array(memory, 0, ${layout.headWords});
const bytes = new Uint8Array(memory, ${layout.headWords} * 4);
const underWay = () => {
  const names = [];
  for (let i = 0; i < ${layout.slots}; i++) {
    const at = i * ${layout.slotBytes};
    const length = bytes[at];
    if (length > 0) names.push(Buffer.from(bytes.slice(at + 1, at + 1 + length)).toString("utf8"));
  }
  return names;
};
for (;;) {
  const beat = Atomics.load(words, ${layout.beat});
  if (Atomics.load(words, ${layout.done}) === 1) break;
  if (Atomics.wait(words, ${layout.beat}, beat, limitMs) !== "timed-out") continue;
  if (Atomics.wait(words, ${layout.beat}, beat, sureMs) !== "timed-out") continue;
  if (Atomics.load(words, ${layout.done}) === 1) break;
  const names = underWay();
  if (names.length === 0) continue;
  const shown = names.slice(0, 5).join(", ") + (names.length > 5 ? " and " + (names.length - 5) + " more" : "");
  writeSync(2, text.replace(placeholder, shown));
  setTimeout(() => process.kill(process.pid, "SIGKILL"), 2000);
  try {
    const { Session } = require("node:inspector");
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.evaluate", { expression: ${JSON.stringify(endProcess)} }, () => {});
    session.disconnect();
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
  break;
}
`;
