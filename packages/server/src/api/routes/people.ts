import { OpenAPIHono, z } from "@hono/zod-openapi";
import { ownOrigin } from "../browser-session.ts";
import { invitationSchema, personBody, personChange, personListSchema, personSchema } from "../contract/access.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["People"];
const query = z.object({ project: z.string().optional() });

const listPeople = route({
  method: "get",
  path: "/people",
  tags,
  permission: "manage",
  summary: "The people that one administers, and those with a role in every project",
  request: { query },
  responses: { 200: json(personListSchema, "by e-mail") },
});

const invite = route({
  method: "post",
  path: "/people",
  tags,
  permission: "manage",
  summary: "Give somebody a role, and make the link with which they set their password",
  request: { query, body: json(personBody, "who, what and where") },
  responses: { 201: json(invitationSchema, "the link is shown only now; who has a password is led to the login") },
});

const changePerson = route({
  method: "patch",
  path: "/people/{id}",
  tags,
  permission: "manage",
  summary: "Change a role, until when it counts, or whether the person may log in",
  request: { params: z.object({ id: z.string() }), query, body: json(personChange, "what is to be different") },
  responses: { 200: json(personSchema, "the person as they are now") },
});

const makePasswordLink = route({
  method: "post",
  path: "/people/{id}/password-link",
  tags,
  permission: "manage",
  summary: "Make the link with which somebody sets a new password; the old one works until then",
  request: { params: z.object({ id: z.string() }), query },
  responses: { 201: json(invitationSchema, "the link is shown only now, works once and for 7 days") },
});

/** People and their roles. */
export const peopleRoutes = ({ access }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listPeople, async (c) => c.json({ people: await access.people(c.var.principal) }, 200))
    .openapi(invite, async (c) => {
      const { person, link } = await access.invite(c.var.principal, c.req.valid("json"));
      return c.json({ person, link: ownOrigin(c) + link }, 201);
    })
    .openapi(makePasswordLink, async (c) => {
      const { person, link } = await access.makePasswordLink(c.var.principal, c.req.valid("param").id);
      return c.json({ person, link: ownOrigin(c) + link }, 201);
    })
    .openapi(changePerson, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await access.changePerson(c.var.principal, id, c.req.valid("json")), 200);
    });
