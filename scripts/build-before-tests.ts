import { execFileSync } from "node:child_process";

/**
 * The command-line tests run the built package, so that what they see is what users get. With GOLDLOOP_TEST_SOURCE they run
 * the sources as they are, for a quick look while working.
 */
export default function setup(): void {
  if (process.env["GOLDLOOP_TEST_SOURCE"] !== undefined) return;
  try {
    execFileSync("npm", ["run", "build", "--silent"], { stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    process.stderr.write(`${String(stdout ?? "")}${String(stderr ?? "")}`);
    throw error;
  }
}
