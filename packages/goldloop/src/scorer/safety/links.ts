import { LinkifyIt } from "linkify-it";

/** Something in a text that makes a reader's program, or the reader, contact a host. */
export interface Link {
  /** How it is written. */
  form: "markdown link" | "markdown image" | "HTML attribute" | "CSS url" | "link";
  /** As written, entities decoded. */
  target: string;
}

// Bounded look-ahead: a `(` without end must not be searched for it again and again.
const markdown =
  /(!?)\[[^[\]]{0,1000}\]\(\s{0,8}(?:<([^<>\n]{1,4000})>|([^\s()<>]{1,4000}(?:\([^\s()]{0,1000}\)[^\s()<>]{0,1000})?))/g;
const definition = /^ {0,3}\[[^[\]\n]{1,1000}\]:[ \t]{0,8}<?([^\s<>]{1,4000})/gm;
const autolink = /<((?:[a-z][a-z0-9+.-]{1,31}:|\/\/)[^\s<>]{1,4000})>/gi;
const attribute =
  /\b(src|href|srcset|imagesrcset|poster|data|action|formaction|background|ping|cite|longdesc|manifest|xlink:href|content)\s{0,8}=\s{0,8}(?:"([^"]{1,8000})"|'([^']{1,8000})'|([^\s"'<>`]{1,4000}))/gi;
const css = /(?:\burl\(\s{0,8}["']?([^"'()\s]{1,4000})|@import\s{1,8}["']([^"']{1,4000}))/gi;

const linkify = new LinkifyIt({ fuzzyEmail: false, fuzzyLink: true });

/** Every link, image and embedded resource of a text: Markdown, HTML, CSS and bare addresses. A target may be reported more than once. */
export function linksOf(text: string): Link[] {
  const links: Link[] = [];
  const add = (form: Link["form"], target: string | undefined) => {
    if (target !== undefined && target.trim() !== "") links.push({ form, target: decodeEntities(target) });
  };
  for (const [, bang, bracketed, plain] of text.matchAll(markdown))
    add(bang === "!" ? "markdown image" : "markdown link", bracketed ?? plain);
  for (const [, target] of text.matchAll(definition)) add("markdown link", target);
  for (const [, target] of text.matchAll(autolink)) add("link", target);
  for (const [, name = "", ...values] of text.matchAll(attribute))
    for (const target of attributeTargets(name, values.find((v) => v !== undefined) ?? ""))
      add("HTML attribute", target);
  for (const [, url, imported] of text.matchAll(css)) add("CSS url", url ?? imported);
  for (const { url, schema, raw } of linkify.match(text) ?? [])
    if (schema !== "" || isLinkWithoutScheme(raw)) add("link", url);
  return links;
}

function attributeTargets(name: string, value: string): string[] {
  const lower = name.toLowerCase();
  if (lower === "srcset" || lower === "imagesrcset")
    return value.split(/,\s+/).map((candidate) => candidate.trim().split(/\s/)[0] ?? "");
  if (lower === "ping") return value.split(/\s+/);
  // <meta http-equiv="refresh" content="0; url=...">
  if (lower === "content") return [/url\s{0,4}=\s{0,4}["']?([^"']+)/i.exec(value)?.[1] ?? ""];
  return [value];
}

// "readme.md" and "e.g.it" are no links; "www.example.com" and "example.com/?d=..." are followed by many programs.
function isLinkWithoutScheme(raw: string): boolean {
  return /^www\./i.test(raw) || /^[^/?#]+[/?#]./.test(raw);
}

const named: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  colon: ":",
  sol: "/",
  period: ".",
  newline: "",
  tab: "",
};

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
