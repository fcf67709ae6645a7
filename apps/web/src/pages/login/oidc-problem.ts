const unknown = "The organisation's login did not work.";

/** What the server says by a code when a browser comes back from the organisation's login without having been let in. */
const problems: Readonly<Record<string, string>> = {
  "oidc-refused": "The organisation's login did not let you in.",
  "oidc-unreachable": "The organisation's login does not answer as it should. Try again in a moment.",
  "oidc-expired": "The login took too long, or began in another browser. Try again.",
  "oidc-email": "The organisation's login does not say that your e-mail address is verified.",
  "oidc-unknown": "You have no access to this server. Ask an admin for an invitation.",
  "oidc-other": "Your e-mail address belongs to another account of the organisation. Ask an admin.",
};

/** The sentence for a code in the address; undefined when there is none. Anybody can make such an address: the code is not shown. */
export function oidcProblem(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(problems, code) ? problems[code] : unknown;
}
