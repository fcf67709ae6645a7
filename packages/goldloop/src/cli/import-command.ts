import { relative, resolve } from "node:path";
import { importPromptfoo, writeNewFiles, type ImportFinding, type PromptfooImport } from "../import/index.ts";
import type { Call } from "./command.ts";
import { hasColor, type Context } from "./context.ts";
import { formatImport } from "./import-text.ts";

/** Imports a promptfoo configuration: 0 when everything is carried over, 3 when something is not or an example has no scorer. */
export async function importPromptfooCommand(call: Call, context: Context): Promise<number> {
  const [file = "promptfooconfig.yaml"] = call.arguments;
  const out = resolve(context.directory, (call.flags["out"] as string | undefined) ?? ".");
  const dryRun = call.flags["dryRun"] === true;
  const made = await importPromptfoo({
    file,
    directory: context.directory,
    out,
    name: call.flags["name"] as string | undefined,
  });
  if (!dryRun) await writeNewFiles(out, made.files, `goldloop import promptfoo ${file} --out DIR`);
  const complete = made.lost.length === 0 && made.unscored.length === 0;
  if (call.json) context.stdout.write(`${JSON.stringify(documentOf(made, out, dryRun))}\n`);
  else {
    const folder = relative(context.directory, out);
    context.stdout.write(
      formatImport(made, {
        file,
        folder,
        dryRun,
        color: hasColor(context.stdout, context.environment),
        width: context.stdout.columns,
      }),
    );
  }
  return complete ? 0 : 3;
}

function documentOf(made: PromptfooImport, out: string, dryRun: boolean): Record<string, unknown> {
  const { source, suites, tests, assertions, unscored, lost, changed, leftOut } = made;
  const counts = Object.values(assertions);
  return {
    schema: "goldloop/import/v1",
    from: "promptfoo",
    source,
    dir: out,
    dryRun,
    files: [...made.files.keys()],
    suites,
    tests,
    examples: suites.reduce((sum, suite) => sum + suite.examples, 0),
    assertions: {
      total: counts.reduce((sum, one) => sum + one.seen, 0),
      carried: counts.reduce((sum, one) => sum + one.carried, 0),
      types: assertions,
    },
    lost: lost.map(withoutKind),
    changed: changed.map(withoutKind),
    leftOut: leftOut.map(withoutKind),
    unscored,
  };
}

function withoutKind({ what, why, todo, places }: ImportFinding): Record<string, unknown> {
  return { what, why, todo: todo ?? null, places };
}
