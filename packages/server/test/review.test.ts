import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestServer, type Answer, type TestServer } from "./server.ts";
import { otlpSpan, traceRequest, type OtlpSpan } from "./spans.ts";

const labels = [
  { name: "right", passes: true },
  { name: "wrong", passes: false },
  { name: "unclear", passes: null },
];
const setup = {
  labels,
  rubric: "An answer is wrong when it names the wrong order.",
  rules: { feedback: true, errors: true, refusals: false, toolErrors: true, scores: ["helpfulness<0.3"] },
  sampleRate: 1,
  reviewers: 2,
};

let server: TestServer;
let admin: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer();
  admin = { cookie: await server.login(), origin: server.url };
  expect((await asAdmin("PUT", "/setup", setup)).status).toBe(200);
});
afterAll(() => server?.remove());

/** Asks as the admin, who is a person; `server.get` and the like ask with the key. */
function asAdmin(method: string, path: string, body?: unknown): Promise<Answer> {
  return server.request(method, `/api/v1/reviews${path}${path.includes("?") ? "&" : "?"}project=test`, {
    headers: { ...admin, authorization: "" },
    ...(body === undefined ? {} : { body }),
  });
}

const asKey = (method: string, path: string, body?: unknown): Promise<Answer> =>
  server.request(method, `/api/v1/reviews${path}`, body === undefined ? {} : { body });

/** A trace of an agent, with a tool call that may fail. */
function visit(question: string, answer: string, { toolError = "", user = "u-1" } = {}): OtlpSpan[] {
  const root = otlpSpan({
    name: "support.chat",
    attributes: {
      "gen_ai.operation.name": "invoke_agent",
      "user.id": user,
      "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: question }] }]),
      "gen_ai.output.messages": JSON.stringify([{ role: "assistant", parts: [{ type: "text", content: answer }] }]),
    },
  });
  const tool = otlpSpan({
    name: "execute_tool look_up_order",
    traceId: root.traceId,
    parentSpanId: root.spanId,
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look_up_order" },
  });
  return [root, toolError === "" ? tool : { ...tool, status: { code: 2, message: toolError } }];
}

async function send(...spans: readonly OtlpSpan[]): Promise<void> {
  expect((await server.post("/v1/traces", traceRequest(spans))).status).toBe(200);
}

async function items(query: string): Promise<any[]> {
  return (await asKey("GET", `?${query}`)).body.items;
}

test("rules bring failures into the queue, the sample whatever was drawn, and failures that are alike into one group", async () => {
  const lost = [17, 18, 19].map((order) =>
    visit(`Where is my order ${order}?`, "Something went wrong.", { toolError: `order ${order} is not known` }),
  );
  const disliked = visit("Do you sell gift cards?", "We are open from nine to five.");
  const low = visit("How long is the trial of the mattress?", "It is a mattress.");
  const fine = visit("Can I return the kettle?", "Within 30 days.");
  const rootless = otlpSpan({ parentSpanId: randomBytes(8).toString("hex"), error: true });
  await send(...lost.flat(), ...disliked, ...low, ...fine, rootless);
  const idOf = ([root]: readonly OtlpSpan[]): string => root?.traceId ?? "";
  const give = (body: unknown) => server.post("/api/v1/feedback", body);
  await give({ traceId: idOf(disliked), name: "thumbs", score: 0, comment: "not what I asked" });
  await give({ traceId: idOf(fine), name: "thumbs", score: 1 });
  await give({ traceId: idOf(low), name: "helpfulness", score: 0.1, source: "system" });

  await vi.waitUntil(
    async () => (await items("queue=failures")).filter(({ groupId }) => groupId !== undefined).length === 5,
    {
      timeout: 60_000,
      interval: 500,
    },
  );
  const failures = await items("queue=failures");
  const reasonsOf = (spans: readonly OtlpSpan[]) => failures.find(({ traceId }) => traceId === idOf(spans))?.reasons;
  expect(reasonsOf(lost[0] ?? [])).toEqual([
    { kind: "toolError", detail: "execute_tool look_up_order: order 17 is not known" },
  ]);
  expect(reasonsOf(disliked)).toEqual([{ kind: "feedback", detail: "not what I asked" }]);
  expect(reasonsOf(low)).toEqual([{ kind: "score", detail: "helpfulness 0.1" }]);
  expect(failures.map(({ traceId }) => traceId)).not.toContain(rootless.traceId);
  expect(failures.find(({ traceId }) => traceId === idOf(disliked))).toMatchObject({
    state: "open",
    input: "Do you sell gift cards?",
    output: "We are open from nine to five.",
    route: "support.chat",
    groupSize: 1,
    answers: [],
  });
  expect(await items("queue=failures&reason=feedback")).toHaveLength(1);

  const { groups } = (await asKey("GET", "/groups")).body;
  expect(groups.map(({ size }: any) => size)).toEqual([3, 1, 1]);
  expect(groups[0]).toMatchObject({ open: 3, error: expect.stringContaining("is not known") });
  expect(groups[0].trend.reduce((sum: number, [, n]: [string, number]) => sum + n, 0)).toBe(3);
  expect(await items(`group=${groups[0].id}`)).toHaveLength(3);

  const sample = await items("queue=sample");
  expect(sample).toHaveLength(6);
  expect(sample.every(({ probability }) => probability === 1)).toBe(true);
  expect((await asKey("GET", "")).body.open).toEqual({ failures: 5, sample: 6 });
});

