// What the pages ask, by name: a function of the services and a few facts of the data. Add a page's query as a line here.

const hourMs = 3_600_000;
const page = { sort: "time", limit: 100 };

/**
 * `spans` as the server makes it, `clickhouse`, `project`, `range` (24 h), and `pick()`, a trace of it chosen anew each time.
 * `limitMs` is the bar of design 12; 300 unless said.
 */
export const queries = {
  "floor: SELECT 1": ({ clickhouse }) => clickhouse.rows("SELECT 1"),
  "floor: count of the range": ({ clickhouse, project, range }) =>
    clickhouse.rows(
      `SELECT count() FROM spans WHERE project = {project:String} AND start >= fromUnixTimestamp64Milli({from:Int64}) AND start < fromUnixTimestamp64Milli({to:Int64})`,
      { parameters: { project, from: range.fromMs, to: range.toMs } },
    ),
  list: ({ spans, project, range }) => spans.list(project, page, range),
  "list, second page": async ({ spans, project, range, kept }) => {
    kept.cursor ??= (await spans.list(project, page, range)).next;
    return await spans.list(project, { ...page, cursor: kept.cursor }, range);
  },
  "list by latency": ({ spans, project, range }) => spans.list(project, { ...page, sort: "latency" }, range),
  "list by cost": ({ spans, project, range }) => spans.list(project, { ...page, sort: "cost" }, range),
  "list by tokens": ({ spans, project, range }) => spans.list(project, { ...page, sort: "tokens" }, range),
  "list, errors of a route": ({ spans, project, range }) =>
    spans.list(project, { ...page, status: "error", route: "support.refund" }, range),
  "list, model and release": ({ spans, project, range }) =>
    spans.list(project, { ...page, model: "gpt-4.1-2025-04-14", release: "2026.8" }, range),
  "list, tool and flag": ({ spans, project, range }) =>
    spans.list(project, { ...page, tool: "refund", flag: ["toolError", "refusal"] }, range),
  "list, negative feedback": ({ spans, project, range }) =>
    spans.list(project, { ...page, feedback: "negative" }, range),
  "list, low score": ({ spans, project, range }) => spans.list(project, { ...page, score: "helpfulness<0.2" }, range),
  "list, attribute": ({ spans, project, range }) =>
    spans.list(project, { ...page, attribute: "app.tenant=tenant-5" }, range),
  "list, user": async ({ spans, project, range, pick }) =>
    spans.list(project, { ...page, user: (await pick()).userId }, range),
  "list, slow": ({ spans, project, range }) => spans.list(project, { ...page, minLatencyMs: 4000 }, range),
  "list, dear": ({ spans, project, range }) => spans.list(project, { ...page, minCostUsd: 0.005 }, range),
  histogram: ({ spans, project, range }) => spans.histogram(project, {}, range),
  "histogram, errors": ({ spans, project, range }) => spans.histogram(project, { status: "error" }, range),
  facets: ({ spans, project, range }) => spans.facets(project, {}, range),
  "facets, filtered": ({ spans, project, range }) =>
    spans.facets(project, { route: "support.refund", status: "error" }, range),
  "trace, with its time": async ({ spans, project, pick }) => {
    const { traceId, startMs } = await pick();
    return await spans.trace(project, traceId, { lean: false, nearMs: startMs });
  },
  "trace, by id only": async ({ spans, project, pick }) =>
    spans.trace(project, (await pick()).traceId, { lean: false }),
  sessions: ({ spans, project, range }) => spans.sessions(project, page, range),
  session: async ({ spans, project, pick }) => spans.session(project, (await pick()).sessionId),
  "text, rare, 24 h": ({ spans, project, range }) => spans.list(project, { ...page, text: "rare8" }, range),
  "text, frequent, 24 h": ({ spans, project, range }) =>
    spans.list(project, { ...page, text: "refund delivery" }, range),
  "text, rare, 30 days": ({ spans, project, range }) =>
    spans.list(project, { ...page, text: "rare8" }, { ...range, fromMs: range.toMs - 720 * hourMs }),
  "text, frequent, 30 days": ({ spans, project, range }) =>
    spans.list(project, { ...page, text: "refund delivery" }, { ...range, fromMs: range.toMs - 720 * hourMs }),
  "histogram of a text, 30 days": ({ spans, project, range }) =>
    spans.histogram(project, { text: "rare8" }, { ...range, fromMs: range.toMs - 720 * hourMs }),
  ...Object.fromEntries(
    ["traces", "errorRate", "latencyMs", "tokens", "costUsd", "toolErrorRate", "feedback", "score.helpfulness"].map(
      (name) => [`signal: ${name}`, ({ signals, project, range }) => signals.series(project, name, {}, range)],
    ),
  ),
  "signal: latencyMs each 5 min, from spans alone": ({ signals, project, range }) =>
    signals.series(project, "latencyMs", { stepMs: 300_000 }, range),
  "signal: costUsd by model": ({ signals, project, range }) =>
    signals.series(project, "costUsd", { groupBy: "model" }, range),
  "signal: latencyMs by model, 7 days": ({ signals, project, range }) =>
    signals.series(project, "latencyMs", { groupBy: "model" }, { ...range, fromMs: range.toMs - 168 * hourMs }),
  "signal: errorRate by release, 30 days": ({ signals, project, range }) =>
    signals.series(project, "errorRate", { groupBy: "release" }, { ...range, fromMs: range.toMs - 720 * hourMs }),
  "signal: latencyMs by route, 30 days": ({ signals, project, range }) =>
    signals.series(project, "latencyMs", { groupBy: "route" }, { ...range, fromMs: range.toMs - 720 * hourMs }),
  overview: ({ signals, project, range }) => signals.overview(project, {}, range),
  "overview, 7 days": ({ signals, project, range }) =>
    signals.overview(project, {}, { ...range, fromMs: range.toMs - 168 * hourMs }),
};

/** Bars other than 300 ms. */
export const limitMs = (name) => (name.includes("text") ? 2000 : 300);
