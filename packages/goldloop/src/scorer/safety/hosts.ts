import { domainToASCII } from "node:url";

/** Hosts in lower case and ASCII (punycode), without the final dot: the form that URL parsers give. */
function hostOf(written: string): string {
  const host = written.toLowerCase().replace(/\.$/, "");
  return domainToASCII(host) || host;
}

/** Whether a host is one of the allowed ones: exactly, or any subdomain of `*.example.com` (which does not name example.com itself). */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const asked = hostOf(host);
  return allowed.some((entry) =>
    entry.startsWith("*.") ? asked.endsWith(`.${hostOf(entry.slice(2))}`) : asked === hostOf(entry),
  );
}
