import { InputError } from "../error/index.ts";
import { importTraces, type TracesImport } from "../import/index.ts";
import type { Call } from "./command.ts";
import type { Context } from "./context.ts";

/** Sends a file's traces to a server: 0 when everything is stored, 3 when the server rejected spans. */
export async function importTracesCommand(call: Call, context: Context): Promise<number> {
  const [file] = call.arguments;
  if (file === undefined) throw new InputError("usage", "a file is missing", { hint: "goldloop import traces FILE" });
  const { server, apiKey } = destinationOf(call);
  const live = context.stderr.isTerminal && !context.environment.ci;
  const made = await importTraces(
    {
      file,
      directory: context.directory,
      shiftToNow: call.flags["shiftToNow"] === true,
      onBatch: ({ spans }) => live && context.stderr.write(`\r\u001b[2Ksent ${spans} spans`),
    },
    { server, apiKey, signal: context.signal },
  );
  if (live) context.stderr.write("\r\u001b[2K");
  if (made.spans === 0) {
    throw new InputError("no-traces", `${file} holds no span`, {
      hint: "goldloop run   records traces of targets that make them",
    });
  }
  if (call.json)
    context.stdout.write(`${JSON.stringify({ schema: "goldloop/import-traces/v1", file, server, ...made })}\n`);
  else context.stdout.write(textOf(made, server));
  return made.rejected === 0 ? 0 : 3;
}

function destinationOf({ flags }: Call): { server: string; apiKey: string } {
  const { server = "http://127.0.0.1:4318", apiKey } = flags as { server?: string; apiKey?: string };
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw new InputError("server-address", `${server} is no address of a server`, {
      hint: "--server http://127.0.0.1:4318",
    });
  }
  if (apiKey === undefined) {
    throw new InputError("no-key", "a key is needed", { hint: "--api-key KEY, or GOLDLOOP_API_KEY (Settings, Keys)" });
  }
  return { server, apiKey };
}

function textOf(made: TracesImport, server: string): string {
  const { spans, traces, stored, rejected, feedback, reasons, shiftedByMs } = made;
  const lines = [`${rejected === 0 ? "✓" : "✗"} ${stored} of ${spans} spans stored, of ${traces} traces`];
  for (const [reason, count] of Object.entries(reasons)) lines.push(`  ${count} rejected: ${reason}`);
  if (feedback > 0) lines.push(`  ${feedback} ${feedback === 1 ? "piece" : "pieces"} of feedback`);
  if (shiftedByMs !== 0) lines.push(`  times moved by ${Math.round(shiftedByMs / 86_400_000)} days`);
  lines.push(`  look   ${new URL("/traces", server).href}`);
  return `${lines.join("\n")}\n`;
}
