import { stringify } from "yaml";
import type { JsonObject } from "../digest/index.ts";
import type { Answers } from "./answers.ts";

const head = `# yaml-language-server: $schema=./node_modules/goldloop/schema/goldloop.json
version: 1
suites:
`;

/** What the stand-in must do: every answer holds the expected fact, and stays short. */
const starterScorers = `    scorers:
      - contains                                 # the example's expected text
      - wordCount: { max: 40 }
      - icontains: as an AI
        not: true
`;

/** What holds for every answer of any assistant. */
const endpointScorers = `    scorers:
      - regex: '\\S'                              # it answers at all
      - secrets                                  # no keys, tokens or passwords
      - latency: 30s
`;

/** goldloop.yaml with one suite. `target` is its target as written in YAML. */
export function configFile({ name, dir, target: kind }: Answers, target: JsonObject): string {
  const [[way, options] = []] = Object.entries(target);
  const flow = stringify(options, { lineWidth: 0, collectionStyle: "flow", flowCollectionPadding: false }).trimEnd();
  return `${head}  ${name}:
    dataset: ${dir}/datasets/${name}.jsonl
    target: { ${way}: ${flow} }
${kind === "http" ? endpointScorers : starterScorers}`;
}
