import { Meetings } from "./meetings.ts";
import { Texts, type Text } from "./texts.ts";

/** What is known of a trace that failed. */
export interface Failure {
  id: string;
  /** What was asked, as people read it. */
  input: string;
  output: string;
  /** What went wrong by itself: the failed span and what it said; empty when somebody only disliked the answer. */
  error: string;
}

/** Failures of one kind. */
export interface FailureGroup {
  id: string;
  /** Some that differ, which others are compared with. The first stands for the group. */
  like: readonly Failure[];
}

/** What became of failures and of the groups that were there. */
export interface Grouping {
  /** Those that are new or have changed. */
  groups: FailureGroup[];
  /** The group of each failure by its id. */
  groupOf: Map<string, string>;
  /** Groups that turned out to be part of another one, by id: that one's id. */
  merged: Map<string, string>;
}

/** From here on two failures are the same kind. */
const alike = 0.5;
/** A canned answer to another question is another failure: the questions have to be alike as well. */
const alikeQuestions = 0.3;
/** So are the same question and another error, or an answer about something else. */
const alikeErrors = 0.5;
const alikeAnswers = 0.2;
/** A failure that is so much like those of two groups shows that they are one. */
const bridging = 0.8;
/** Another wording that belongs to a group is remembered, up to so many. */
const mostLike = 8;
const sameWording = 0.85;

interface Known {
  failure: Failure;
  input: Text;
  output: Text;
  error: Text;
}

interface Group {
  id: string;
  like: Known[];
  /** What it was put into. */
  into?: Group;
}

/**
 * Puts each failure into the group that it is most alike, of `known` ones or of those made on the way, in the order given: near
 * duplicates of what was asked, and of what was reported or answered. Numbers, ids, case and punctuation make no difference, and
 * words that all of them have in common count for little.
 */
export function groupFailures(
  failures: readonly Failure[],
  known: readonly FailureGroup[] = [],
  newId: (first: Failure) => string = ({ id }) => id,
): Grouping {
  const texts = new Texts();
  const read = (failure: Failure): Known => ({
    failure,
    input: texts.read(failure.input),
    output: texts.read(failure.output),
    error: texts.read(failure.error),
  });
  const ofKnown = known.map(({ id, like }): Group => ({ id, like: like.map(read) }));
  const arrived = failures.map(read);
  texts.weigh();

  const meetings = new Meetings<Group>();
  for (const group of ofKnown) for (const one of group.like) meetings.add(group, bandsOf(one));
  const joined = new Map<string, Group>();
  const changed = new Set<Group>();
  for (const one of arrived) {
    const [nearest, next] = [...new Set(meetings.of(bandsOf(one)).map(whole))]
      .map((group) => ({ group, likeness: likenessOf(one, group, texts) }))
      .filter(({ likeness }) => likeness >= alike)
      .toSorted((a, b) => b.likeness - a.likeness);
    const group = nearest?.group ?? { id: newId(one.failure), like: [] };
    joined.set(one.failure.id, group);
    if (nearest === undefined || (nearest.likeness < sameWording && group.like.length < mostLike)) {
      group.like.push(one);
      meetings.add(group, bandsOf(one));
      changed.add(group);
    }
    if (next !== undefined && next.likeness >= bridging) {
      const [kept, other] = ofKnown.includes(next.group) ? [next.group, group] : [group, next.group];
      other.into = kept;
      kept.like.push(...other.like.slice(0, Math.max(0, mostLike - kept.like.length)));
      changed.add(kept);
    }
  }
  return {
    groups: [...changed]
      .filter(({ into }) => into === undefined)
      .map(({ id, like }) => ({ id, like: like.map(({ failure }) => failure) })),
    groupOf: new Map([...joined].map(([id, group]) => [id, whole(group).id])),
    merged: new Map(ofKnown.filter(({ into }) => into !== undefined).map((group) => [group.id, whole(group).id])),
  };
}

/** The group that one has become part of, or itself. */
function whole(group: Group): Group {
  let now = group;
  while (now.into !== undefined) now = now.into;
  return now;
}

/** Numbers that failures have in common when they are alike, apart for what was asked, answered and reported. */
function bandsOf({ input, output, error }: Known): (readonly number[])[] {
  return [input.bands, output.bands, error.bands];
}

function likenessOf(one: Known, group: Group, texts: Texts): number {
  return Math.max(...group.like.map((other) => between(one, other, texts)));
}

/** 0..1 */
function between(a: Known, b: Known, texts: Texts): number {
  const input = texts.likeness(a.input, b.input);
  if (input < alikeQuestions) return 0;
  const isError = a.error.words.length + b.error.words.length > 0;
  const failure = isError ? texts.likeness(a.error, b.error) : texts.likeness(a.output, b.output);
  return failure < (isError ? alikeErrors : alikeAnswers) ? 0 : 0.6 * input + 0.4 * failure;
}
