import { pino, type DestinationStream, type Logger } from "pino";

/** Where log lines go, and whether a person reads them. */
export interface LogOutput {
  write(text: string): void;
  isTerminal: boolean;
}

/**
 * The server's log: one JSON document a line, or readable lines on a terminal. Nothing secret and no payload is ever passed
 * to it, so that nothing has to be taken out.
 */
export function createLog(level: string, output: LogOutput): Logger {
  const destination: DestinationStream = {
    write: (line) => output.write(output.isTerminal ? readable(line) : line),
  };
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: nameLevel } },
    destination,
  );
}

function nameLevel(label: string): { level: string } {
  return { level: label };
}

/** `10:04:05 warn  request failed  code=store-unavailable` */
function readable(line: string): string {
  const { level, time, msg, ...rest } = JSON.parse(line) as { level: string; time: string; msg?: string };
  const details = Object.entries(rest).map(([name, value]) => `${name}=${wordOf(value)}`);
  return `${[time.slice(11, 19), level.padEnd(5), msg ?? "", ...details].join(" ")}\n`;
}

function wordOf(value: unknown): string {
  return typeof value === "string" && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}
