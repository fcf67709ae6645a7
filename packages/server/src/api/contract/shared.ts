import { z } from "@hono/zod-openapi";

/** A point in time in a query or a body: ISO 8601 with a zone, or ms since 1970. */
export const instant = z
  .union([z.iso.datetime({ offset: true }), z.string().regex(/^\d{12,14}$/)], {
    error: "an ISO 8601 time with a zone, or ms since 1970, is needed",
  })
  .openapi({ example: "2026-11-24T10:00:00Z", description: "ISO 8601 with a zone, or ms since 1970" });

/** What every failed request is answered with. */
export const problemSchema = z
  .object({
    error: z.object({
      /** Stable, for programs. */
      code: z.string(),
      message: z.string(),
      /** How to mend it. */
      hint: z.string().optional(),
    }),
  })
  .openapi("Problem");

export type Problem = z.infer<typeof problemSchema>;

/**
 * What restricts lists and signals alike. A person names the project; a key is bound to its own. Values that repeat
 * (`model=a&model=b`) mean any of them.
 */
export const filterQuery = z.object({
  project: z.string().optional().openapi({ description: "the project's name; not needed with a key" }),
  from: instant.optional().openapi({ description: "start of the range, inclusive; default: 24 h before `to`" }),
  to: instant.optional().openapi({ description: "end of the range, exclusive; default: now" }),
  environment: several(),
  release: several(),
  model: several(),
  route: several(),
  tool: several(),
});

/** A parameter that may repeat. */
export function several() {
  return z.union([z.string(), z.array(z.string())]).optional();
}

/**
 * A parameter that may repeat and whose values are checked one by one: `needed` says what one has to be, `hint` shows one.
 */
export function severalOf(fits: (value: string) => boolean, needed: string, hint: string) {
  return several().refine((given) => given === undefined || [given].flat().every(fits), {
    error: `${needed} is needed`,
    params: { hint },
  });
}

export const cursorQuery = z.object({
  cursor: z.string().optional().openapi({ description: "`next` of the page before" }),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export const jsonValue: z.ZodType = z.unknown().openapi({ description: "any JSON" });
