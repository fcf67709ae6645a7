import { wholeNumber, type CommandDefinition, type Flag } from "../command.ts";

const flags: readonly Flag[] = [
  { flags: "--data <dir>", description: "folder of the embedded databases (.goldloop/server)" },
  { flags: "--host <address>", description: "address to listen on (127.0.0.1); 0.0.0.0 for every network" },
  { flags: "--port <number>", description: "OTLP/HTTP, API and web app (4318); 0 takes a free one", parse: port },
  {
    flags: "--grpc-port <number>",
    description: "OTLP/gRPC (4317); 0 takes a free one, off switches it off",
    parse: (text) => (text === "off" ? text : port(text)),
  },
  { flags: "--public-url <url>", description: "where people reach it, for links and cookies" },
  { flags: "--clickhouse-url <url>", description: "ClickHouse for spans, instead of the embedded one" },
  { flags: "--database-url <url>", description: "PostgreSQL for the rest, instead of the embedded one" },
  {
    flags: "--role <part>",
    description: "run only this part; may repeat; needs both databases by URL",
    choices: ["ingest", "api", "worker"],
    repeat: true,
  },
  {
    flags: "--retention-days <number>",
    description: "days that spans are kept (90), for projects that do not say otherwise",
    parse: wholeNumber(1),
  },
  { flags: "--fsync", description: "what is acknowledged survives power loss too" },
  {
    flags: "--log-level <level>",
    description: "how much is logged (info)",
    choices: ["debug", "info", "warn", "error", "silent"],
  },
  { flags: "--open", description: "open the web app in the browser" },
];

/** `goldloop serve` */
export const serve: CommandDefinition = {
  name: "serve",
  summary: "take traces, show signals: the server with its web app",
  examples: [
    "goldloop serve",
    "goldloop serve --data /var/lib/goldloop --host 0.0.0.0 --public-url https://goldloop.example.com",
  ],
  flags,
  run: async (call, context) => {
    const { serveCommand } = await import("../serve-command.ts");
    return serveCommand(call, context);
  },
};

function port(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new Error("A port is at most 65535.");
  return value;
}
