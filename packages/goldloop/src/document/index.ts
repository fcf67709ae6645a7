export { checkUtf8, decodeUtf8 } from "./decode.ts";
export { FaultList } from "./fault-list.ts";
export { parseJsonText } from "./json.ts";
export { LineIndex } from "./position.ts";
export type { ParsedDocument, Part, Path, Position, PositionOf } from "./position.ts";
export { findFaults, validate } from "./validate.ts";
export type { ValidateOptions } from "./validate.ts";
export { parseYamlText } from "./yaml.ts";
