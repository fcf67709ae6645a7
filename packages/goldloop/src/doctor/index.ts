export { diagnose, exitCodeOf } from "./diagnose.ts";
export type { Diagnosis, Patient } from "./diagnosis.ts";
