// The second half of the demo: what production looks like. Starts the server, sends a day of the support assistant's customers,
// prints what the signals say, and stops the server again.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { startServer } from "./server.mjs";
import { signalTable } from "./signals.mjs";
import { readStory, rememberStory } from "./story.mjs";

const project = "support";
const hourMs = 3_600_000;

/**
 * Shows it. `root` is the repository; what is sent stays in the folder `data`, which `npm start` opens. Throws an Error with an
 * `exitCode` when the server does not start, or what is sent to it is not taken.
 */
export async function showProduction({ root, cli, data, say }) {
  const nowMs = Date.now();
  const file = join(data, "demo.json");
  const story = readStory(file, nowMs);
  say("In production: a server takes the traces, in OpenTelemetry's format, and what customers think of the answers");
  process.stdout.write("$ goldloop serve\n");
  const server = await startServer(cli, { data, project, key: story.key });
  try {
    rememberStory(file, story);
    process.stdout.write(`$ GOLDLOOP_SERVER=${server.url} GOLDLOOP_API_KEY=... node traffic/main.ts --hours 24\n\n`);
    sendTraffic(root, server.url, story);
    const hoursAgo = (hours) => Math.round((nowMs - story.anchorMs) / hourMs + hours);
    say(
      `v2 went out all the same, ${hoursAgo(10)} hours ago, and v3 mended it ${hoursAgo(3)} hours ago. What the signals say`,
    );
    const fromMs = story.anchorMs - 24 * hourMs;
    process.stdout.write(await signalTable(server.url, story.key, ["v1", "v2", "v3"], fromMs));
    process.stdout.write(
      "\nv2 takes half the tokens, and more of its tool calls fail: it asks for the wrong orders. The gate had said so before it went out.\n",
    );
  } catch (error) {
    server.kill();
    throw error;
  }
  const code = await server.stop();
  if (code !== 0) throw Object.assign(new Error("the server did not stop well"), { exitCode: code ?? 3 });
}

function sendTraffic(root, server, { key, anchorMs }) {
  const { status } = spawnSync(
    process.execPath,
    ["traffic/main.ts", "--hours", "24", "--anchor", new Date(anchorMs).toISOString()],
    {
      cwd: join(root, "examples", "support-assistant"),
      stdio: ["ignore", "inherit", "inherit"],
      // No hosted model, no other exporter: the demo shows the same everywhere.
      env: {
        ...process.env,
        GOLDLOOP_SERVER: server,
        GOLDLOOP_API_KEY: key,
        OPENAI_BASE_URL: "",
        OPENAI_API_KEY: "",
        OTEL_EXPORTER_OTLP_ENDPOINT: "",
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "",
        OTEL_SDK_DISABLED: "",
      },
    },
  );
  if (status !== 0) throw Object.assign(new Error("the traffic was not taken"), { exitCode: status ?? 3 });
}
