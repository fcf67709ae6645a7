export { renderReport, reporters } from "./registry.ts";
export type { Reporter, ReportInput, ReportOptions } from "./reporter.ts";
export { renderVerdict, verdictReporters } from "./verdict/registry.ts";
export type { VerdictInput, VerdictOptions, VerdictReporter } from "./verdict/reporter.ts";
