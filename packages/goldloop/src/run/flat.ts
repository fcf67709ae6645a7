/**
 * The values of lists one by one, for one reader that asks for the next when it has the last. By hand, since the promises
 * that a generator makes for each value cost more than reading and parsing it.
 */
export function flat<T>(lists: AsyncGenerator<readonly T[], void>): AsyncIterableIterator<T> {
  let list: readonly T[] = [];
  let at = 0;
  const refill = async (): Promise<IteratorResult<T>> => {
    for (;;) {
      const next = await lists.next();
      if (next.done === true) return { done: true, value: undefined };
      list = next.value;
      at = 0;
      if (list.length > 0) return { done: false, value: list[at++] as T };
    }
  };
  return {
    next: () => (at < list.length ? Promise.resolve({ done: false, value: list[at++] as T }) : refill()),
    return: async () => {
      list = [];
      await lists.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
