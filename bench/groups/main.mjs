// How long it takes to put failures into groups, and how well: node --conditions=@goldloop/source bench/groups/main.mjs [failures]
//
// The floor is reading the same texts once, word by word. Precision: of pairs of failures in one group, how many people would put
// into one kind; recall: of those pairs, how many are in one group. The thresholds were chosen with the seeds 1 to 8.
import { labelledFailures } from "../../packages/server/src/review/groups/fixtures/labelled-failures.ts";
import { groupFailures } from "../../packages/server/src/review/groups/group-failures.ts";
import { wordsOf } from "../../packages/server/src/review/groups/words.ts";
import { generator, shuffled } from "../../packages/server/src/signal/fixtures/random-traffic.ts";

const count = Number(process.argv[2] ?? 10_000);
const timed = (work) => {
  const start = performance.now();
  const result = work();
  return [(performance.now() - start) / 1000, result];
};
const pairs = (keys) =>
  [...Map.groupBy(keys, (key) => key).values()].reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);

for (const seed of [101, 102, 103]) {
  const failures = shuffled(labelledFailures(generator(seed), count), generator(seed + 100));
  const [floor] = timed(() => failures.map(({ input, output, error }) => [input, output, error].map(wordsOf)));
  const [seconds, { groupOf }] = timed(() => groupFailures(failures));
  const groups = failures.map(({ id }) => groupOf.get(id));
  const both = pairs(failures.map(({ kind }, at) => `${kind}\0${groups[at]}`));
  const precision = both / pairs(groups);
  const recall = both / pairs(failures.map(({ kind }) => kind));
  process.stdout.write(
    `seed ${seed}: ${count} failures in ${seconds.toFixed(2)} s, ${(seconds / floor).toFixed(1)} x the floor (${floor.toFixed(2)} s); ` +
      `${new Set(groups).size} groups of ${new Set(failures.map(({ kind }) => kind)).size} kinds, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`,
  );
}
