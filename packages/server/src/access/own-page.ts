const here = "http://here.invalid";

/** Where a browser goes after the login: a page of our own. An address of anywhere else leads to the overview. */
export function ownPage(next: string | undefined): string {
  if (next === undefined || !next.startsWith("/") || !URL.canParse(next, here)) return "/";
  const url = new URL(next, here);
  const page = url.pathname + url.search + url.hash;
  // `//host` is another host to a browser, also when `/./` or a tab stood in it.
  return url.origin === here && !page.startsWith("//") ? page : "/";
}
