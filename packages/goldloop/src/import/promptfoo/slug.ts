/** A name as suites, targets, examples and files may have it. */
export function slugOf(text: string, fallback: string): string {
  const slug = text
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9_.-]+/g, "-")
    .replaceAll(/^[-_.]+|[-_.]+$/g, "")
    .slice(0, 60)
    .replace(/[-_.]+$/, "");
  return slug === "" ? fallback : slug;
}

/** The name, or the name with the first number that makes it one that is not taken. */
export function unused(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!isTaken(candidate)) return candidate;
  }
}
