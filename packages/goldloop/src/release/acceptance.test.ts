import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPolicyText, type Policy } from "../config/index.ts";
import { canonicalJson, digestOf } from "../digest/index.ts";
import type { CheckedAcceptance } from "../gate/index.ts";
import { checkAcceptances, type AcceptanceContext } from "./acceptance-check.ts";
import { readExpiry } from "./acceptance-expiry.ts";
import { readFigure, showFigure } from "./acceptance-figure.ts";
import { findGate, findRule } from "./acceptance-rule.ts";
import { draftAcceptance, signAcceptance, type AcceptanceRequest } from "./acceptance-sign.ts";
import { statusOf } from "./acceptance-status.ts";
import { signEnvelope, type Envelope } from "./dsse.ts";
import type { SigningKey } from "./keys-file.ts";
import { createKey, readPrivateKey } from "./keys.ts";
import type { DraftStatement } from "./statement.ts";

function signingKey(email: string): SigningKey {
  const { pem, publicKey } = createKey();
  return { from: `${email}.pem`, email, privateKey: readPrivateKey(pem, email), publicKey };
}

const ana = signingKey("ana@example.com");
const li = signingKey("li@example.com");
const stranger = signingKey("eve@example.com");
const now = new Date("2026-11-24T10:00:00.000Z");
const release = digestOf("this release");

const policy: Policy = readPolicyText(
  `version: 1
people:
  ana@example.com: { key: "${ana.publicKey.text}" }
  Li@example.com: { key: "${li.publicKey.text}" }
  bo@example.com: {}
roles: { security-owner: [Li@example.com, bo@example.com], quality-owner: [ana@example.com] }
gates:
  critical: { require: [passRate == 100%] }
  safety: { require: [passRate == 100%], acceptable: { approver: security-owner, maxDays: 30 } }
  regressions:
    select: { origin: trace }
    empty: allow
    require: [guarded.passRate == 100%, removed == 0]
    acceptable: { approver: security-owner, maxDays: 14 }
  quality:
    each: [correctness]
    require: [mean >= 0.85]
    noRegression: { mean: -2pp, costUsd.mean: +10% }
    acceptable: { approver: security-owner, maxDays: 14 }
  speed: { require: ["latencyMs.p95 <= 1200ms", "costUsd.total <= 40"] }
`,
  "goldloop.policy.yaml",
);

const request: AcceptanceRequest = {
  gate: "safety",
  rule: "passRate == 100%",
  scope: { examples: ["refund-014"], release: "any" },
  observed: 0.95,
  ceiling: 0.95,
  disposition: "accepted",
  reason: "Legal has seen it.",
  controls: null,
  owner: "ana@example.com",
  requestedBy: "ana@example.com",
  expiresAt: "2026-12-08T10:00:00.000Z",
  ticket: "SEC-12",
};

const here: AcceptanceContext = { releaseDigest: release, commitInRange: async () => false };

function signed(more: Partial<AcceptanceRequest> = {}): Envelope {
  return signAcceptance(draftAcceptance({ ...request, ...more }, release, policy, now), li, { policy, now }).envelope;
}

async function check(text: string, context = here, by = policy): Promise<CheckedAcceptance> {
  const [one] = await checkAcceptances([{ file: "evals/acceptances/a.json", text }], by, context);
  if (one === undefined) throw new Error("one acceptance is checked");
  return one;
}

/** Signs anything, as somebody would who writes their own tools. */
function forged(change: (statement: DraftStatement) => unknown, key = li): string {
  return JSON.stringify(signEnvelope(Buffer.from(canonicalJson(change(approved()))), key.privateKey));
}

function approved(): DraftStatement {
  const draft = draftAcceptance(request, release, policy, now);
  return {
    ...draft,
    predicate: {
      ...draft.predicate,
      approvedBy: "Li@example.com" as unknown as null,
      approvedAt: now.toISOString() as unknown as null,
    },
  };
}

