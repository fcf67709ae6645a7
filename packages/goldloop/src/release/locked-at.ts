import { lockFileName } from "../config/index.ts";
import { isJsonObject } from "../digest/index.ts";
import { parseYamlText } from "../document/index.ts";
import { InputError } from "../error/index.ts";

/** Which examples a suite measured, as pins say it. */
export interface LockedSuite {
  name: string;
  /** The dataset's file, from the project's folder. */
  file: string;
  split?: string;
  tags?: string[];
  limit?: number;
}

/** What the pins of a suite say about its examples. */
export function lockedSuite(name: string, pins: { dataset: { file: string }; settings?: unknown }): LockedSuite {
  const settings = isJsonObject(pins.settings) ? pins.settings : {};
  const { split, tags, limit } = settings;
  return {
    name,
    file: pins.dataset.file,
    ...(typeof split === "string" ? { split } : {}),
    ...(Array.isArray(tags) ? { tags: tags.filter((tag) => typeof tag === "string") } : {}),
    ...(typeof limit === "number" ? { limit } : {}),
  };
}

/**
 * The suites of an earlier goldloop.lock. Read leniently, since another version may have written it: only the suites'
 * names and examples count. Throws InputError when these are not there.
 */
export function suitesLockedAt(text: string, commit: string): LockedSuite[] {
  const file = `${lockFileName}@${commit.slice(0, 12)}`;
  const { value } = parseYamlText(text, file);
  const suites = isJsonObject(value) ? value["suites"] : undefined;
  if (!isJsonObject(suites)) throw broken(file);
  return Object.entries(suites).map(([name, pins]) => {
    const dataset = isJsonObject(pins) ? pins["dataset"] : undefined;
    const path = isJsonObject(dataset) ? dataset["file"] : undefined;
    if (!isJsonObject(pins) || typeof path !== "string") throw broken(file);
    return lockedSuite(name, { dataset: { file: path }, settings: pins["settings"] });
  });
}

function broken(file: string): InputError {
  return new InputError("broken-lock", `${file} does not say which datasets it pins`, { location: { file } });
}
