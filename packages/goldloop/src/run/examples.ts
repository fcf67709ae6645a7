import { join } from "node:path";
import type { Plan } from "./plan.ts";
import { examplesFile } from "./store.ts";
import { LineWriter } from "./writer.ts";

/** Keeps the selected examples in the run's directory: reports and comparisons need nothing else. */
export async function writeExamples(dir: string, plan: Plan): Promise<void> {
  const writer = await LineWriter.open(join(dir, examplesFile), { fresh: true });
  try {
    for (const index of plan.indices) {
      const text = plan.dataset.json(index);
      // The source line of a JSON lines file goes over as it is; another format's text may span lines.
      if (text.includes("\n")) await writer.write(plan.dataset.at(index));
      else await writer.writeText(text);
    }
  } finally {
    await writer.close();
  }
}
