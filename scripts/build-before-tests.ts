import { execFileSync } from "node:child_process";

/**
 * The command-line tests run the built package, so that what they see is what users get. With GOLDLOOP_TEST_SOURCE they run
 * the sources as they are, for a quick look while working.
 */
export default function setup(): void {
  if (process.env["GOLDLOOP_TEST_SOURCE"] !== undefined) return;
  execFileSync("npm", ["run", "build", "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
}