test("each reviewer gets another item, labels it and goes on; what others said is seen afterwards", async () => {
  const [first, second] = await Promise.all([asKey("POST", "/next", {}), asAdmin("POST", "/next", {})]);
  expect(first.body.item.id).not.toBe(second.body.item.id);
  expect(first.body.left).toBe(5);
  // It stays theirs until they answer.
  expect((await asKey("POST", "/next", {})).body.item.id).toBe(first.body.item.id);
  const of = (id: string) => `/${id}/answer`;
  const refused = await asAdmin("PUT", of(first.body.item.id), { label: "wrong" });
  expect([refused.status, refused.body.error.code]).toEqual([409, "reserved"]);
  const unknown = await asKey("PUT", of(first.body.item.id), { label: "wrnog" });
  expect([unknown.status, unknown.body.error.hint]).toEqual([422, "one of: right, wrong, unclear"]);

  const answered = await asKey("PUT", of(first.body.item.id), {
    label: "wrong",
    note: "another order",
    correction: "It is here.",
  });
  expect(answered.body).toMatchObject({
    state: "done",
    answers: [{ label: "wrong", passes: false, note: "another order", correction: "It is here." }],
  });
  expect((await asKey("POST", "/next", {})).body).toMatchObject({ left: 4 });
  // Somebody else may say something else later, of what is done too.
  expect((await asAdmin("PUT", of(first.body.item.id), { label: "unclear" })).body.answers).toHaveLength(2);
  expect((await asAdmin("DELETE", of(first.body.item.id))).body.answers).toHaveLength(1);

  const undone = await asKey("DELETE", of(first.body.item.id));
  expect(undone.body).toMatchObject({ state: "open", answers: [], reservedBy: expect.any(String) });
  expect((await asKey("DELETE", of(first.body.item.id))).status).toBe(404);
  expect((await asKey("POST", "/next", { except: [first.body.item.id] })).body.item.id).not.toBe(first.body.item.id);
});

test("of the sample two people label each trace, unseen by each other, and only it becomes a calibration set", async () => {
  const queue = { queue: "sample" };
  for (let at = 0; at < 6; at++) {
    const { item } = (await asKey("POST", "/next", queue)).body;
    await asKey("PUT", `/${item.id}/answer`, { label: at === 0 ? "wrong" : "right" });
  }
  expect((await asKey("POST", "/next", queue)).body).toEqual({ item: null, left: 0 });
  const seen: string[] = [];
  for (let at = 0; at < 6; at++) {
    const { item } = (await asAdmin("POST", "/next", queue)).body;
    expect(item.answers).toEqual([]);
    seen.push(item.id);
    await asAdmin("PUT", `/${item.id}/answer`, { label: at === 5 ? "unclear" : "right" });
  }
  expect(new Set(seen).size).toBe(6);
  expect(await items("queue=sample&state=done")).toHaveLength(6);

  const agreement = (await asKey("GET", "/agreement")).body;
  expect(agreement).toMatchObject({ items: 6 });
  expect([4 / 6, 5 / 6]).toContainEqual(expect.closeTo(agreement.agreement));
  const lines = String((await asKey("GET", "/labels")).body)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(6);
  expect(lines.every(({ sampling, inclusion }) => sampling === "random" && inclusion === 1)).toBe(true);
  expect(lines.flatMap(({ labels: said }) => Object.values(said))).toHaveLength(11);
  const picked = String((await asKey("GET", "/labels?queue=failures")).body);
  expect(picked).not.toContain('"sampling"');
});

test("by hand: what is known is there once, and what is not is named", async () => {
  const fine = visit("How do I reset my password?", "By the link in the mail.", { user: "u-2" });
  await send(...fine);
  const traceId = fine[0]?.traceId ?? "";
  const nobody = "f".repeat(32);
  const add = (note: string) => asKey("POST", "", { traceIds: [traceId, nobody], note });
  expect((await add("odd")).body).toEqual({ added: 1, known: 0, unknown: [nobody] });
  expect((await add("odder")).body).toEqual({ added: 0, known: 1, unknown: [nobody] });
  const [item] = (await items("queue=failures&reason=hand")) as [any];
  expect(item.reasons.map(({ detail }: any) => detail).toSorted()).toEqual(["odd", "odder"]);

  const erased = await server.post("/api/v1/erasures?project=test", { userId: "u-2" }, { ...admin, authorization: "" });
  expect(erased.body.reviews).toBeGreaterThanOrEqual(1);
  expect((await asKey("GET", `/${item.id}`)).status).toBe(404);
});

test("a setup is checked, and its change is in the log", async () => {
  const wrong = await asAdmin("PUT", "/setup", { ...setup, labels: [labels[0], labels[0]] });
  expect(wrong.status).toBe(400);
  expect(wrong.body.error.message).toContain("name of its own");
  expect((await asAdmin("PUT", "/setup", { ...setup, rules: { ...setup.rules, scores: ["helpful"] } })).status).toBe(
    400,
  );
  expect((await asKey("PUT", "/setup", setup)).status).toBe(403);
  const log = await server.get("/api/v1/audit?project=test", { ...admin, authorization: "" });
  expect(log.body.entries.map(({ action }: any) => action)).toContain("review.setup");
});

test("more failures than one turn takes are all there", async () => {
  const before = (await asKey("GET", "")).body.open.failures;
  const spans = Array.from({ length: 4_500 }, (_, at) => otlpSpan({ name: `step ${at % 7}`, error: true }));
  for (let at = 0; at < spans.length; at += 1_500) await send(...spans.slice(at, at + 1_500));
  await vi.waitUntil(async () => (await asKey("GET", "")).body.open.failures >= before + spans.length, {
    timeout: 120_000,
    interval: 1_000,
  });
  expect((await asKey("GET", "")).body.open.failures).toBe(before + spans.length);
});
