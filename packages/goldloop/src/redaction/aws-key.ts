import { isWord } from "./characters.ts";
import type { Detector, Report } from "./detector.ts";
import { eachMatch } from "./each-match.ts";
import { entropyOf } from "./entropy.ts";

const accessKeyId = /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/g;
const secretShape = /[A-Za-z0-9/+]{40,}/g;
// The two are handed out and pasted together; 40 such characters alone could be many things.
const nearness = 300;

/** Access key ids of Amazon Web Services, and the secret key that stands near one. */
export const awsKey: Detector = {
  name: "aws-key",
  kinds: ["aws-access-key", "aws-secret-key"],
  group: "secret",
  summary: "AWS access key ids (AKIA, ASIA, ...) and a secret access key within 300 characters of one.",
  limits:
    "Not seen: a secret access key on its own without a name such as aws_secret_access_key before it, session tokens.",
  scan(text, report) {
    let searchedTo = 0;
    eachMatch(accessKeyId, text, ({ index, 0: id }) => {
      const end = index + id.length;
      if (isWord(text.charCodeAt(index - 1)) || isWord(text.charCodeAt(end))) return;
      report("aws-access-key", index, end);
      // Each part of the text is searched once, however many ids stand in it.
      const from = Math.max(searchedTo, index - nearness);
      searchedTo = Math.max(searchedTo, Math.min(text.length, end + nearness));
      reportSecrets(text, from, searchedTo, report);
    });
  },
};

function reportSecrets(text: string, from: number, to: number, report: Report): void {
  eachMatch(secretShape, text.slice(from, to), ({ index, 0: value }) => {
    if (value.length === 40 && isAwsSecret(value)) report("aws-secret-key", from + index, from + index + 40);
  });
}

/** Whether a value has the form of an AWS secret access key: 40 mixed characters that are not a hash or a path. */
export function isAwsSecret(value: string): boolean {
  return (
    /^[A-Za-z0-9/+]{40}$/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /\d/.test(value) &&
    entropyOf(value) >= 4
  );
}
