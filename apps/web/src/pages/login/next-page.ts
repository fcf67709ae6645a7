/** Where to go after the login: the page that was asked for, when it is one of ours. Anything else leads to the overview. */
export function nextPage(next: string | undefined): string {
  if (next === undefined || !next.startsWith("/")) return "/";
  // `//host` and `/\host` are other hosts to a browser.
  const url = new URL(next, "http://here.invalid");
  return url.origin === "http://here.invalid" && !/^\/[/\\]/.test(next) ? url.pathname + url.search + url.hash : "/";
}
