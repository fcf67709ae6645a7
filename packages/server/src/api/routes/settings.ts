import { OpenAPIHono, z } from "@hono/zod-openapi";
import { redactText } from "goldloop/redaction";
import { shownSettings } from "../../config/index.ts";
import { redactionRules } from "../../store/postgres/index.ts";
import {
  redactionTryBody,
  redactionTrySchema,
  type Settings,
  settingsChange,
  type SettingsChange,
  settingsSchema,
} from "../contract/access.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["Settings"];
const query = z.object({ project: z.string().optional() });

const showSettings = route({
  method: "get",
  path: "/settings",
  tags,
  permission: ["manage", "read-audit"],
  summary: "The project's settings and the server's, each with where its value comes from",
  request: { query },
  responses: { 200: json(settingsSchema, "never with a secret") },
});

const changeSettings = route({
  method: "patch",
  path: "/settings",
  tags,
  permission: "manage",
  summary: "Change settings of the project; null takes one back to the default",
  request: { query, body: json(settingsChange, "what is to be different") },
  responses: { 200: json(settingsSchema, "all of them as they are now") },
});

const tryRedaction = route({
  method: "post",
  path: "/settings/redaction/try",
  tags,
  permission: "manage",
  summary: "What rules make of a text; nothing of it is kept",
  request: { query, body: json(redactionTryBody, "rules, saved or not, and a text") },
  responses: { 200: json(redactionTrySchema, "the text as it would be stored, and what was found where") },
});

/** Settings of a project. */
export const settingsRoutes = ({ access, projects, settings }: Services) => {
  const server = shownSettings(settings);
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(showSettings, async (c) => c.json({ ...(await projects.shown(c.var.projectId)), server }, 200))
    .openapi(changeSettings, async (c) => {
      const { principal, projectId } = c.var;
      const change = c.req.valid("json");
      await projects.change(projectId, change, (transaction, before, after) =>
        access.record(
          principal,
          {
            action: "settings.change",
            subject: Object.keys(change).join(", "),
            projectId,
            before: valuesOf(before, change),
            after: valuesOf(after, change),
          },
          transaction,
        ),
      );
      return c.json({ ...(await projects.shown(projectId)), server }, 200);
    })
    .openapi(tryRedaction, async (c) => {
      const { redaction, text } = c.req.valid("json");
      const { key = "" } = (await projects.settings(c.var.projectId)).redaction;
      const rules = redactionRules(redaction, Buffer.from(key).toString("base64"));
      const { text: stored, detections } = redactText(text.toWellFormed(), rules);
      const finds = detections.map(({ kind, start, end }) => ({ kind, start, end }));
      return c.json({ text: stored, finds }, 200);
    });
};

/** Of what was changed. */
function valuesOf(shown: Omit<Settings, "server">, change: SettingsChange): Record<string, unknown> {
  const names = (["retentionDays", "redaction", "prices"] as const).filter((name) => change[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, shown[name].value]));
}
