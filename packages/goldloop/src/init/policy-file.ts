import type { Answers } from "./answers.ts";

/**
 * goldloop.policy.yaml for a first eval: what must never happen, and that nothing gets worse. Without a git history (`hasHistory`)
 * nobody can say whether a promoted example was removed, so that gate waits for one.
 */
export function policyFile({ target }: Answers, hasHistory: boolean): string {
  const gates = hasHistory ? "all" : "[critical, quality, latency, evidence]";
  return `# yaml-language-server: $schema=./node_modules/goldloop/schema/goldloop-policy.json
# What must be shown before a release ships. Let CODEOWNERS guard this file.
version: 1
people: {}                                # you@example.com: { key: "ed25519:..." }   goldloop keys create
roles: {}                                 # quality-owner: [you@example.com]
baseline: { from: approved, onMissing: block }
defaults: { confidence: 0.95, onError: block, onInconclusive: block }

gates:
  critical:                               # examples tagged critical: all of them, every time
    select: { tags: [critical], scorers: deterministic }
    require: [passRate == 100%]
    acceptable: false
  regressions:                            # failures from production that were mended stay mended
    select: { origin: trace }
    empty: allow
    require: [guarded.passRate == 100%, removed == 0]
  quality:                                # not worse than the approved baseline by more than 5 points
    noRegression: { passRate: -5pp }
  latency:
    require: [${target === "http" ? "latencyMs.p95 <= 30s" : "latencyMs.p95 <= 2s"}]
  # cost:                                 # once your target returns costUsd, or prices are configured
  #   require: [costUsd.mean <= $0.01]
  #   noRegression: { costUsd.mean: +10% }
  evidence:
    require: [errors == 0, skipped == 0]

stages:
  development:  { gates: [critical], enforce: warn, onInconclusive: warn }
  # point: what so few examples cannot decide blocks only when the observed value is on the wrong side.
  pull-request: { gates: ${gates}, onInconclusive: point }${hasHistory ? "" : "   # with a first commit: gates: all"}
`;
}
