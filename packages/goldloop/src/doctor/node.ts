import { healthy, unsure, type Diagnosis } from "./diagnosis.ts";

/** The Node that runs this. Older ones than Goldloop needs never come here: the command itself refuses them. */
export function checkNode(): Diagnosis {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major % 2 === 1) return unsure("node", `${process.version}, which is no long-term release`, "install Node 24");
  return healthy("node", process.version);
}
