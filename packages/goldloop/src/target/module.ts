import { relative, resolve, sep } from "node:path";
import { z } from "zod";
import type { Json, JsonObject } from "../digest/index.ts";
import { InputError, suggestion } from "../error/index.ts";
import { digestOfFiles, importGraph, loadUserModule } from "../module/index.ts";
import { defineTarget } from "./definition.ts";
import type { TargetEnvironment } from "./definition.ts";
import { openFunction } from "./function.ts";
import type { TargetFunction } from "./function.ts";
import { interpolateJson } from "./interpolate.ts";
import { findSpanContext } from "./otel.ts";

const options = z.strictObject({
  module: z.string().min(1).describe("A JavaScript or TypeScript file."),
  export: z.string().optional().describe("The function's name. Default: the default export, or the only function."),
  options: z.json().optional().describe("Handed to the function as context.options; ${VARIABLES} are filled in."),
});
export type ModuleOptions = z.output<typeof options>;

/** Calls a function of the user's own code in this process. */
export const moduleTarget = defineTarget<ModuleOptions>({
  name: "module",
  summary: "A function in a JavaScript or TypeScript file, called in this process.",
  options,
  short: "module",
  async identity(given, environment) {
    const file = resolve(environment.directory, given.module);
    const files = await digestOfFiles(await importGraph(file), environment.directory);
    return {
      module: relative(environment.directory, file).split(sep).join("/"),
      ...(given.export === undefined ? {} : { export: given.export }),
      ...(given.options === undefined ? {} : { options: optionsOf(given, environment) }),
      files: files satisfies JsonObject,
    };
  },
  async open(given, environment) {
    const file = resolve(environment.directory, given.module);
    const exports = await loadUserModule(file);
    const spans = environment.otlpEndpoint === undefined ? undefined : findSpanContext(file, flushOf(exports));
    return openFunction(functionOf(exports, given, file), optionsOf(given, environment), spans);
  },
});

function optionsOf(given: ModuleOptions, environment: TargetEnvironment): Json {
  return given.options === undefined ? null : interpolateJson(given.options, environment.variables, "options");
}

/** A module that keeps a tracer provider of its own, unregistered, exports `flush` to have its spans sent. */
function flushOf(exports: Record<string, unknown>): (() => unknown) | undefined {
  const { flush } = exports;
  return typeof flush === "function" ? () => (flush as () => unknown)() : undefined;
}

function functionOf(exports: Record<string, unknown>, given: ModuleOptions, file: string): TargetFunction {
  const functions = Object.entries(exports).filter(([, value]) => typeof value === "function");
  const names = functions.map(([name]) => name);
  const chosen =
    given.export === undefined
      ? (functions.find(([name]) => name === "default") ?? only(functions.filter(([name]) => name !== "flush")))
      : functions.find(([name]) => name === given.export);
  if (chosen !== undefined) return chosen[1] as TargetFunction;
  const location = { file };
  if (given.export !== undefined) {
    const problem = given.export in exports ? "is no function" : `is not exported${suggestion(given.export, names)}`;
    throw new InputError("no-export", `${given.export} of ${given.module} ${problem}`, {
      location,
      hint: `export async function ${given.export}(input, context) { ... }`,
    });
  }
  const problem =
    names.length === 0 ? "exports no function" : `exports several functions and no default: ${names.join(", ")}`;
  throw new InputError("no-export", `${given.module} ${problem}`, {
    location,
    hint: names.length === 0 ? "export default async function (input, context) { ... }" : `export: ${names[0]}`,
  });
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
