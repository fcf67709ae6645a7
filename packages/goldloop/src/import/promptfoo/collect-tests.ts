import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import { expandTest, type ExpandedTest } from "./expand.ts";
import type { ImportFindings } from "./findings.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { readTests, readVars, type RawTest } from "./read-tests.ts";
import { parseAnyYaml, readNamedFile } from "./references.ts";
import { isTemplate, render } from "./template.ts";
import { isProgram, isText, readVarFile } from "./var-files.ts";

/** Every test of a configuration, scenarios included, with defaults put under it and lists of texts multiplied out. */
export async function collectTests(config: PromptfooConfig, findings: ImportFindings): Promise<ExpandedTest[]> {
  const { content } = config;
  const defaults = defaultsOf(content["defaultTest"], config);
  const varsOf = (value: Json | undefined): JsonObject => readVars(value, config);
  const expand = (place: string, ...layers: JsonObject[]): ExpandedTest[] =>
    expandTest(place, [defaults, ...layers], varsOf);
  const tests = (await readTests(content["tests"], "tests", config, findings)).flatMap(({ place, content: test }) =>
    expand(place, test),
  );
  for (const { place, content: scenario } of await readTests(content["scenarios"], "scenarios", config, findings)) {
    const configs = objectsIn(scenario["config"]);
    const own: RawTest[] = await readTests(scenario["tests"] ?? [{}], "tests", config, findings);
    for (const layer of configs.length === 0 ? [{}] : configs) {
      for (const test of own) tests.push(...expand(`${place} ${test.place}`, layer, test.content));
    }
  }
  // promptfoo asks each prompt once when there are no tests.
  if (content["tests"] === undefined && content["scenarios"] === undefined) tests.push(...expand("defaultTest"));
  return tests.map((test) => ({ ...test, vars: filledVars(test, config, findings) }));
}

function defaultsOf(value: Json | undefined, config: PromptfooConfig): JsonObject {
  const loaded =
    typeof value === "string" ? parseAnyYaml(readNamedFile(config.directory, value, config.file), value) : value;
  return isJsonObject(loaded) ? loaded : {};
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value ?? null]).filter(isJsonObject);
}

/** Files that variables name are read, and variables in variables are filled in. */
function filledVars({ vars, place }: ExpandedTest, config: PromptfooConfig, findings: ImportFindings): JsonObject {
  const loaded = Object.fromEntries(
    Object.entries(vars).map(([name, value]) => {
      if (typeof value !== "string" || !value.startsWith("file://")) return [name, value];
      if (isProgram(value) || !isText(value)) {
        findings.lost(
          place,
          `variable from ${value}`,
          "it is made by a program, or is no text",
          "write the value out, or attach the file to the example",
        );
        return [name, value];
      }
      return [name, readVarFile(value, config)];
    }),
  );
  return Object.fromEntries(
    Object.entries(loaded).map(([name, value]) => {
      if (typeof value !== "string" || !isTemplate(value)) return [name, value];
      const filled = render(value, loaded);
      if (filled === undefined) {
        findings.lost(
          place,
          `variable ${name}`,
          "it uses more of the template language than {{ name }}",
          "write the value out",
        );
      }
      return [name, filled ?? value];
    }),
  );
}
