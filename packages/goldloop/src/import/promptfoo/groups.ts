import type { Json } from "../../digest/index.ts";
import type { ExpandedTest } from "./expand.ts";
import type { ImportFindings } from "./findings.ts";
import type { Prompt } from "./prompts.ts";
import type { Provider } from "./providers.ts";

/** Tests that are asked of the same prompts and providers: they make one suite. */
export interface TestGroup {
  tests: ExpandedTest[];
  prompts: readonly Prompt[];
  providers: readonly Provider[];
}

/** Divides tests by the prompts and providers that they name; tests that name none are one group, in front. */
export function groupTests(
  tests: readonly ExpandedTest[],
  prompts: readonly Prompt[],
  providers: readonly Provider[],
  findings: ImportFindings,
): TestGroup[] {
  const groups = new Map<string, TestGroup>();
  for (const test of tests) {
    const { provider, providers: names, prompts: labels } = test.rest;
    const wanted = provider === undefined ? namesIn(names) : namesIn(provider);
    const asked = namesIn(labels);
    const key = JSON.stringify([wanted ?? null, asked ?? null]);
    let group = groups.get(key);
    if (group === undefined) {
      group = {
        tests: [],
        prompts: asked === undefined ? prompts : prompts.filter(({ label }) => asked.some((name) => fits(name, label))),
        providers:
          wanted === undefined
            ? providers
            : wanted.flatMap((name) => providerOf(name, providers, test.place, findings)),
      };
      groups.set(key, group);
    }
    group.tests.push(test);
  }
  return [...groups.values()];
}

/** A name, or a list of names; undefined when everything is meant. */
function namesIn(value: Json | undefined): string[] | undefined {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const names = list
    .map((one) => (typeof one === "object" && one !== null && !Array.isArray(one) ? one["id"] : one))
    .filter((one) => typeof one === "string");
  return names.length === 0 ? undefined : names;
}

/** `openai:*` fits every provider of that beginning. */
function fits(name: string, label: string): boolean {
  return name.endsWith("*") ? label.startsWith(name.slice(0, -1)) : name === label;
}

/** A provider that a test names: one of the configuration, or one of its own. */
function providerOf(name: string, providers: readonly Provider[], place: string, findings: ImportFindings): Provider[] {
  const known = providers.filter(({ id, label }) => fits(name, label) || fits(name, id));
  if (known.length > 0) return known;
  if (!name.endsWith("*")) return [{ place, id: name, label: name, config: {}, prompts: undefined }];
  findings.lost(place, `providers ${name}`, "no provider fits", "correct the pattern");
  return [];
}
