import { execFileSync } from "node:child_process";

/** The command-line tests run the built package, so that what they see is what users get. */
export default function setup(): void {
  execFileSync("npm", ["run", "build", "--silent"], { stdio: "inherit" });
}
