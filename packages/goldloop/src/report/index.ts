export { renderReport, reporters } from "./registry.ts";
export type { Reporter, ReportInput, ReportOptions } from "./reporter.ts";
