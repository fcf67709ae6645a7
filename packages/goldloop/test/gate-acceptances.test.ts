import { readFileSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Json } from "../src/digest/index.ts";
import type { RiskAcceptance } from "../src/release/index.ts";
import { acceptanceOf, echo, gated, ruleOf, type Gated } from "./gated-project.ts";
import { signatory, type Signatory } from "./signatories.ts";

const day = 86_400_000;
const later = (days: number): string => new Date(Date.now() + days * day).toISOString();

const ana = signatory("ana@example.com");
const li = signatory("li@example.com");
const bo = signatory("bo@example.com");
/** Whose key the policy does not know. */
const eve = signatory("eve@example.com");

const rule = "passRate == 100%";
const acceptable = { approver: "security-owner", maxDays: 30 };
const origin = { kind: "trace", traceId: "4bf92f35" };

const policy = {
  version: 1,
  people: Object.fromEntries([ana, li, bo].map(({ email, key }) => [email, { key }])),
  roles: { "security-owner": [li.email, bo.email], "quality-owner": [ana.email] },
  gates: {
    safety: { select: { tags: ["safety"] }, require: [rule], acceptable },
    critical: { select: { tags: ["critical"] }, require: [rule] },
    regressions: { select: { origin: "trace" }, require: ["removed == 0"], acceptable },
  },
  stages: { "pull-request": { gates: "all" } },
};

const examples = [
  ...Array.from({ length: 4 }, (_, i) => ({ id: `s${i}`, input: `s${i}`, expected: `s${i}`, tags: ["safety"] })),
  { id: "c0", input: "c0", expected: "c0", tags: ["critical"] },
  { id: "p0", input: "p0", expected: "p0", origin },
  { id: "p1", input: "p1", expected: "p1", origin },
];

const broken = { BROKEN: "s1" };

function release(): Promise<Gated> {
  return gated({
    "goldloop.yaml": {
      version: 1,
      suites: { support: { dataset: "data.jsonl", target: { module: "./target.mjs" }, scorers: ["equals"] } },
    },
    "data.jsonl": examples,
    "target.mjs": echo,
    "goldloop.policy.yaml": policy,
  });
}

/** The same with a history of one commit. */
async function committed(): Promise<Gated> {
  const given = await release();
  given.commit("base");
  return given;
}

function acceptBy(
  who: Signatory,
  given: Gated,
  more: string[],
): Promise<{ code: number | null; value: RiskAcceptance }> {
  const people = ["--owner", ana.email, "--requested-by", ana.email, "--approved-by", who.email];
  const args = ["accept", "--reason", "the answer is harmless", ...people, ...more];
  return given.json<RiskAcceptance>(args, { env: { GOLDLOOP_SIGNING_KEY: who.pem } });
}

const safety = ["--gate", "safety", "--rule", rule];
const retirement = ["--gate", "regressions", "--rule", "removed == 0", "--kind", "retirement", "--release", "any"];

test("a safety failure that is accepted with a signature passes until the acceptance expires", async () => {
  const given = await committed();
  // Li looks at it on a machine of their own: the acceptance that lies there uncommitted is no part of the change.
  given.git("config", "user.email", li.email);
  await given.run(broken);
  expect(await given.gate()).toMatchObject({ code: 1, value: { verdict: "fail", acceptances: [] } });

  const { code, value } = await acceptBy(li, given, [...safety, "--expires", "14d", "--release", "any"]);
  expect({ code, value }).toMatchObject({
    code: 0,
    value: { signed: true, scope: { examples: ["s1"] }, ceiling: 0.75 },
  });
  if (value.expiresAt === null) throw new Error("the acceptance expires");
  const now = await given.gate();
  expect(now).toMatchObject({ code: 0, value: { verdict: "fail", decision: "allow" } });
  expect(ruleOf(now, "safety")).toMatchObject({ verdict: "fail", decision: "allow", accepted: [value.id] });
  expect(acceptanceOf(now)).toMatchObject({ status: "used", owner: ana.email, approvedBy: li.email, problem: null });
  for (const part of ["ALLOWED", value.id, ana.email, li.email, value.expiresAt.slice(0, 10)]) {
    expect(now.text).toContain(part);
  }
  expect((await given.gate("--at", later(13.9))).code).toBe(0);
  const after = await given.gate("--at", later(14.1));
  expect(after).toMatchObject({ code: 1, value: { decision: "block" } });
  expect(acceptanceOf(after)).toMatchObject({ status: "expired", problem: expect.stringContaining("expired") });
  expect(after.text).toContain(value.id);
  expect(after.text).toContain("judged as of");

  // Another example than the one that was accepted, with the same figure; then both, below the ceiling.
  await given.run({ BROKEN: "s2" });
  const other = await given.gate();
  expect(other.code).toBe(1);
  expect(acceptanceOf(other)).toMatchObject({ status: "exceeded", problem: "does not cover s2" });
  expect(other.text).toContain(`${value.id} does not cover s2`);
  await given.run({ BROKEN: "s1,s2" });
  const both = await given.gate();
  expect(both.code).toBe(1);
  expect(acceptanceOf(both)).toMatchObject({ status: "exceeded", problem: expect.stringContaining("0.5") });

  // Nothing fails any more: the acceptance does no harm and is no longer needed.
  await given.run();
  const fixed = await given.gate();
  expect(fixed.code).toBe(0);
  expect(acceptanceOf(fixed)).toMatchObject({ status: "unneeded" });
});

