/** An e-mail address as it is kept and compared. */
export function emailOf(written: string): string {
  return written.trim().toLowerCase();
}
