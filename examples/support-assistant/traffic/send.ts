import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import type { Opinion } from "./opinion.ts";

const inFlight = 16;

/** A Goldloop server and a key of the project. */
export interface Destination {
  server: string;
  key: string;
}

/** Sends spans by the OpenTelemetry exporter, and returns when the server has stored them. Rejects when it has not. */
export function spanSender({ server, key }: Destination): (spans: ReadableSpan[]) => Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: `${server}/v1/traces`,
    headers: { authorization: `Bearer ${key}` },
  });
  return (spans) =>
    new Promise((resolve, reject) => {
      exporter.export(spans, ({ error }) => (error === undefined ? resolve() : reject(error)));
    });
}

/** Sends what customers said, some at a time. Rejects with the first that the server does not take. */
export async function sendOpinions(opinions: readonly Opinion[], { server, key }: Destination): Promise<void> {
  const waiting = [...opinions];
  const sendOn = async (): Promise<void> => {
    for (let opinion = waiting.shift(); opinion !== undefined; opinion = waiting.shift()) {
      const response = await fetch(`${server}/api/v1/feedback`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify(opinion),
      });
      const said = await response.text();
      if (!response.ok) throw new Error(`The feedback was not taken: ${response.status} ${said}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sendOn));
}
