import { runAction } from "./action.ts";

// Only an allowed stage ends with 0: whatever goes wrong on the way fails the step.
process.exitCode = 1;
try {
  process.exitCode = await runAction(process.env, (text) => void process.stdout.write(text));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stdout.write(
    `::error title=Goldloop::${message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")}\n`,
  );
}
