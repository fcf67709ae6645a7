import type { Example } from "../../dataset/index.ts";
import type { ExpandedTest } from "./expand.ts";
import type { ImportFindings } from "./findings.ts";
import type { ImportedTargets } from "./targets.ts";

/** A replay of `providerOutput`, where every test has one; undefined where none has. Some only is a finding. */
export function replayOf(
  tests: readonly ExpandedTest[],
  examples: readonly Example[],
  name: string,
  findings: ImportFindings,
): ImportedTargets | undefined {
  const recorded = tests.filter(({ rest }) => rest["providerOutput"] !== undefined && rest["providerOutput"] !== null);
  if (recorded.length === 0) return undefined;
  if (recorded.length < tests.length) {
    for (const { place } of recorded) {
      findings.lost(
        place,
        "providerOutput",
        "other tests of the suite have none, and a suite replays all or nothing",
        "goldloop run --replay FILE   with an output for every example",
      );
    }
    return undefined;
  }
  const file = `evals/outputs/${name}.jsonl`;
  const lines = tests.map(
    ({ rest }, index) => `${JSON.stringify({ id: examples[index]?.id, output: rest["providerOutput"] })}\n`,
  );
  return { targets: { replay: { replay: { file } } }, baseUrls: {}, files: new Map([[file, lines.join("")]]) };
}
