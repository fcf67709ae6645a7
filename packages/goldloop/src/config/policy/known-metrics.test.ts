import { expect, test } from "vitest";
import { knownMetrics, metricStatistics } from "./known-metrics.ts";
import { readMetric } from "./metric.ts";

test.each(Object.entries(knownMetrics))("%s can be named in a policy, as what it is", (name, { kind, better }) => {
  const written = kind === "distribution" ? metricStatistics.map((statistic) => `${name}.${statistic}`) : [name];
  for (const one of written) expect(readMetric(one)).toMatchObject({ text: one, kind, better, observed: false });
});
