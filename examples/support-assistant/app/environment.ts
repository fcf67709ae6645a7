import { releaseNames } from "./releases/index.ts";
import type { ReleaseName } from "./releases/index.ts";

/** Everything the assistant takes from its environment. No other file reads `process.env`. */
export interface Environment {
  /** The release that answers when the caller names none. */
  release: ReleaseName;
  /** A chat completions API, or `null`: then the extractive writer answers and nothing leaves the machine. */
  model: { baseUrl: string; apiKey: string; name: string } | null;
  /** Whether spans are exported. Where to is left to the exporter, which reads the `OTEL_*` variables itself. */
  exportTraces: boolean;
  /** Whether spans carry messages, passages and tool arguments. */
  captureContent: boolean;
  /** The port of the HTTP server. */
  port: number;
}

/** Reads the environment. Throws an `Error` that names the variable and what it may be. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, OPENAI_MODEL: name } = variables;
  const port = Number(variables.PORT || 4400);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`PORT must be a port number, not "${variables.PORT}"`);
  return {
    release: readReleaseName(variables.SUPPORT_RELEASE || "v1"),
    model:
      baseUrl && apiKey
        ? { baseUrl: baseUrl.replace(/\/+$/, ""), apiKey, name: name || "gpt-4.1-mini-2025-04-14" }
        : null,
    exportTraces: Boolean(variables.OTEL_EXPORTER_OTLP_ENDPOINT || variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
    captureContent: variables.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT !== "false",
    port,
  };
}

/** Returns the name if there is such a release, and throws an `Error` that lists the known ones otherwise. */
export function readReleaseName(name: string): ReleaseName {
  const known = releaseNames.find((candidate) => candidate === name);
  if (!known) throw new Error(`There is no release "${name}". Releases: ${releaseNames.join(", ")}`);
  return known;
}
