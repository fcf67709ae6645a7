import type { Context } from "hono";
import type { HttpBindings } from "@hono/node-server";
import type { z } from "zod";
import type { Principal } from "../access/principal.ts";
import type { Services } from "./services.ts";

/** What the middleware leaves for the routes. */
export interface ApiEnvironment {
  Bindings: HttpBindings;
  Variables: {
    services: Services;
    /** Set for every route but those for `anyone`. */
    principal: Principal;
    /**
     * The project that the request is about (its id): the key's, or the one that the person named. Set for every route whose
     * permission is one of a project, not for `anyone` and `principal`.
     */
    projectId: string;
    requestId: string;
    /** What the route takes, for telling what was meant by something else. */
    accepts: { query?: z.ZodType; json?: z.ZodType };
  };
}

export type ApiContext = Context<ApiEnvironment>;
