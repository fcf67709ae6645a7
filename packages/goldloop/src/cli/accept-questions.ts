import { InputError, messageOf } from "../error/index.ts";

/** What an acceptance needs from people, as far as it was given. */
export interface AcceptAnswers {
  gate?: string | undefined;
  rule?: string | undefined;
  reason?: string | undefined;
  owner?: string | undefined;
  requestedBy?: string | undefined;
  expires?: string | undefined;
  observed?: string | undefined;
}

/** One thing that has to be known, and how a person is asked for it. */
export interface AcceptQuestion {
  key: keyof AcceptAnswers;
  flag: string;
  /** For the flag in a hint. */
  sample: string;
  text: string;
  /** Whether it must be known at all, and what an empty line means, given what is known by then. */
  needed?: (known: AcceptAnswers) => boolean;
  standard?: (known: AcceptAnswers) => string | undefined;
  /** Throws InputError for what cannot be an answer. */
  check?: (typed: string, known: AcceptAnswers) => void;
}

/**
 * Asks for what is missing. When nobody can be asked, throws InputError `missing-flags` that names every one of them.
 */
export async function answerAll(
  questions: readonly AcceptQuestion[],
  given: AcceptAnswers,
  ask: ((question: string) => Promise<string>) | undefined,
  say: (line: string) => void,
): Promise<AcceptAnswers> {
  const known = { ...given };
  const isOpen = ({ key, needed }: AcceptQuestion): boolean => known[key] === undefined && (needed?.(known) ?? true);
  if (ask === undefined) {
    const missing = questions.filter(isOpen);
    if (missing.length === 0) return known;
    throw new InputError("missing-flags", `missing: ${missing.map(({ flag }) => flag).join(", ")}`, {
      hint: `goldloop accept ... ${missing.map(({ flag, sample }) => `${flag} ${sample}`).join(" ")}`,
    });
  }
  for (const question of questions) {
    while (isOpen(question)) {
      const standard = question.standard?.(known);
      const typed = (await ask(`${question.text}${standard === undefined ? "" : ` [${standard}]`} `)).trim();
      const answer = typed === "" ? standard : typed;
      if (answer === undefined) continue;
      try {
        question.check?.(answer, known);
        known[question.key] = answer;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        say(`  ${messageOf(error)}\n`);
      }
    }
  }
  return known;
}