interface Predicate {
  id: string;
  scope: { examples?: string[]; category?: string; release: string };
  [key: string]: Json | undefined | object;
}

describe("a risk acceptance blocks and is named (design section 6)", () => {
  /** What a good acceptance would hold. */
  const good = (): Predicate => ({
    id: "RA-7",
    gate: "safety",
    rule,
    scope: { examples: ["s1"], release: "any" },
    observed: 0.75,
    ceiling: 0.75,
    disposition: "accepted",
    reason: "the answer is harmless",
    controls: null,
    owner: ana.email,
    requestedBy: ana.email,
    approvedBy: li.email,
    approvedAt: later(-1),
    expiresAt: later(13),
    ticket: null,
  });
  const statement = (predicate: object): Json => ({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "release.json", digest: { sha256: "0".repeat(64) } }],
    predicateType: "https://goldloop.dev/attestations/risk-acceptance/v1",
    predicate: JSON.parse(JSON.stringify(predicate)) as Json,
  });
  const signed = (changes: object, who: Signatory = li) => who.sign(statement({ ...good(), ...changes }));

  const rows: [name: string, file: () => unknown, status: string, problem: string, env?: Record<string, string>][] = [
    ["expired", () => signed({ approvedAt: later(-9), expiresAt: later(-1) }), "expired", "expired 20"],
    ["unsigned", () => ({ ...signed({}), signatures: [] }), "invalid", "it is not signed"],
    ["a draft", () => statement({ ...good(), approvedBy: null, approvedAt: null }), "invalid", "it is not signed"],
    ["signed by nobody of the policy", () => signed({}, eve), "invalid", "nobody's in the policy"],
    ["signed by another than its approver", () => signed({}, bo), "invalid", "approved it, but bo@example.com signed"],
    ["without an owner", () => signed({ owner: "" }), "invalid", "owner"],
    ["past its ceiling", () => signed({ ceiling: 0.9 }), "exceeded", "no worse than 0.9"],
    [
      "for another release",
      () => signed({ scope: { release: `sha256:${"0".repeat(64)}` } }),
      "other-release",
      "is for",
    ],
    ["for an unknown gate", () => signed({ gate: "safty" }), "unmatched", "no gate safty"],
    ["for an unknown rule", () => signed({ rule: "passRate == 99%" }), "unmatched", 'no rule "passRate == 99%"'],
    ["for an unknown example", () => signed({ scope: { examples: ["s9"], release: "any" } }), "unmatched", "s9"],
    ["for an unknown tag", () => signed({ scope: { category: "legal", release: "any" } }), "unmatched", "legal"],
    ["for another example", () => signed({ scope: { examples: ["s2"], release: "any" } }), "exceeded", "not cover s1"],
    ["for longer than the gate allows", () => signed({ expiresAt: later(60) }), "invalid", "the 30 days"],
    ["approved in the future", () => signed({ approvedAt: later(1) }), "invalid", "in the future"],
    ["approved by who asked for it", () => signed({ requestedBy: li.email }), "invalid", "both asked for and approved"],
    [
      "approved by somebody without the role",
      () => signed({ approvedBy: ana.email, requestedBy: bo.email }, ana),
      "invalid",
      "is no security-owner",
    ],
    [
      "changed after it was signed",
      () => {
        const { payload } = signed({ expiresAt: later(20) });
        return { ...signed({}), payload };
      },
      "invalid",
      "was changed",
    ],
    [
      "of a gate that nobody may accept",
      () => signed({ gate: "critical", scope: { release: "any" }, ceiling: 0 }),
      "invalid",
      "takes no acceptance",
      { BROKEN: "c0" },
    ],
  ];

  test("each of them alone", async () => {
    const given = await committed();
    const runs = new Map<string, string>();
    for (const [name, file, status, problem, env = broken] of rows) {
      const key = JSON.stringify(env);
      const run = runs.get(key) ?? (await given.run(env));
      runs.set(key, run);
      given.write({ "evals/acceptances/RA-7.json": file() });
      const judged = await given.gate("--run", run);
      const { value, text } = judged;
      expect({ name, code: judged.code, decision: value.decision }).toEqual({ name, code: 1, decision: "block" });
      expect({ name, ...acceptanceOf(judged) }).toMatchObject({
        name,
        status,
        file: "evals/acceptances/RA-7.json",
        problem: expect.stringContaining(problem),
      });
      expect(text, name).toContain("RA-7");
      expect(text.replace(/\s+/g, " "), name).toContain(problem);
    }
    // The same acceptance without a fault counts: nothing above blocked for another reason.
    given.write({ "evals/acceptances/RA-7.json": signed({}) });
    expect((await given.gate("--run", runs.get(JSON.stringify(broken)) ?? "")).code).toBe(0);
    // One that fits nothing blocks where all else passes.
    given.write({ "evals/acceptances/RA-7.json": signed({ gate: "safty" }) });
    await given.run();
    const alone = await given.gate();
    expect(alone.code).toBe(1);
    expect(ruleOf(alone, "acceptances")).toMatchObject({ fault: "acceptance", decision: "block" });
  }, 120_000);
});

