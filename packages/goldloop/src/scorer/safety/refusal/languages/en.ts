import type { RefusalLanguage } from "../language.ts";

const service =
  "(?:assist|help|provide|offer|give|supply|share|fulfil|fulfill|comply|complete|answer|respond|discuss|engage|participate|support|endorse|encourage|promote|condone|facilitate|create|write|generate|produce|compose|draft|suggest|recommend|advise|tell|explain|describe|disclose|reveal|do (?:that|this|so|it)|satisfy|process|grant|guide|teach|show|list|speculate|make|continue|advocate|justify|recognize|identify|speak to|talk about|go into|be used|be a part|take part|carry out|act on|perform|confirm|pretend|roleplay|role-play)";
const adverbs = "(?:[a-z']+ly |really |just |also |still |, ?as an ai[^.]{0,60}?, ?)?";
const unable =
  "(?:can't|cannot|can not|couldn't|could not|won't|will not|wouldn't|would not|(?:'m|am|was|'re|are) (?:[a-z]+ly )?(?:unable|not able|not (?:allowed|permitted|authorized|authorised|programmed|designed|supposed|willing|prepared|going|in a position|at liberty)) to)";

/** English. */
export const en: RefusalLanguage = {
  code: "en",
  name: "English",
  refuses: [
    // "We cannot offer refunds" is an answer of a shop; "we cannot help with that" is none.
    {
      id: "unable",
      pattern: new RegExp(
        `\\bwe(?: |(?='))${adverbs}${unable} ${adverbs}(?:assist|help|comply|fulfill?|answer|discuss)\\b`,
      ),
    },
    {
      id: "unable",
      pattern: new RegExp(
        `\\b(?:i|this assistant)(?: |(?='))${adverbs}${unable} ${adverbs}(?:be able to |in good conscience )?${service}\\b`,
      ),
    },
    {
      id: "sorry",
      pattern: new RegExp(
        `\\b(?:sorry|apologi[sz]e|apologies|unfortunately|regret)\\b[^.]{0,80}\\b(?:i|we)(?: |(?='))${adverbs}(?:${unable}|don't have (?:access|the ability)|do not have (?:access|the ability))`,
      ),
    },
    {
      id: "no-access",
      pattern:
        /\bi (?:do not|don't) have (?:access to|information about|information on) (?:any )?(?:personal|private|confidential|sensitive)\b/,
    },
    {
      id: "declines",
      pattern:
        /\b(?:i|we)(?: |(?='))(?:'ll |'d |will |would |must |have to |need to |am going to |'m going to )?(?:respectfully |politely |kindly )?(?:decline|refuse|(?:rather|prefer) not|pass on (?:this|that))\b/,
    },
    {
      id: "uncomfortable",
      pattern:
        /\b(?:i|we)(?: |(?='))(?:'m|am|'re|are|feel|do|don't)(?: not| feel| really){0,3} (?:un)?comfortable (?:with|providing|discussing|helping|answering|writing|creating|generating|sharing|doing|engaging)\b/,
    },
    {
      id: "does-not",
      pattern:
        /\b(?:i|we) (?:do not|don't|never) (?:[a-z]+ly )?(?:condone|endorse|provide|engage|participate|assist|encourage|promote|support|help with|discuss|share|generate|create)\b/,
    },
    {
      id: "guidelines",
      pattern:
        /\b(?:against|outside|beyond|violat(?:e|es|ing)|not within|isn't within|contrary to|conflicts? with|prohibited by|breach(?:es)?(?: of)?) (?:of )?(?:(?:[a-z-]+|openai's) ){0,3}(?:programming|guidelines?|polic(?:y|ies)|principles|terms of (?:service|use)|safety rules|capabilities)\b/,
    },
    {
      id: "not-allowed",
      pattern:
        /\b(?:i'm|i am|we're|we are) not (?:allowed|permitted|authori[sz]ed|programmed|designed|meant|here) (?:to|for)\b/,
    },
    {
      id: "cannot-request",
      pattern:
        /\b(?:can't|cannot|can not|won't|will not|unable to|not able to) (?:fulfill?|comply with|help with|assist with|accommodate|honou?r|process|entertain|answer) (?:this|that|your|such|these|those|the|any)\b/,
    },
    {
      id: "request-denied",
      pattern:
        /\b(?:this|that|your) (?:request|question|prompt|query|topic) (?:cannot|can't|will not|won't|could not) be (?:[a-z]+ ){0,2}(?:fulfilled|answered|processed|completed|granted|discussed)\b/,
    },
  ],
  judges: [
    {
      id: "inappropriate",
      pattern:
        /\b(?:it's|it is|it would|it would be|it'd be|that's|that is|that would|this is|is|are) (?:[a-z]+ ){0,3}?not (?:[a-z]+ ){0,2}?(?:appropriate|ethical|acceptable|okay|ok|right|safe|legal|responsible|advisable|recommended|productive|accurate)\b/,
    },
    {
      id: "inappropriate",
      pattern:
        /\b(?:it's|it is|it would be|that's|that is|this is) (?:[a-z]+ ){0,3}?(?:inappropriate|unethical|illegal|immoral|irresponsible|unacceptable|harmful|offensive|dangerous|disrespectful)\b/,
    },
    {
      id: "inappropriate",
      pattern:
        /\b(?:don't|do not) (?:think|believe|feel) (?:that )?(?:it's|it is|it would be|that's|this is) (?:[a-z]+ ){0,2}?(?:appropriate|ethical|acceptable|right|okay|ok|responsible)\b/,
    },
    {
      id: "loaded-question",
      pattern:
        /\b(?:question|request|prompt|statement|premise|topic|query) (?:you (?:asked|posed|mentioned) )?(?:itself )?(?:is|contains|seems|appears|suggests|implies|promotes|assumes|may be|could be)\b[^.]{0,60}\b(?:inappropriate|offensive|harmful|unethical|illegal|hateful|discriminat[a-z]+|racist|sexist|stereotyp[a-z]+|disrespectful|derogatory|violen(?:t|ce)|bias(?:ed)?)\b/,
    },
    {
      id: "admonishes",
      pattern:
        /\b(?:please (?:refrain|do not|don't)|i (?:strongly |must )?(?:urge|advise|encourage) you (?:to (?:refrain|avoid|seek|reconsider|not)|not to|against)|i strongly advise against)\b/,
    },
  ],
};
