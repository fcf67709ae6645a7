/** Things that were opened one after the other. */
export interface OpenThings {
  /** Remembers how to close what was just opened, and returns it. */
  opened<T>(thing: T, close: (thing: T) => Promise<void>): T;
  /** Closes everything, the last first; all are tried, then the first failure is thrown. */
  close(): Promise<void>;
}

/** What is opened in steps is closed in the opposite order, also when a later step fails. */
export function openThings(): OpenThings {
  const closers: (() => Promise<void>)[] = [];
  return {
    opened(thing, close) {
      closers.push(() => close(thing));
      return thing;
    },
    async close() {
      let failed: { error: unknown } | undefined;
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        try {
          await close();
        } catch (error) {
          failed ??= { error };
        }
      }
      if (failed !== undefined) throw failed.error;
    },
  };
}
