import { relative, sep } from "node:path";
import { digestOf, digestOfJson } from "../digest/index.ts";
import type { JsonObject } from "../digest/index.ts";
import { digestOfFiles, importGraph } from "../module/index.ts";
import type { OpenTarget, TargetEnvironment, TargetIdentity } from "./definition.ts";
import { isTargetFunction, openFunction } from "./function.ts";
import type { TargetFunction } from "./function.ts";
import { findSpanContext } from "./otel.ts";
import { receiverAt } from "./receiver.ts";
import { parseTargetSpec } from "./spec.ts";
import type { TargetSpec } from "./spec.ts";

/** A target made ready, and what exactly it is. */
export interface OpenedTarget {
  target: OpenTarget;
  identity: TargetIdentity;
}

/**
 * Opens a target and states its identity: kind, options without secrets and digests of its files. `file` is where a
 * function given as the target stands; its imports are then part of the identity.
 * Throws InputError for what is wrong with the spec or its files, before anything is called.
 */
export async function openTarget(
  spec: TargetSpec,
  environment: TargetEnvironment,
  file?: string,
): Promise<OpenedTarget> {
  const opened = isTargetFunction(spec) ? await openInCode(spec, environment, file) : await openKind(spec, environment);
  receiverAt(environment.otlpEndpoint)?.expectSpans(opened.target.sendsSpans === true);
  return opened;
}

/**
 * What a target is now, without opening it: files are read anew, so that a change during a run shows. Arguments and
 * errors as for openTarget.
 */
export async function identifyTarget(
  spec: TargetSpec,
  environment: TargetEnvironment,
  file?: string,
): Promise<TargetIdentity> {
  if (isTargetFunction(spec)) return identityOf("function", await detailsInCode(spec, environment, file));
  const { definition, options } = parseTargetSpec(spec);
  return identityOf(definition.name, await definition.identity(options, environment));
}

async function openKind(
  spec: Exclude<TargetSpec, TargetFunction>,
  environment: TargetEnvironment,
): Promise<OpenedTarget> {
  const { definition, options } = parseTargetSpec(spec);
  const identity = identityOf(definition.name, await definition.identity(options, environment));
  return { target: await definition.open(options, environment), identity };
}

async function openInCode(
  target: TargetFunction,
  environment: TargetEnvironment,
  file: string | undefined,
): Promise<OpenedTarget> {
  const identity = identityOf("function", await detailsInCode(target, environment, file));
  const spans = environment.otlpEndpoint === undefined || file === undefined ? undefined : findSpanContext(file);
  return { target: openFunction(target, null, spans), identity };
}

async function detailsInCode(
  target: TargetFunction,
  { directory }: TargetEnvironment,
  file: string | undefined,
): Promise<JsonObject> {
  return {
    name: target.name,
    source: digestOf(String(target)),
    ...(file === undefined
      ? {}
      : {
          file: relative(directory, file).split(sep).join("/"),
          files: await digestOfFiles(await importGraph(file), directory),
        }),
  };
}

function identityOf(kind: string, details: JsonObject): TargetIdentity {
  return { kind, digest: digestOfJson({ kind, details }), details };
}
