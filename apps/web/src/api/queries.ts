import { queryOptions } from "@tanstack/react-query";
import { api } from "./calls.ts";

// Queries that more than one page asks; a page's own stand beside the page. Keys begin with the resource, then the project.

/** Who is logged in, and the projects that they see. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => api.me(signal), staleTime: 60_000 });

/** What the login page needs to know. */
export const loginStateQuery = queryOptions({
  queryKey: ["login"],
  queryFn: ({ signal }) => api.loginState(signal),
  staleTime: 0,
});

/** Values of environment, release, route ... with their counts in a range. */
export const facetsQuery = (query: { project: string; from: number; to: number }) =>
  queryOptions({
    queryKey: ["facets", query.project, query],
    queryFn: ({ signal }) => api.facets(query, signal),
    staleTime: 60_000,
  });

export const keysQuery = (project: string) =>
  queryOptions({ queryKey: ["keys", project], queryFn: ({ signal }) => api.keys({ project }, signal) });

export const settingsQuery = (project: string) =>
  queryOptions({ queryKey: ["settings", project], queryFn: ({ signal }) => api.settings({ project }, signal) });

export const peopleQuery = (project: string) =>
  queryOptions({ queryKey: ["people", project], queryFn: ({ signal }) => api.people({ project }, signal) });

/** Labels, rubric, rules and sampling of review. */
export const reviewSetupQuery = (project: string) =>
  queryOptions({
    queryKey: ["review-setup", project],
    queryFn: ({ signal }) => api.reviewSetup({ project }, signal),
    staleTime: 60_000,
  });
