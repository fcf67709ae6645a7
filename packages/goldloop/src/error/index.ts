export {
  formatLocation,
  GoldloopError,
  IncompleteError,
  InfrastructureError,
  InputError,
  InputErrors,
  messageOf,
} from "./error.ts";
export type { ExitCode, GoldloopErrorOptions, Location } from "./error.ts";
export { nearest, suggestion } from "./nearest.ts";