test("with a base ref an acceptance counts once the base has it, and its approver cannot be an author", async () => {
  const given = await committed();
  given.git("checkout", "-q", "-b", "change");
  given.commit("what is broken");
  await given.run(broken);
  await given.gate();
  const { code, value } = await acceptBy(li, given, [...safety, "--expires", "14d"]);
  expect(code).toBe(0);
  expect(value.scope.release).toBe(`${given.git("rev-parse", "main")}..`);
  given.commit("accept what I broke");
  await given.run(broken);
  expect((await given.gate()).code).toBe(0);
  const own = await given.gate("--base-ref", "main");
  expect(own).toMatchObject({ code: 1, value: { acceptances: [] } });
  expect(ruleOf(own, "safety").accepted).toEqual([]);
  // What the change proposes is shown.
  expect(own.value.notes).toContain(`evals/acceptances/${value.id}.json is proposed: it counts once main has it`);
  expect(own.text).toContain(`${value.id}.json is proposed`);

  given.git("branch", "-f", "main", "change");
  given.commit("more");
  await given.run(broken);
  expect(await given.gate("--base-ref", "main")).toMatchObject({ code: 0, value: { notes: [] } });

  given.commit("helped", "--author", "Li <LI@example.com>");
  await given.run(broken);
  const author = await given.gate("--base-ref", "main");
  expect(author.code).toBe(1);
  expect(acceptanceOf(author)).toMatchObject({
    status: "invalid",
    problem: "li@example.com approved it and wrote the change",
  });
});

test("a signed retirement lets a promoted example go, and no other", async () => {
  const given = await committed();
  const without = (...gone: string[]) => examples.filter(({ id }) => !gone.includes(id));
  await given.run();
  expect((await given.goldloop(["release", "approve", "--initial", "--owner", ana.email])).code).toBe(0);
  given.commit("approved");
  const { code, value } = await acceptBy(li, given, [...retirement, "--example", "p0"]);
  expect({ code, value }).toMatchObject({ code: 0, value: { disposition: "retirement", expiresAt: null } });
  given.commit("p0 may go");
  given.git("checkout", "-q", "-b", "change");

  given.write({ "data.jsonl": without("p0") });
  await given.lock();
  given.commit("p0 goes");
  await given.run();
  const gone = await given.gate("--base-ref", "main", "--at", later(400));
  expect(gone).toMatchObject({ code: 0, value: { removed: [{ id: "p0", how: "removed" }] } });
  expect(ruleOf(gone, "regressions")).toMatchObject({ verdict: "pass", accepted: [value.id] });
  expect(acceptanceOf(gone)).toMatchObject({ status: "used", expiresAt: null });
  // Once approved without it, the baseline has it no more.
  expect((await given.goldloop(["release", "approve", "--owner", ana.email])).code).toBe(0);

  given.git("checkout", "-q", "--", "evals/baselines");
  given.write({ "data.jsonl": [...without("p0", "p1"), { id: "p2", input: "p2", expected: "p2", origin }] });
  await given.lock();
  given.commit("p1 goes too");
  await given.run();
  const more = await given.gate("--base-ref", "main");
  expect(more.code).toBe(1);
  expect(ruleOf(more, "regressions")).toMatchObject({ verdict: "fail", observed: 1, examples: ["p1"] });

  // Without the retirement the first one blocks, too.
  rmSync(`${given.dir}/evals/acceptances/${value.id}.json`);
  expect(ruleOf(await given.gate(), "regressions")).toMatchObject({ observed: 2, examples: ["p0", "p1"] });
  expect(readFileSync(`${given.dir}/goldloop.lock`, "utf8")).toContain("count: 6");
});
