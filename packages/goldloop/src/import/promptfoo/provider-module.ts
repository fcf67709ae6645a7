import { relative, resolve, sep } from "node:path";
import { slugOf } from "./slug.ts";

const fill = `const fill = (text, vars) =>
  text.replaceAll(/\\{\\{-?\\s*([\\w$]+)\\s*-?\\}\\}/g, (_, name) => {
    const value = vars[name] ?? "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
`;

/** The counterpart of the provider `echo`: answers with the prompt. */
export const echoModule = {
  path: "evals/targets/echo.mjs",
  text: `// Answers with the prompt, as promptfoo's provider echo does. Written by \`goldloop import promptfoo\`; yours to change.
${fill}
export default (input, { options }) => fill(options.prompt, input);
`,
};

/** A module target that calls a provider written in JavaScript or TypeScript. `from` and `out` are absolute. */
export function wrapProvider(script: string, from: string, out: string): { path: string; text: string } {
  const path = `evals/targets/${slugOf(script.replace(/\.[cm]?[jt]s$/, ""), "provider")}.mjs`;
  const way = relative(resolve(out, "evals/targets"), resolve(from, script)).split(sep).join("/");
  return {
    path,
    text: `// Calls a provider of promptfoo. Written by \`goldloop import promptfoo\`; yours to change.
import * as provider from ${JSON.stringify(way.startsWith(".") ? way : `./${way}`)};

${fill}
const given = provider.default ?? provider;
let opened;

function open(options) {
  if (typeof given === "function" && typeof given.prototype?.callApi === "function") {
    const made = new given({ id: options.provider.id, config: options.provider.config });
    return made.callApi.bind(made);
  }
  return typeof given === "function" ? given : given.callApi.bind(given);
}

export default async function (input, { options }) {
  const prompt = fill(options.prompt, input);
  opened ??= open(options);
  const context = { vars: input, prompt: { raw: prompt, label: prompt } };
  const answer = await opened(prompt, context, { config: options.provider.config });
  if (typeof answer === "string") return answer;
  if (answer.error) throw new Error(String(answer.error));
  const { output, cost, tokenUsage } = answer;
  const usage = tokenUsage && { inputTokens: tokenUsage.prompt, outputTokens: tokenUsage.completion };
  return { output, ...(typeof cost === "number" ? { costUsd: cost } : {}), ...(usage ? { usage } : {}) };
}
`,
  };
}
