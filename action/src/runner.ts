import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";

/** What GitHub's runner takes from a step. */
export interface Runner {
  /** Shows what a program says; no line of it is read as a command. */
  log(text: string): void;
  /** Ends what `log` began: from here on lines are commands again. */
  endLog(): void;
  print(text: string): void;
  notice(level: "notice" | "warning" | "error", message: string): void;
  output(name: string, value: string): void;
  summary(markdown: string): void;
}

/** The runner that this step runs under. */
export function openRunner(variables: NodeJS.ProcessEnv, write: (text: string) => void): Runner {
  let token: string | undefined;
  const append = (name: string, text: string): void => {
    const file = variables[name];
    if (file !== undefined && file !== "") appendFileSync(file, text);
  };
  return {
    log(text) {
      if (token === undefined) write(`::stop-commands::${(token = randomUUID())}\n`);
      write(text);
    },
    endLog() {
      if (token !== undefined) write(`\n::${token}::\n`);
      token = undefined;
    },
    print: write,
    notice: (level, message) => write(`::${level} title=Goldloop::${escape(message)}\n`),
    output(name, value) {
      // A value that held the delimiter would end it: a random one cannot be held.
      const end = randomUUID();
      append("GITHUB_OUTPUT", `${name}<<${end}\n${value}\n${end}\n`);
    },
    summary: (markdown) => append("GITHUB_STEP_SUMMARY", `${markdown}\n`),
  };
}

function escape(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
