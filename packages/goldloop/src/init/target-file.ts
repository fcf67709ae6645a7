import type { Look } from "./look.ts";
import { otherwise, rules } from "./starter.ts";

/** A target's file: where it stands, and its text. */
export interface TargetFile {
  /** From the project's folder. */
  path: string;
  text: string;
}

/** The module that is tested, in TypeScript where the project is. It imports nothing: it runs in an empty folder. */
export function moduleTarget(look: Look, dir: string): TargetFile {
  const typed = look.language === "typescript";
  const call =
    look.frameworks.find((framework) => framework.call !== undefined)?.call ?? "return yourApp.answer(input);";
  return {
    path: `${dir}/target.${typed ? "ts" : "mjs"}`,
    text: `// What is tested. Call your own application in answerOf, for example: ${call}
// Until then these rules stand in for it, so that everything runs without a key.
const rules${typed ? ": [RegExp, string][]" : ""} = [
${rules.map(({ pattern, answer }) => `  [/${pattern}/i, ${JSON.stringify(answer)}],`).join("\n")}
];

export default function answerOf(input${typed ? ": string" : ""})${typed ? ": string" : ""} {
  for (const [pattern, answer] of rules) {
    const match = pattern.exec(input);
    if (match !== null) return answer.replace("$1", match[1] ?? "");
  }
  return ${JSON.stringify(otherwise)};
}
`,
  };
}

/** A program that is asked by JSON lines over two file descriptors, so that its prints disturb nothing. */
export function pythonTarget(look: Look, dir: string): TargetFile {
  const call =
    look.frameworks.find((framework) => framework.call !== undefined)?.call ?? "return your_app.answer(question)";
  return {
    path: `${dir}/target.py`,
    text: `"""What is tested: requests come in on one file descriptor, answers go out on another."""
import json
import os
import re

# Until answer() calls your own application, these rules stand in for it: no key is needed.
RULES = [
${rules.map(({ pattern, answer }) => `    (r"${pattern}", ${JSON.stringify(answer)}),`).join("\n")}
]


def answer(question):
    # Call your own application here, for example: ${call}
    for pattern, text in RULES:
        match = re.search(pattern, question, re.IGNORECASE)
        if match:
            return text.replace("$1", match.group(1) if match.groups() else "")
    return ${JSON.stringify(otherwise)}


requests = os.fdopen(int(os.environ["GOLDLOOP_IN_FD"]), "r", encoding="utf-8")
answers = os.fdopen(int(os.environ["GOLDLOOP_OUT_FD"]), "w", encoding="utf-8")
for line in requests:  # ends when Goldloop closes its side
    request = json.loads(line)
    try:
        reply = {"key": request["key"], "output": answer(request["input"])}
    except Exception as error:
        reply = {"key": request["key"], "error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(reply) + "\\n")
    answers.flush()
`,
  };
}

/** The same program in JavaScript, for projects without Python. */
export function nodeProgramTarget(dir: string): TargetFile {
  return {
    path: `${dir}/target.mjs`,
    text: `// What is tested: requests come in on one file descriptor, answers go out on another. Any language can do this.
import { createReadStream, writeSync } from "node:fs";
import { env } from "node:process";
import { createInterface } from "node:readline";

// Until answerOf calls your own application, these rules stand in for it: no key is needed.
const rules = [
${rules.map(({ pattern, answer }) => `  [/${pattern}/i, ${JSON.stringify(answer)}],`).join("\n")}
];

function answerOf(input) {
  for (const [pattern, answer] of rules) {
    const match = pattern.exec(input);
    if (match !== null) return answer.replace("$1", match[1] ?? "");
  }
  return ${JSON.stringify(otherwise)};
}

const out = Number(env.GOLDLOOP_OUT_FD);
for await (const line of createInterface({ input: createReadStream(null, { fd: Number(env.GOLDLOOP_IN_FD) }) })) {
  const { key, input } = JSON.parse(line);
  writeSync(out, \`\${JSON.stringify({ key, output: answerOf(input) })}\\n\`);
}
`,
  };
}
