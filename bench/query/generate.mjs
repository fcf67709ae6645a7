// Made-up traces of a support assistant, five spans each: agent, retrieval, chat, tool, chat. Written by the engine itself.

const rowsPerInsert = 500_000;

const pick = (list, seed, salt) =>
  `arrayElement([${list.map((one) => `'${one}'`).join(", ")}], toUInt32(cityHash64(${seed}, '${salt}') % ${list.length}) + 1)`;

const vocabulary =
  "order refund parcel delivery address invoice payment account password customer support question answer policy days week return exchange size color store price discount code email number time help thanks please could would should before after arrived broken missing wrong late early open close change cancel confirm send receive".split(
    " ",
  );

const wordsAPhrase = 8;
const phrases = Array.from({ length: 256 }, (_first, phrase) =>
  Array.from(
    { length: wordsAPhrase },
    (_, word) => vocabulary[(phrase * 31 + word * word * 7 + phrase * word) % vocabulary.length],
  ).join(" "),
);

/** About as many words, in phrases that are written into the statement: choosing each word took minutes for a million spans. */
const sentence = (words, seed, salt) =>
  `concat(${Array.from({ length: Math.ceil(words / wordsAPhrase) }, (_, at) => pick(phrases, seed, `${salt}${at}`)).join(", ' ', ")})`;

/** Words that only some traces hold: one in a thousand traces has `rare0` to `rare99`. */
const rare = `if(t % 1000 = 7, concat(' rare', toString(intDiv(t, 1000) % 100)), '')`;

const columns = `
  '{project}' AS project,
  lower(hex(MD5(toString(t)))) AS trace_id,
  lower(hex(cityHash64(t, i))) AS span_id,
  if(i = 0, '', lower(hex(cityHash64(t, 0)))) AS parent_span_id,
  ${pick(["support.chat", "support.refund", "order.status", "agent.research", "batch.summary"], "t", "route")} AS route,
  arrayElement([route, 'search_articles', 'chat', tool_name, 'chat'], i + 1) AS name,
  arrayElement(['agent', 'retrieval', 'chat', 'tool', 'chat'], i + 1) AS kind,
  ${pick(["look_up_order", "refund", "send_mail", "search_web"], "t", "tool")} AS tool_name,
  fromUnixTimestamp64Micro(toInt64({fromMs} * 1000 + t * ({spanMs} * 1000 / {traces}) + i * 300000), 'UTC') AS start,
  exp(5 + (cityHash64(t, i, 'ms') % 1000) / 400) * if(i = 0, 4, 1) AS duration_ms,
  failed AS tool_error,
  (i IN (0, 3)) AND (cityHash64(t, 'error') % 50 = 0) AS failed,
  if(failed, 'error', 'unset') AS status,
  if(failed, 'order not found', '') AS status_message,
  if(kind = 'chat', ${pick(["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "claude-sonnet-4-5-20250929"], "t", "model")}, '') AS model,
  if(kind = 'chat', 'openai', '') AS provider,
  if(t % 10 = 0, 'staging', 'production') AS environment,
  concat('2026.', toString(1 + intDiv(t * 8, {traces}))) AS release,
  concat('session-', toString(intDiv(t, 4))) AS session_id,
  concat('user-', toString(cityHash64(intDiv(t, 4)) % 20000)) AS user_id,
  if(i IN (0, 1), toJSONString(concat('Where is ', ${sentence(25, "t", "q")}, ${rare})), if(kind = 'chat', '', toJSONString(map('order', toString(t))))) AS input,
  if(kind = 'retrieval', '', toJSONString(${sentence(60, "t, i", "a")})) AS output,
  if(kind = 'chat', concat('[{"role":"system","content":"You are the assistant of a shop."},{"role":"user","content":', toJSONString(${sentence(25, "t", "q")}), '}]'), '') AS messages,
  '' AS tool_calls,
  if(kind = 'retrieval', concat('[{"id":"doc-', toString(t % 900), '","text":', toJSONString(${sentence(60, "t", "d")}), '}]'), '') AS documents,
  if(i IN (0, 2, 4), 400 + cityHash64(t, 'in') % 600, NULL) * if(i = 0, 2, 1) AS input_tokens,
  if(i IN (0, 2, 4), 80 + cityHash64(t, 'out') % 60, NULL) * if(i = 0, 2, 1) AS output_tokens,
  if(i IN (0, 2, 4), 128, NULL) * if(i = 0, 2, 1) AS cached_input_tokens,
  CAST(NULL AS Nullable(UInt64)) AS reasoning_tokens,
  if(kind = 'chat', input_tokens * 2e-6 + output_tokens * 8e-6, NULL) AS cost_usd,
  if(kind = 'chat', 'prices', '') AS cost_source,
  if(kind = 'chat', 200 + cityHash64(t, i, 'ttft') % 800, NULL) AS time_to_first_token_ms,
  if(kind = 'tool', tool_name, '') AS tool,
  kind = 'chat' AND cityHash64(t, i, 'refusal') % 200 = 0 AS refusal,
  kind = 'chat' AND cityHash64(t, i, 'fallback') % 100 = 0 AS fallback,
  if(i = 0 AND t % 40 = 0, map('email', toUInt32(1)), CAST(map() AS Map(String, UInt32))) AS detections,
  map('app.tenant', toJSONString(concat('tenant-', toString(t % 300))), 'otel.scope.name', '"support"', 'resource.service.name', '"support-assistant"', 'gen_ai.request.temperature', '0') AS attributes,
  1000 AS size,
  fromUnixTimestamp64Milli(toInt64({fromMs} + t * ({spanMs} / {traces})) + 60000, 'UTC') AS ingested_at`;

