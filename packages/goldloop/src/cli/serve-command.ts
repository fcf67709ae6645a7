import { once } from "node:events";
import { Option } from "commander";
import { variableOf, type Call, type CommandDefinition } from "./command.ts";
import { commands } from "./commands/index.ts";
import type { Context } from "./context.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { loadServer, type RunningServer } from "./server-package.ts";

/** Runs the server until it is told to stop: 0 then, 3 when it had to give up by itself. */
export async function serveCommand(call: Call, context: Context): Promise<number> {
  const server = await loadServer(context.directory, context.version);
  const variables = { ...context.environment.variables, ...given(call) };
  const { settings, warnings } = server.readSettings(variables, {
    directory: context.directory,
    otherKnown: [...variablesOf(commands), "GOLDLOOP_SERVER", "GOLDLOOP_API_KEY"],
  });
  for (const warning of warnings) context.stderr.write(`! ${warning}\n`);
  const running = await server.startServer(settings, { log: context.stderr });
  try {
    announce(running, settings.data, call, context);
    if (call.flags["open"] === true) await openInBrowser(running.setupLink ?? running.url);
    const failure = await Promise.race([aborted(context.signal), running.failed]);
    if (failure === undefined) return 0;
    throw failure;
  } finally {
    await running.close();
  }
}

function announce(running: RunningServer, data: string, call: Call, context: Context): void {
  const { url, grpcUrl, setupLink } = running;
  if (call.json) {
    context.stdout.write(`${JSON.stringify({ schema: "goldloop/serve/v1", url, grpcUrl, setupLink, data })}\n`);
    return;
  }
  const lines = [
    `Goldloop listens on ${url}`,
    `  traces     ${url}/v1/traces${grpcUrl === undefined ? "" : `, gRPC ${grpcUrl}`}`,
    `  data       ${data}`,
    ...(setupLink === undefined ? [] : [`  first admin, once   ${setupLink}`]),
    "  stop       Ctrl-C",
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
}

/** Flags that were typed, as the variables that they stand for. */
function given(call: Call): Record<string, string> {
  const entries = [...call.typed].map((name): [string, string] => {
    const value = call.flags[name];
    const text = Array.isArray(value) ? value.join(",") : value === true ? "1" : String(value);
    return [`GOLDLOOP_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`, text];
  });
  return Object.fromEntries(entries);
}

/** The variables of every flag of every command. */
function variablesOf(definitions: readonly CommandDefinition[]): string[] {
  return definitions.flatMap(({ flags = [], subcommands = [] }) => [
    "GOLDLOOP_JSON",
    ...flags.map((flag) => variableOf(new Option(flag.flags))),
    ...variablesOf(subcommands),
  ]);
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, "abort");
  return undefined;
}
