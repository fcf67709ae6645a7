import { describe, expect, test } from "vitest";
import { differenceOfShares, releaseChange, type ReleaseShares } from "./release-change.ts";

type Share = [value: number, n: number];

function change(given: Readonly<Record<string, [v2: Share, v1: Share]>>, traces = 500) {
  const of = (release: string, side: 0 | 1): ReleaseShares => ({
    release,
    traces,
    shares: Object.fromEntries(
      Object.entries(given).map(([measure, sides]) => [measure, { value: sides[side][0], n: sides[side][1] }]),
    ),
  });
  return releaseChange([of("v2", 0), of("v1", 1)]);
}

describe("what the newest release changed", () => {
  test("tool errors that rose beyond chance", () => {
    expect(
      change({
        errorRate: [
          [0, 234],
          [0, 862],
        ],
        toolErrorRate: [
          [0.12, 100],
          [0.011, 280],
        ],
      }),
    ).toEqual({
      words: "tool errors",
      newest: "v2",
      before: "v1",
      share: 0.12,
      shareBefore: 0.011,
    });
  });

  test("a few calls say nothing, nor do shares that chance explains, nor one side alone", () => {
    expect(
      change({
        toolErrorRate: [
          [0.5, 10],
          [0, 280],
        ],
      }),
    ).toBeUndefined();
    expect(
      change({
        toolErrorRate: [
          [0.12, 25],
          [0.04, 25],
        ],
      }),
    ).toBeUndefined();
    expect(change({})).toBeUndefined();
    expect(
      releaseChange([{ release: "v1", traces: 500, shares: { errorRate: { value: 1, n: 500 } } }]),
    ).toBeUndefined();
  });

  test("of several the surest, and the worse before the better", () => {
    const better: [Share, Share] = [
      [0.01, 500],
      [0.4, 500],
    ];
    const worse: [Share, Share] = [
      [0.3, 500],
      [0.1, 500],
    ];
    const worst: [Share, Share] = [
      [0.6, 500],
      [0.1, 500],
    ];
    expect(change({ errorRate: better, refusalRate: worse })?.words).toBe("refusals");
    expect(change({ errorRate: worse, toolErrorRate: worst })?.words).toBe("tool errors");
    expect(change({ errorRate: better })).toMatchObject({ share: 0.01, shareBefore: 0.4 });
  });

  test("a release that has hardly begun hides nothing", () => {
    const shares = (value: number) => ({ errorRate: { value, n: 500 } });
    expect(
      releaseChange([
        { release: "v3", traces: 4, shares: shares(0) },
        { release: "v2", traces: 500, shares: shares(0.3) },
        { release: "v1", traces: 500, shares: shares(0.1) },
      ]),
    ).toMatchObject({ newest: "v2", before: "v1" });
  });
});

test.each([
  // Newcombe 1998, table II, (a) 56/70 - 48/80 and (b) 9/10 - 3/10, there at 95%.
  [56 / 70, 70, 48 / 80, 80, 0.0524, 0.3339],
  [9 / 10, 10, 3 / 10, 10, 0.1705, 0.809],
])("the interval of %d of %d less %d of %d", (a, nA, b, nB, low, high) => {
  const interval = differenceOfShares(a, nA, b, nB, 1.959964);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});
