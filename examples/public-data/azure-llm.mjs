// The Azure LLM inference trace of 2023 (code): when each request came, and how many tokens it read and wrote.
import { attributesOf, idOf, requestOf } from "./otlp.mjs";

const perRequest = 500;
const sender = { "service.name": "azure-llm-2023", "deployment.environment.name": "benchmark" };

/** The requests of the whole file. The trace says neither the model, the texts nor how long a request took. */
export function* requests(text) {
  const [, ...lines] = text.split(/\r?\n/);
  const rows = lines.filter((line) => line !== "").map((line) => line.split(","));
  for (let at = 0; at < rows.length; at += perRequest) {
    yield requestOf(
      sender,
      rows.slice(at, at + perRequest).map((row, index) => spanOf(row, at + index)),
    );
  }
}

function spanOf([time, contextTokens, generatedTokens], number) {
  const [, toTheSecond, fraction] = /^([\d-]+ [\d:]+)\.(\d+)$/.exec(time);
  const startNanos = `${Date.parse(`${toTheSecond.replace(" ", "T")}Z`) / 1000}${fraction.slice(0, 9).padEnd(9, "0")}`;
  return {
    traceId: idOf(32, "azure-llm-2023-code", number),
    spanId: idOf(16, "azure-llm-2023-code", number),
    name: "complete code",
    kind: 2,
    startTimeUnixNano: startNanos,
    endTimeUnixNano: startNanos,
    attributes: attributesOf({
      "gen_ai.operation.name": "text_completion",
      "gen_ai.request.model": "azure-code",
      "gen_ai.usage.input_tokens": Number(contextTokens),
      "gen_ai.usage.output_tokens": Number(generatedTokens),
    }),
  };
}
