import { OpenAPIHono } from "@hono/zod-openapi";
import { projectBody, projectListSchema, projectSchema } from "../contract/access.ts";
import type { ApiEnvironment } from "../environment.ts";
import { json, route } from "../route.ts";
import type { Services } from "../services.ts";

const tags = ["Projects"];

const listProjects = route({
  method: "get",
  path: "/projects",
  tags,
  permission: "principal",
  summary: "The projects that one has a role in",
  responses: { 200: json(projectListSchema, "by name") },
});

const createProject = route({
  method: "post",
  path: "/projects",
  tags,
  permission: "principal",
  summary: "Make a project; for admins",
  request: { body: json(projectBody, "its name, which is unique") },
  responses: { 201: json(projectSchema, "the project") },
});

/** Projects. */
export const projectRoutes = ({ access }: Services) =>
  new OpenAPIHono<ApiEnvironment>()
    .openapi(listProjects, async (c) => c.json({ projects: await access.projects(c.var.principal) }, 200))
    .openapi(createProject, async (c) =>
      c.json(await access.createProject(c.var.principal, c.req.valid("json").name), 201),
    );
