export { importPromptfoo } from "./promptfoo/import.ts";
export type { PromptfooImport } from "./promptfoo/import.ts";
export type { ImportFinding } from "./promptfoo/findings.ts";
export { mappings as promptfooMappings } from "./promptfoo/mapping.ts";
export { writeNewFiles } from "./write-files.ts";
export { importTraces } from "./traces/import.ts";
export type { TracesImport } from "./traces/import.ts";
