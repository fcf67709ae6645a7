/** The name of what one run measured: `support`, or `support@large` where a suite has several targets. */
export function suiteKey({ suite, target }: { suite: string; target: string | null }): string {
  return target === null ? suite : `${suite}@${target}`;
}