describe("an acceptance that is signed by a registered key", () => {
  test("gives its facts, with people as the policy spells them", async () => {
    const envelope = signed({ requestedBy: "ANA@example.com" });
    expect(envelope.signatures).toHaveLength(1);
    expect(await check(JSON.stringify(envelope))).toMatchObject({
      file: "evals/acceptances/a.json",
      gate: "safety",
      rule: "passRate == 100%",
      examples: ["refund-014"],
      release: "any",
      releaseFits: true,
      observed: 0.95,
      ceiling: 0.95,
      disposition: "accepted",
      owner: "ana@example.com",
      requestedBy: "ana@example.com",
      signedBy: "Li@example.com",
      approvedBy: "Li@example.com",
      approvedAt: now.toISOString(),
      expiresAt: "2026-12-08T10:00:00.000Z",
      ticket: "SEC-12",
      problem: null,
    });
  });

  test("is the same bytes for the same input", () => expect(signed()).toEqual(signed()));

  test("says which release it is for", async () => {
    const range = `${"a".repeat(40)}..`;
    const asked: string[] = [];
    const inRange: AcceptanceContext = {
      releaseDigest: null,
      commitInRange: async (text) => asked.push(text) > 0,
    };
    expect((await check(JSON.stringify(signed({ scope: { release } })))).releaseFits).toBe(true);
    expect((await check(JSON.stringify(signed({ scope: { release } })), inRange)).releaseFits).toBe(false);
    expect((await check(JSON.stringify(signed({ scope: { release: range } })))).releaseFits).toBe(false);
    expect((await check(JSON.stringify(signed({ scope: { release: range } })), inRange)).releaseFits).toBe(true);
    expect(asked).toEqual([range]);
  });
});

