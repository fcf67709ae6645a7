import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ReviewQueue, ReviewSetup } from "../../api/index.ts";
import { Button, EmptyPage, figureText } from "../../design/index.ts";
import { SettingsLink } from "./settings-link.tsx";
import type { Sitting } from "./use-sitting.ts";

/** A queue in which nothing is to be done: why, and what fills it. */
export function NothingLeft({
  queue,
  group,
  setup,
  sitting,
}: {
  queue: ReviewQueue;
  group: string | undefined;
  setup: ReviewSetup;
  sitting: Sitting;
}): ReactNode {
  const { title, text } = said(queue, group, setup, sitting.left);
  return (
    <EmptyPage part title={title} text={text}>
      <p className="review-ways">
        {sitting.left > 0 && <Button onClick={sitting.again}>Show skipped ones again</Button>}
        {sitting.last && (
          <Button disabled={sitting.busy} onClick={sitting.undo}>
            Undo <kbd>u</kbd>
          </Button>
        )}
      </p>
    </EmptyPage>
  );
}

function said(
  queue: ReviewQueue,
  group: string | undefined,
  { sampleRate }: ReviewSetup,
  left: number,
): { title: string; text: ReactNode } {
  if (left > 0) {
    return { title: "Nothing for you right now", text: "What is left was skipped, or somebody else has it at hand." };
  }
  if (queue === "sample") {
    return {
      title: "No trace of the sample is open",
      text:
        sampleRate === 0 ? (
          <>
            Traces that were drawn at random, whatever happened in them: only their labels can correct a rate. The
            sample is off; <SettingsLink /> turns it on.
          </>
        ) : (
          `Traces that were drawn at random, ${figureText(sampleRate, "share")} of them, some seconds after they ended. All of them are labelled.`
        ),
    };
  }
  if (group !== undefined) {
    return {
      title: "All of this group are labelled",
      text: (
        <>
          Others are among{" "}
          <Link to="/review" search={{ group: undefined }}>
            all failures
          </Link>
          , or in{" "}
          <Link to="/review" search={{ show: "groups", group: undefined }}>
            another group
          </Link>
          .
        </>
      ),
    };
  }
  return {
    title: "No failure is open",
    text: (
      <>
        Traces with negative feedback, errors, failed tool calls or low scores come here by themselves, as{" "}
        <SettingsLink /> says; others from the <Link to="/traces">list of traces</Link>, by <kbd>R</kbd>.
      </>
    ),
  };
}
