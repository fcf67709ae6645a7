import type { Case } from "./case.ts";
import type { GateInput } from "./evidence.ts";
import { counted } from "./figure.ts";
import { takesSuite } from "./select.ts";

type Unrun = GateInput["unrun"][number];

/** The suites that no run measured although a gate of the stage looks at them: those that are still configured, or had promoted examples. */
export function missingSuites({ input, gates }: Case): Unrun[] {
  return input.unrun.filter(({ suite, configured, promoted }) => {
    if (!configured && promoted === 0) return false;
    // An entry may name the target, too.
    const name = suite.replace(/@.*$/, "");
    return gates.some(({ select }) => takesSuite(select, name, suite));
  });
}

/** Why such a suite blocks, and what mends it. */
export function unrunText({ suite, configured, promoted }: Unrun): { reason: string; hint: string } {
  const hint = `goldloop run ${suite.replace(/@.*$/, "")}`;
  if (configured) return { reason: `${suite} is in the baseline and was not run`, hint };
  return {
    reason: `${suite} is gone from the configuration, with ${counted(promoted, "promoted example")}`,
    hint: `put ${suite} back, then ${hint}`,
  };
}
