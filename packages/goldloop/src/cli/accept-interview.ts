import type { Policy } from "../config/index.ts";
import {
  checkEmail,
  failingRules,
  findGate,
  findRule,
  readExpiry,
  readFigure,
  type GateRule,
  type SeenVerdict,
} from "../release/index.ts";
import type { AcceptAnswers, AcceptQuestion } from "./accept-questions.ts";
import { dispositionOf, type AcceptSetting } from "./accept-request.ts";

/** What an acceptance needs to know, in the order a person is asked. */
export function questionsOf({ policy, flags, now }: AcceptSetting, verdict: SeenVerdict | undefined): AcceptQuestion[] {
  const failing = verdict === undefined ? [] : failingRules(verdict);
  const expires = dispositionOf(flags) !== "retirement";
  return [
    {
      key: "gate",
      flag: "--gate",
      sample: "safety",
      text: "Which gate?",
      standard: () => failing.find(({ gate }) => policy.gates[gate]?.acceptable !== false)?.gate,
      check: (typed) => void findGate(policy, typed),
    },
    {
      key: "rule",
      flag: "--rule",
      sample: '"passRate == 100%"',
      text: "Which of its rules?",
      standard: ({ gate }) => failing.find((one) => one.gate === gate)?.rule,
      check: (typed, { gate = "" }) => void findRule(findGate(policy, gate), typed),
    },
    {
      key: "observed",
      flag: "--observed",
      sample: "95%",
      text: "What was observed?",
      needed: () => verdict === undefined && expires,
      check: (typed, known) => void readFigure(ruleOf(policy, known), typed, "--observed"),
    },
    { key: "reason", flag: "--reason", sample: '"why this is acceptable"', text: "Why is it acceptable?" },
    {
      key: "owner",
      flag: "--owner",
      sample: "you@example.com",
      text: "Who owns the risk (e-mail)?",
      check: (typed) => void checkEmail(typed, "--owner"),
    },
    {
      key: "requestedBy",
      flag: "--requested-by",
      sample: "you@example.com",
      text: "Who asks for it (e-mail)?",
      check: (typed) => void checkEmail(typed, "--requested-by"),
    },
    {
      key: "expires",
      flag: "--expires",
      sample: "30d",
      text: "Until when (30d, or a date)?",
      needed: () => expires,
      standard: ({ gate = "" }) => {
        const { acceptable } = findGate(policy, gate);
        return acceptable === false ? undefined : `${acceptable.maxDays}d`;
      },
      check: (typed) => void readExpiry(typed, now),
    },
  ];
}

function ruleOf(policy: Policy, { gate = "", rule = "" }: AcceptAnswers): GateRule {
  return findRule(findGate(policy, gate), rule);
}
