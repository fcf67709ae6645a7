/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason ?? "aborted"));
}

/** Settles as the work does, but rejects at once with the signal's reason when that is aborted first. */
export function abortable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(reasonOf(signal));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const settle = <R>(then: (result: R) => void) => {
      return (result: R): void => {
        signal.removeEventListener("abort", stop);
        then(result);
      };
    };
    work.then(settle(resolve), settle(reject));
  });
}
