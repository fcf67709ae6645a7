// Writes docs/reference/server-settings.md from the server's variables: `node -C @goldloop/source scripts/docs-settings.mjs`, or
// `--check` to see whether it is up to date.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { variables } from "../packages/server/src/config/variables.ts";
import { cell } from "./schema-words.mjs";

const root = join(import.meta.dirname, "..");
const target = join(root, "docs/reference/server-settings.md");

const intro = `# Settings of the server

<!-- Written by scripts/docs-settings.mjs from packages/server/src/config/variables.ts. Change that, not this file. -->

\`goldloop serve\` takes each of them as a variable. Those with a flag take it too, and the flag wins: \`--port 8080\` is \`GOLDLOOP_PORT=8080\`.
An empty variable is as good as none. A value that cannot be is an error (exit 2), and a variable that begins with \`GOLDLOOP_\` but is
not known is named at the start, with the nearest one that is. Settings, Server shows what a running server uses; secrets are not shown.`;

const groups = [
  {
    title: "Where it listens and what it keeps",
    names: ["DATA", "HOST", "PORT", "GRPC_PORT", "PUBLIC_URL", "RETENTION_DAYS", "FSYNC", "LOG_LEVEL"],
  },
  { title: "Databases and parts", names: ["CLICKHOUSE_URL", "DATABASE_URL", "ROLE"] },
  {
    title: "Limits",
    names: ["MAX_BODY", "MAX_SPAN", "MAX_QUEUE"],
    after:
      "A larger body is answered 413; a larger span is rejected alone, with the reason, and the rest of its batch is stored. When the queue is full, the answer is 429 with `Retry-After`.",
  },
  {
    title: "The first start",
    names: ["INIT_PROJECT", "INIT_API_KEY", "INIT_ADMIN_EMAIL", "INIT_ADMIN_PASSWORD"],
    after:
      "They create what is not there, and leave alone what is. E-mail and password go together, and a key needs a project.",
  },
  {
    title: "OpenID Connect",
    names: ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_DEFAULT_ROLE"],
    after:
      "The first three go together. The redirect address to register at the issuer is `PUBLIC_URL/api/v1/login/oidc/callback`.",
  },
];

const outro = `## Of the command line

| Variable | |
|---|---|
| \`GOLDLOOP_SERVER\` | the server that \`goldloop import traces\` sends to: \`http://127.0.0.1:4318\` |
| \`GOLDLOOP_API_KEY\` | the key that it uses |`;

const listed = groups.flatMap(({ names }) => names.map((name) => `GOLDLOOP_${name}`));
const forgotten = Object.keys(variables).filter((name) => !listed.includes(name));
if (forgotten.length > 0) throw new Error(`In no group: ${forgotten.join(", ")}`);
const text = `${[intro, ...groups.map(section), outro].join("\n\n")}\n`;

if (process.argv.includes("--check")) {
  const present = await readFile(target, "utf8").catch(() => "");
  if (present !== text) {
    process.stderr.write(
      "docs/reference/server-settings.md is not up to date: node -C @goldloop/source scripts/docs-settings.mjs\n",
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(target, text);
}

function section({ title, names, after }) {
  const rows = names.map((name) => {
    const { help, otherwise, secret } = variables[`GOLDLOOP_${name}`];
    const byDefault = otherwise === "" ? "" : `\`${otherwise}\``;
    return `| \`GOLDLOOP_${name}\` | ${byDefault} | ${cell(help)}${secret ? "; never shown" : ""} |`;
  });
  const table = ["| Variable | Default | |", "|---|---|---|", ...rows].join("\n");
  return [`## ${title}`, table, ...(after === undefined ? [] : [after])].join("\n\n");
}
