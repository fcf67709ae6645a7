import { OpenAPIHono, z } from "@hono/zod-openapi";
import { actorName } from "../../access/index.ts";
import {
  addedToReviewSchema,
  addToReviewBody,
  agreementQuery,
  agreementSchema,
  failureGroupListSchema,
  failureGroupQuery,
  nextReviewBody,
  nextReviewSchema,
  reviewAnswerBody,
  reviewItemSchema,
  reviewLabelsQuery,
  reviewListQuery,
  reviewListSchema,
  reviewSetupSchema,
} from "../contract/reviews.ts";
import type { ApiEnvironment } from "../environment.ts";
import { msOf } from "../range.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["Review"];
const ofProject = z.object({ project: z.string().optional() });
const ofItem = z.object({ id: z.string().min(1).max(100) });

const listItems = route({
  method: "get",
  path: "/reviews",
  tags,
  permission: "read",
  summary: "Traces that people are to look at, the newest first",
  request: { query: reviewListQuery },
  responses: { 200: json(reviewListSchema, "one page") },
});

const addItems = route({
  method: "post",
  path: "/reviews",
  tags,
  permission: "review",
  summary: "Put traces into the queue",
  request: { query: ofProject, body: json(addToReviewBody, "which, and why") },
  responses: { 200: json(addedToReviewSchema, "what became of them") },
});

const takeNext = route({
  method: "post",
  path: "/reviews/next",
  tags,
  permission: "review",
  summary: "The next item for the one who asks; nobody else is given it for ten minutes",
  request: { query: ofProject, body: json(nextReviewBody, "of which queue or group") },
  responses: { 200: json(nextReviewSchema, "the item, or null when none is left") },
});

const showSetup = route({
  method: "get",
  path: "/reviews/setup",
  tags,
  permission: "read",
  summary: "Labels, rubric, rules and sampling of the project",
  request: { query: ofProject },
  responses: { 200: json(reviewSetupSchema, "what counts") },
});

const changeSetup = route({
  method: "put",
  path: "/reviews/setup",
  tags,
  permission: "manage",
  summary: "Change labels, rubric, rules and sampling; answers that were given keep their labels",
  request: { query: ofProject, body: json(reviewSetupSchema, "all of it") },
  responses: { 200: json(reviewSetupSchema, "what counts now") },
});

const listGroups = route({
  method: "get",
  path: "/reviews/groups",
  tags,
  permission: "read",
  summary: "Failures that are alike, the kinds with the most open ones first",
  request: { query: failureGroupQuery },
  responses: { 200: json(failureGroupListSchema, "kinds of failures") },
});

const showAgreement = route({
  method: "get",
  path: "/reviews/agreement",
  tags,
  permission: "read",
  summary: "How far reviewers agree",
  request: { query: agreementQuery },
  responses: { 200: json(agreementSchema, "over what several of them have labelled") },
});

const exportLabels = route({
  method: "get",
  path: "/reviews/labels",
  tags,
  permission: "read",
  summary: "What people said, as a calibration set for `goldloop judge calibrate`",
  request: { query: reviewLabelsQuery },
  responses: { 200: { description: "JSONL", content: { "text/plain": { schema: z.string() } } } },
});

const showItem = route({
  method: "get",
  path: "/reviews/{id}",
  tags,
  permission: "read",
  summary: "One item of a queue",
  request: { params: ofItem, query: ofProject },
  responses: { 200: json(reviewItemSchema, "the item") },
});

const answer = route({
  method: "put",
  path: "/reviews/{id}/answer",
  tags,
  permission: "review",
  summary: "Label an item; in place of what the same reviewer said before",
  request: { params: ofItem, query: ofProject, body: json(reviewAnswerBody, "the label, with a note or correction") },
  responses: { 200: json(reviewItemSchema, "the item") },
});

const undo = route({
  method: "delete",
  path: "/reviews/{id}/answer",
  tags,
  permission: "review",
  summary: "Take back what one said of an item",
  request: { params: ofItem, query: ofProject },
  responses: { 200: json(reviewItemSchema, "the item, open again") },
});

/** Review: queues, labels, groups of failures. */
export const reviewRoutes = ({ access, review }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listItems, async (c) => {
      const { principal, projectId } = c.var;
      return c.json(await review.list(projectId, actorName(principal), c.req.valid("query")), 200);
    })
    .openapi(addItems, async (c) => {
      const { traceIds, note } = c.req.valid("json");
      return c.json(await review.add(c.var.projectId, traceIds, note), 200);
    })
    .openapi(takeNext, async (c) => {
      const { principal, projectId } = c.var;
      return c.json(await review.next(projectId, actorName(principal), c.req.valid("json")), 200);
    })
    .openapi(showSetup, async (c) => c.json(await review.setup(c.var.projectId), 200))
    .openapi(changeSetup, async (c) => {
      const { principal, projectId } = c.var;
      const setup = c.req.valid("json");
      await review.changeSetup(projectId, setup, (transaction, before) =>
        access.record(
          principal,
          { action: "review.setup", subject: "review", projectId, before, after: setup },
          transaction,
        ),
      );
      return c.json(setup, 200);
    })
    .openapi(listGroups, async (c) =>
      c.json({ groups: await review.groups(c.var.projectId, c.req.valid("query").limit) }, 200),
    )
    .openapi(showAgreement, async (c) => {
      const { from, to } = c.req.valid("query");
      const range = {
        ...(from === undefined ? {} : { fromMs: msOf(from) }),
        ...(to === undefined ? {} : { toMs: msOf(to) }),
      };
      return c.json(await review.agreement(c.var.projectId, range), 200);
    })
    .openapi(exportLabels, async (c) => {
      const lines = await review.labels(c.var.projectId, c.req.valid("query").queue);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      return c.text(text, 200, { "content-disposition": "attachment; filename=labels.jsonl" });
    })
    .openapi(showItem, async (c) => {
      const { principal, projectId } = c.var;
      return c.json(await review.item(projectId, actorName(principal), c.req.valid("param").id), 200);
    })
    .openapi(answer, async (c) => {
      const { principal, projectId } = c.var;
      const { id } = c.req.valid("param");
      return c.json(await review.answer(projectId, actorName(principal), id, c.req.valid("json")), 200);
    })
    .openapi(undo, async (c) => {
      const { principal, projectId } = c.var;
      return c.json(await review.undo(projectId, actorName(principal), c.req.valid("param").id), 200);
    });
