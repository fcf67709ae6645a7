import { InputError } from "../error/index.ts";
import type { Look } from "./look.ts";

/** The kinds of target that init sets up. */
const targetKinds = ["module", "http", "exec"] as const;
export type TargetKindAnswer = (typeof targetKinds)[number];

/** What init has to know. */
export interface Answers {
  target: TargetKindAnswer;
  /** The endpoint, for `http`. */
  url: string;
  /** The suite's name. */
  name: string;
  /** The folder for datasets and targets, from the project's folder. */
  dir: string;
}

/** What was given on the command line or in the environment. */
export type GivenAnswers = { [Key in keyof Answers]?: Answers[Key] | undefined };

/** One question with the answer that an empty line means. */
export interface Question {
  text: string;
  standard: string;
  /** Puts what was typed into answers. Throws InputError for what cannot be one. */
  answer(typed: string, answers: Answers): Answers;
}

/** What init does when nobody answers. */
export function standardAnswers(look: Look, given: GivenAnswers): Answers {
  const target = given.target ?? (given.url === undefined ? (look.language === "python" ? "exec" : "module") : "http");
  return {
    target,
    url: given.url ?? "http://127.0.0.1:3000/api/chat",
    name: checkName(given.name ?? "support"),
    dir: checkFolder(given.dir ?? "evals"),
  };
}

/** The questions that are still open: three at most. */
export function openQuestions(given: GivenAnswers, standard: Answers): Question[] {
  const questions: Question[] = [];
  if (given.target === undefined && given.url === undefined) {
    questions.push({
      text: "What is tested? module (a function), exec (a program), or the URL of a running endpoint",
      standard: standard.target,
      answer: (typed, answers) => {
        if (/^https?:\/\//.test(typed)) return { ...answers, target: "http", url: checkUrl(typed) };
        const kind = targetKinds.find((one) => one === typed.toLowerCase());
        if (kind !== undefined) return { ...answers, target: kind };
        throw new InputError("unknown-target", `"${typed}" is neither module, http nor exec, nor a URL`, {
          hint: "goldloop init --target module",
        });
      },
    });
  }
  if (given.name === undefined) {
    questions.push({
      text: "What is the suite called?",
      standard: standard.name,
      answer: (typed, answers) => ({ ...answers, name: checkName(typed) }),
    });
  }
  if (given.dir === undefined) {
    questions.push({
      text: "Where do datasets go?",
      standard: standard.dir,
      answer: (typed, answers) => ({ ...answers, dir: checkFolder(typed) }),
    });
  }
  return questions;
}

/** A suite's name that is a file's name too. */
function checkName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) return name;
  throw new InputError("suite-name", `"${name}" cannot name a suite: letters, digits, ".", "_" and "-" can`, {
    hint: "goldloop init --name support",
  });
}

function checkFolder(dir: string): string {
  const plain = dir.replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/+$/, "");
  if (plain !== "" && !plain.startsWith("/") && !/^[A-Za-z]:/.test(plain) && !plain.split("/").includes(".."))
    return plain;
  throw new InputError("outside-folder", `${dir} is not a folder within the project`, {
    hint: "goldloop init --dir evals",
  });
}

/** An http(s) address. Throws InputError `bad-url`. */
export function checkUrl(url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url;
  throw new InputError("bad-url", `${url} is not an http address`, {
    hint: "goldloop init --url http://127.0.0.1:3000/api/chat",
  });
}