const stored =
  "project, trace_id, span_id, parent_span_id, name, kind, start, duration_ms, status, status_message, model, provider, environment, release, session_id, user_id, input, output, messages, tool_calls, documents, input_tokens, output_tokens, cached_input_tokens, reasoning_tokens, cost_usd, cost_source, time_to_first_token_ms, tool, tool_error, refusal, fallback, detections, attributes, size, ingested_at";

/**
 * Fills the store with `spans` spans evenly over the days before `toMs`, and a score for every tenth trace. The agent spans repeat
 * the tokens of their chats, as frameworks do.
 */
export async function generate(clickhouse, { project, spans, days, toMs }) {
  const traces = Math.ceil(spans / 5);
  const spanMs = days * 86_400_000;
  const fill = (sql) =>
    sql
      .replaceAll("{project}", project)
      .replaceAll("{traces}", String(traces))
      .replaceAll("{spanMs}", String(spanMs))
      .replaceAll("{fromMs}", String(toMs - spanMs));
  const step = rowsPerInsert / 5;
  for (let first = 0; first < traces; first += step) {
    const count = Math.min(step, traces - first);
    await clickhouse.command(
      `INSERT INTO spans (${stored})
       SELECT ${stored} FROM (SELECT ${fill(columns)} FROM
         (SELECT number + ${first} AS t, arrayJoin([0, 1, 2, 3, 4]) AS i FROM numbers(${count})))`,
      { maxMemoryBytes: 6 * 1024 ** 3 },
    );
  }
  await clickhouse.command(
    fill(`INSERT INTO scores (project, id, trace_id, name, source, feedback, score, time, ingested_at)
      SELECT '{project}', toString(number), lower(hex(MD5(toString(number * 10)))), if(number % 2 = 0, 'thumbs', 'helpfulness'),
        if(number % 2 = 0, 'user', 'system'), number % 2 = 0, if(number % 2 = 0, number % 3 = 0, (number % 11) / 10),
        fromUnixTimestamp64Milli(toInt64({fromMs} + number * 10 * ({spanMs} / {traces})), 'UTC') AS at, at
      FROM numbers(${Math.floor(traces / 10)})`),
  );
}

/** The id of the n-th trace, as `generate` makes it. */
export async function traceIdOf(clickhouse, n) {
  const [row] = await clickhouse.rows("SELECT lower(hex(MD5(toString({n:UInt64})))) AS id", { parameters: { n } });
  return row.id;
}
