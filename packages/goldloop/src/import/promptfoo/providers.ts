import { resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../../digest/index.ts";
import type { ImportFindings } from "./findings.ts";
import type { PromptfooConfig } from "./read-config.ts";
import { isDataFile, parseAnyYaml, readNamedFile } from "./references.ts";

/** A provider of promptfoo, in one form. */
export interface Provider {
  place: string;
  id: string;
  label: string;
  config: JsonObject;
  /** Labels of the prompts that it is asked with; all without. */
  prompts: string[] | undefined;
}

/** Keys of a provider that are carried over. */
const known = new Set(["id", "label", "config", "prompts"]);

/** The providers of a configuration (`providers`, or `targets` as it is also written). */
export function readProviders(config: PromptfooConfig, findings: ImportFindings): Provider[] {
  const { content } = config;
  const key = content["providers"] === undefined ? "targets" : "providers";
  const given = content[key];
  const entries = Array.isArray(given) ? given : given === undefined || given === null ? [] : [given];
  return entries.flatMap((entry, index) => providersOf(entry, `${key}[${index}]`, config, findings));
}

/** One entry of a list of providers: a name, an object, a map of a name to its options, or a file of them. */
function providersOf(entry: Json, place: string, config: PromptfooConfig, findings: ImportFindings): Provider[] {
  if (typeof entry === "string") {
    if (!entry.startsWith("file://") || !isDataFile(entry))
      return [{ place, id: entry, label: entry, config: {}, prompts: undefined }];
    const path = entry.slice("file://".length);
    const content = parseAnyYaml(readNamedFile(config.directory, path, config.file), resolve(config.directory, path));
    return (Array.isArray(content) ? content : [content]).flatMap((one) => providersOf(one, place, config, findings));
  }
  if (!isJsonObject(entry)) {
    findings.lost(place, "provider", "it is neither a name nor an object", "write the target into goldloop.yaml");
    return [];
  }
  const { id, label, config: settings, prompts } = entry;
  if (typeof id !== "string") {
    return Object.entries(entry).flatMap(([name, options]) =>
      providersOf({ ...(isJsonObject(options) ? options : {}), id: name }, place, config, findings),
    );
  }
  for (const other of Object.keys(entry).filter((name) => !known.has(name))) {
    if (other === "delay")
      findings.leftOut(place, "delay", "requests are not spaced out; rateLimit in the suite limits them");
    else findings.lost(place, other, `${other} of a provider has no counterpart`, "do it in the target itself");
  }
  return [
    {
      place,
      id,
      label: typeof label === "string" && label !== "" ? label : id,
      config: isJsonObject(settings) ? settings : {},
      prompts: Array.isArray(prompts) ? prompts.filter((one) => typeof one === "string") : undefined,
    },
  ];
}
