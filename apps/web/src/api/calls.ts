import { request } from "./request.ts";
import type * as t from "./types.ts";

/** Fields of the contract as a caller gives them: what has a default may be left out, times are ms since 1970. */
type Query<T> = { [K in keyof T]?: K extends "from" | "to" ? number | string | undefined : T[K] | undefined };
type Signal = AbortSignal | undefined;
type InProject = { project: string };

const at = encodeURIComponent;

/** Every call of the API that the app makes, one function each. All throw ApiError. */
export const api = {
  loginState: (signal?: Signal) => request<t.LoginState>("/login", { signal }),
  login: (body: { email: string; password: string }) => request<void>("/login", { method: "POST", body }),
  logout: () => request<void>("/logout", { method: "POST" }),
  setup: (body: t.SetupBody) => request<void>("/setup", { method: "POST", body }),
  checkSetup: (token: string, signal?: Signal) =>
    request<{ firstAdmin: boolean }>("/setup/check", { method: "POST", body: { token }, signal }),
  me: (signal?: Signal) => request<t.Me>("/me", { signal }),

  overview: (query: Query<t.SignalQuery>, signal?: Signal) => request<t.Overview>("/overview", { query, signal }),
  signals: (query: InProject, signal?: Signal) => request<{ signals: t.Signal[] }>("/signals", { query, signal }),
  signal: (name: string, query: Query<t.SignalQuery>, signal?: Signal) =>
    request<t.SignalSeries>(`/signals/${at(name)}`, { query, signal }),

  traces: (query: Query<t.TraceListQuery>, signal?: Signal) => request<t.TraceList>("/traces", { query, signal }),
  histogram: (query: Query<t.TraceFilterQuery>, signal?: Signal) =>
    request<t.Histogram>("/traces/histogram", { query, signal }),
  facets: (query: Query<t.TraceFilterQuery>, signal?: Signal) => request<t.Facets>("/traces/facets", { query, signal }),
  trace: (
    traceId: string,
    query: InProject & { lean?: boolean | undefined; near?: string | undefined; span?: string[] | undefined },
    signal?: Signal,
  ) => request<t.TraceJson>(`/traces/${at(traceId)}`, { query, signal }),
  sessions: (query: Query<t.TraceListQuery>, signal?: Signal) => request<t.SessionList>("/sessions", { query, signal }),
  session: (sessionId: string, query: InProject, signal?: Signal) =>
    request<t.SessionJson>(`/sessions/${at(sessionId)}`, { query, signal }),
  feedback: (query: InProject, body: t.FeedbackInput) =>
    request<{ id: string }>("/feedback", { method: "POST", query, body }),

  reviews: (query: Query<t.ReviewListQuery> & InProject, signal?: Signal) =>
    request<t.ReviewList>("/reviews", { query, signal }),
  addToReview: (query: InProject, traceIds: readonly string[]) =>
    request<t.AddedToReview>("/reviews", { method: "POST", query, body: { traceIds } }),
  nextReview: (query: InProject, body: t.NextReviewInput, signal?: Signal) =>
    request<t.NextReview>("/reviews/next", { method: "POST", query, body, signal }),
  answerReview: (query: InProject, id: string, body: t.ReviewAnswerBody) =>
    request<t.ReviewItem>(`/reviews/${at(id)}/answer`, { method: "PUT", query, body }),
  undoReview: (query: InProject, id: string) =>
    request<t.ReviewItem>(`/reviews/${at(id)}/answer`, { method: "DELETE", query }),
  reviewSetup: (query: InProject, signal?: Signal) => request<t.ReviewSetup>("/reviews/setup", { query, signal }),
  changeReviewSetup: (query: InProject, body: t.ReviewSetup) =>
    request<t.ReviewSetup>("/reviews/setup", { method: "PUT", query, body }),
  reviewGroups: (query: InProject, signal?: Signal) =>
    request<{ groups: t.FailureGroupJson[] }>("/reviews/groups", { query, signal }),
  reviewAgreement: (query: InProject, signal?: Signal) => request<t.Agreement>("/reviews/agreement", { query, signal }),

  createProject: (name: string) => request<t.ProjectJson>("/projects", { method: "POST", body: { name } }),
  settings: (query: InProject, signal?: Signal) => request<t.Settings>("/settings", { query, signal }),
  changeSettings: (query: InProject, body: t.SettingsChange) =>
    request<t.Settings>("/settings", { method: "PATCH", query, body }),
  tryRedaction: (query: InProject, body: { redaction: t.Redaction; text: string }, signal?: Signal) =>
    request<t.RedactionTry>("/settings/redaction/try", { method: "POST", query, body, signal }),
  people: (query: InProject, signal?: Signal) => request<{ people: t.PersonJson[] }>("/people", { query, signal }),
  invite: (query: InProject, body: t.PersonBody) => request<t.Invitation>("/people", { method: "POST", query, body }),
  makePasswordLink: (query: InProject, id: string) =>
    request<t.Invitation>(`/people/${at(id)}/password-link`, { method: "POST", query }),
  changePerson: (query: InProject, id: string, body: t.PersonChange) =>
    request<t.PersonJson>(`/people/${at(id)}`, { method: "PATCH", query, body }),
  keys: (query: InProject, signal?: Signal) => request<{ keys: t.KeyJson[] }>("/keys", { query, signal }),
  createKey: (query: InProject, body: t.KeyBody) => request<t.NewKey>("/keys", { method: "POST", query, body }),
  revokeKey: (query: InProject, id: string) => request<t.KeyJson>(`/keys/${at(id)}`, { method: "DELETE", query }),
  audit: (query: InProject & { cursor?: string | undefined; limit?: number }, signal?: Signal) =>
    request<t.AuditList>("/audit", { query, signal }),
  erase: (query: InProject, body: t.ErasureBody) => request<t.Erasure>("/erasures", { method: "POST", query, body }),
  markers: (query: InProject & { from?: number; to?: number }, signal?: Signal) =>
    request<{ markers: t.Marker[] }>("/releases/markers", { query, signal }),
  mark: (query: InProject, body: t.MarkerBody) =>
    request<t.Marker>("/releases/markers", { method: "POST", query, body }),
};