describe("an acceptance never counts", () => {
  const text = JSON.stringify(signed());
  const draft = draftAcceptance(request, release, policy, now);
  const predicateOf = (more: object) => (statement: DraftStatement) => ({
    ...statement,
    predicate: { ...statement.predicate, ...more },
  });

  test.each<[string, string, RegExp]>([
    ["as a draft", JSON.stringify(draft), /not signed/],
    ["with its signature taken off", JSON.stringify({ ...signed(), signatures: [] }), /not signed/],
    ["as no JSON", "hello", /JSON|Unexpected|expected/i],
    ["when empty", "", /empty|JSON|end/i],
    ["as another kind of document", '{"version":1}', /unknown key|missing key/],
    ["with duplicate keys", text.replace('{"payloadType"', '{"payload":"x","payloadType"'), /twice|duplicate/i],
    ["of a stranger", forged((it) => it, stranger), /nobody's in the policy/],
    [
      "in the name of another",
      forged((it) => it, ana),
      /says that Li@example.com approved it, but ana@example.com signed/,
    ],
    ["with an unknown key", forged(predicateOf({ approver: "me" })), /unknown key "approver"/],
    ["with a misspelled one", forged(predicateOf({ tickett: "x" })), /did you mean "ticket"/],
    [
      "as a statement of another type",
      forged((it) => ({ ...it, _type: "https://in-toto.io/Statement/v0.1" })),
      /_type/,
    ],
    [
      "about something else",
      forged((it) => ({ ...it, predicateType: "https://slsa.dev/provenance/v1" })),
      /predicateType/,
    ],
    ["without an end", forged(predicateOf({ expiresAt: null })), /only a retirement never expires/],
    ["without a ceiling", forged(predicateOf({ ceiling: null })), /worst figure/],
    ["without an owner", forged(predicateOf({ owner: "" })), /owner/],
    ["with an owner who is no one", forged(predicateOf({ owner: "the team" })), /owner/],
    [
      "for another release than its subject",
      forged(predicateOf({ scope: { release: digestOf("another") } })),
      /another release than the subject/,
    ],
    ["for a branch", forged(predicateOf({ scope: { release: "main.." } })), /release/],
    [
      "as a retirement of anything but a removal",
      forged(predicateOf({ disposition: "retirement", expiresAt: null })),
      /fits rules on removed examples/,
    ],
    [
      "as a retirement of whatever",
      forged(
        predicateOf({
          disposition: "retirement",
          expiresAt: null,
          rule: "removed == 0",
          gate: "regressions",
          scope: { release: "any" },
        }),
      ),
      /names the examples/,
    ],
    ["with characters that rewrite a terminal", forged(predicateOf({ gate: "safety\u001b[2K" })), /control characters/],
    [
      "in bytes that are not canonical",
      JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(approved(), null, 1)), li.privateKey)),
      /canonical/,
    ],
    [
      "signed by two",
      JSON.stringify({
        ...signed(),
        signatures: [
          ...signed().signatures,
          ...signEnvelope(Buffer.from(signed().payload, "base64"), ana.privateKey).signatures,
        ],
      }),
      /several people/,
    ],
  ])("%s", async (_, broken, problem) => {
    const one = await check(broken);
    expect(one.problem).toMatch(problem);
    expect(one.releaseFits).toBe(false);
    expect(statusOf(one, policy, now).status).toMatch(/^(invalid|unsigned)$/);
  });

  test("under a policy that registers another key for its approver", async () => {
    const other = { ...policy, people: { ...policy.people, "Li@example.com": { key: stranger.publicKey.text } } };
    expect(await check(text, here, other)).toMatchObject({
      signedBy: null,
      problem: expect.stringContaining("nobody's"),
    });
  });

  test("beside another of the same id: both are named", async () => {
    const files = ["a.json", "b.json", "c.json"].map((file) => ({ file, text: file === "c.json" ? "{}" : text }));
    const checked = await checkAcceptances(files, policy, here);
    expect(checked.map(({ problem }) => problem)).toEqual([
      "the same id as b.json",
      "the same id as a.json",
      expect.any(String),
    ]);
  });

  test("once any character of its file has changed", async () => {
    const pretty = JSON.stringify(signed(), null, 2);
    const changes = fc.tuple(fc.nat(), fc.constantFrom(...Array.from('ABCabc019+/=_-{}[]":, \n')));
    await fc.assert(
      fc.asyncProperty(changes, async ([at, letter]) => {
        const index = at % pretty.length;
        const typed = pretty.slice(0, index) + letter + pretty.slice(index + 1);
        let same = false;
        try {
          // White space between the parts, and the other alphabet of base64, are no change of what was signed.
          same =
            JSON.stringify(JSON.parse(typed)).replaceAll("-", "+") === JSON.stringify(signed()).replaceAll("-", "+");
        } catch {
          same = false;
        }
        fc.pre(!same);
        expect((await check(typed)).problem).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe("signing is refused", () => {
  const sign =
    (more: Partial<AcceptanceRequest>, key = li, approvedBy?: string) =>
    () =>
      signAcceptance(draftAcceptance({ ...request, ...more }, release, policy, now), key, { policy, now, approvedBy });

  test.each<[string, string, () => unknown]>([
    ["with a key of nobody", "key-not-registered", sign({}, stranger)],
    ["in another's name", "another-approver", sign({}, li, "ana@example.com")],
    ["to people without the role", "not-approver", sign({ requestedBy: "bo@example.com" }, ana)],
    ["of one's own request", "own-request", sign({ requestedBy: "li@EXAMPLE.com" })],
    ["for longer than the gate allows", "too-long", sign({ expiresAt: "2026-12-24T10:00:00.001Z" })],
    ["of what is over", "already-expired", sign({ expiresAt: "2026-11-24T10:00:00.000Z" })],
    ["where the gate allows nobody", "not-acceptable", sign({ gate: "critical" })],
    ["of an unknown gate", "unknown-gate", sign({ gate: "safty" })],
    ["of an unknown rule", "unknown-rule", sign({ rule: "passRate == 90%" })],
    ["of a ceiling better than what was seen", "ceiling-too-good", sign({ ceiling: 0.99 })],
    ["of an endless acceptance", "invalid-value", sign({ expiresAt: null })],
    [
      "of a retirement that is none",
      "not-a-removal",
      sign({ disposition: "retirement", expiresAt: null, ceiling: null }),
    ],
  ])("%s", (_, code, act) => expect(act).toThrow(expect.objectContaining({ code, exitCode: 2 })));

  test("for exactly the days that the gate allows it is not", () => {
    expect(sign({ expiresAt: "2026-12-24T10:00:00.000Z" })).not.toThrow();
  });

  test("for a retirement of removed examples it is not, however long", () => {
    const retirement = {
      gate: "regressions",
      rule: "removed == 0",
      disposition: "retirement" as const,
      expiresAt: null,
    };
    expect(sign({ ...retirement, observed: null, ceiling: null })).not.toThrow();
  });
});

describe("how an acceptance stands", () => {
  const later = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

  test("changes with time, release and policy", async () => {
    const one = await check(JSON.stringify(signed()));
    expect(statusOf(one, policy, later(13)).status).toBe("valid");
    expect(statusOf(one, policy, later(14)).status).toBe("expired");
    expect(statusOf(one, policy, later(-1)).status).toBe("invalid");
    expect(statusOf({ ...one, releaseFits: false }, policy, now).status).toBe("other-release");
    const without = { ...policy, roles: { ...policy.roles, "security-owner": ["bo@example.com"] } };
    expect(statusOf(one, without, now)).toMatchObject({ status: "not-allowed", why: expect.stringContaining("role") });
  });
});

describe("figures of a rule", () => {
  const rule = (gate: string, text: string) => findRule(findGate(policy, gate), text);

  test.each([
    ["safety", "passRate==100%", "95%", 0.95],
    ["safety", "passRate == 100%", "0", 0],
    ["quality", "mean >= 0.85", "0.8", 0.8],
    ["quality", "mean >= 0.85", "80%", 0.8],
    ["quality", "noRegression mean: -2pp", "-3.5pp", -0.035],
    ["quality", "mean: -2pp", "-3.5pp", -0.035],
    ["quality", "noRegression costUsd.mean: +10%", "+15%", 0.15],
    ["regressions", "removed == 0", "2", 2],
    ["speed", "latencyMs.p95 <= 1200ms", "1.5s", 1500],
    ["speed", "latencyMs.p95 <= 1200ms", "1500ms", 1500],
    ["speed", "costUsd.total <= 40", "$41.5", 41.5],
  ])("%s, %s: %s", (gate, text, written, value) => {
    const found = rule(gate, text);
    expect(readFigure(found, written, "--ceiling")).toBe(value);
    expect(readFigure(found, showFigure(found, value), "--ceiling")).toBe(value);
  });

  test.each([
    ["safety", "passRate == 100%", "0.95"],
    ["safety", "passRate == 100%", "95pp"],
    ["quality", "mean >= 0.85", "85"],
    ["quality", "noRegression mean: -2pp", "-3%"],
    ["quality", "noRegression mean: -2pp", "-0.03"],
    ["speed", "latencyMs.p95 <= 1200ms", "$3"],
    ["regressions", "removed == 0", "2%"],
    ["safety", "passRate == 100%", "all"],
  ])("%s, %s: %s is refused", (gate, text, written) => {
    expect(() => readFigure(rule(gate, text), written, "--ceiling")).toThrow(
      expect.objectContaining({ code: "bad-figure", hint: expect.stringContaining("--ceiling ") }),
    );
  });
});

describe("an end", () => {
  test.each([
    ["30d", "2026-12-24T10:00:00.000Z"],
    ["12h", "2026-11-24T22:00:00.000Z"],
    ["2w", "2026-12-08T10:00:00.000Z"],
    ["2026-12-31", "2026-12-31T00:00:00.000Z"],
    ["2026-12-31T12:00:00Z", "2026-12-31T12:00:00.000Z"],
    ["2026-12-31T12:00+02:00", "2026-12-31T10:00:00.000Z"],
  ])("%s", (text, end) => expect(readExpiry(text, now)).toBe(end));

  test.each([
    "",
    "never",
    "0d",
    "-3d",
    "30",
    "30D",
    "2026-11-24",
    "2026-02-30",
    "2027-02-30",
    "2026-12-31T12:00",
    "tomorrow",
    "99999w9",
  ])("%j is refused", (text) =>
    expect(() => readExpiry(text, now)).toThrow(expect.objectContaining({ code: "bad-expiry" })),
  );
});
