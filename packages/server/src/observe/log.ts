import { pino, type DestinationStream, type Logger } from "pino";

/** Where log lines go, and whether a person reads them. */
export interface LogOutput {
  write(text: string): void;
  isTerminal: boolean;
}

/**
 * The server's log: one JSON document a line, or readable lines on a terminal, there without requests unless `level` is
 * `debug`: pages make so many that the link of the first admin would scroll away. What fails has a line of its own. Nothing secret and no payload is ever passed
 * to it, so that nothing has to be taken out.
 */
export function createLog(level: string, output: LogOutput): Logger {
  const destination: DestinationStream = {
    write(line) {
      if (!output.isTerminal) return output.write(line);
      const entry = JSON.parse(line) as Entry;
      if (entry.msg !== "request" || level === "debug") output.write(readable(entry));
    },
  };
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: nameLevel } },
    destination,
  );
}

function nameLevel(label: string): { level: string } {
  return { level: label };
}

interface Entry {
  level: string;
  /** ISO 8601 */
  time: string;
  msg?: string;
}

/** `10:04:05 warn  request failed  code=store-unavailable` */
function readable({ level, time, msg, ...rest }: Entry): string {
  const details = Object.entries(rest).map(([name, value]) => `${name}=${wordOf(value)}`);
  return `${[time.slice(11, 19), level.padEnd(5), msg ?? "", ...details].join(" ")}\n`;
}

function wordOf(value: unknown): string {
  return typeof value === "string" && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}
