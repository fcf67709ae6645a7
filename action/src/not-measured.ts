import type { NotMeasured } from "./judge.ts";

/** The first line of the comment, as `goldloop gate --reporter markdown` writes it. */
export const marker = "<!-- goldloop:verdict -->";

/** The comment when there is no verdict: nothing was measured, which is not good. */
export function notMeasuredText({ reason, hint }: NotMeasured, commit: string, fork: boolean): string {
  const lines = [
    marker,
    `### ! Goldloop: blocked, nothing was measured (\`${commit.slice(0, 7)}\`)`,
    "There is no verdict on this change: not measured is not passed.",
    "",
    fence([reason, hint].filter((line) => line !== "").join("\n")),
    "",
  ];
  if (fork)
    lines.push(
      "The pull request comes from a fork, which has no access to the repository's secrets. A maintainer can run the same commit from a branch of this repository.",
      "",
    );
  return lines.join("\n");
}

// What a program said is shown as it is, and nothing in it is read as Markdown.
function fence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}text\n${text.slice(0, 4_000).toWellFormed()}\n${ticks}`;
}
