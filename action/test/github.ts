import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A comment as GitHub lists it. */
export interface StoredComment {
  id: number;
  body: string;
  user: { type: string };
  author_association: string;
}

/** A GitHub that keeps comments and statuses of `acme/shop`. */
export interface GitHub {
  url: string;
  comments: StoredComment[];
  statuses: Record<string, unknown>[];
  /** `GET /repos/...`, in order. */
  requests: string[];
  /** Answers every writing request with this status instead. */
  refuse: number | undefined;
}

const pageSize = 100;

/** Starts a GitHub on loopback that ends with the test. Only the token `secret` may do anything. */
export async function github(): Promise<GitHub> {
  const hub: GitHub = { url: "", comments: [], statuses: [], requests: [], refuse: undefined };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const url = new URL(request.url ?? "", hub.url);
      hub.requests.push(`${request.method} ${url.pathname}${url.search}`);
      const refused = request.headers.authorization === "Bearer secret" ? undefined : 401;
      const status = refused ?? (request.method === "GET" ? undefined : hub.refuse);
      const answer = status === undefined ? answerOf(hub, request.method ?? "", url, text) : { status, body: {} };
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => new Promise<void>((done) => void server.close(() => done())));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return hub;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

function answerOf(hub: GitHub, method: string, url: URL, text: string): Answer {
  const path = url.pathname.replace("/repos/acme/shop", "");
  const given = (text === "" ? {} : JSON.parse(text)) as Record<string, any>;
  if (method === "GET" && path === "/issues/7/comments") {
    const page = Number(url.searchParams.get("page") ?? 1);
    const body = hub.comments.slice((page - 1) * pageSize, page * pageSize);
    const more = hub.comments.length > page * pageSize;
    const next = `${hub.url}${url.pathname}?per_page=${pageSize}&page=${page + 1}`;
    return { status: 200, body, headers: more ? { link: `<${next}>; rel="next"` } : {} };
  }
  if (method === "POST" && path === "/issues/7/comments") {
    const comment = {
      id: hub.comments.length + 1,
      body: given["body"],
      user: { type: "Bot" },
      author_association: "NONE",
    };
    hub.comments.push(comment);
    return { status: 201, body: comment };
  }
  const changed = /^\/issues\/comments\/(\d+)$/.exec(path)?.[1];
  const comment = hub.comments.find(({ id }) => String(id) === changed);
  if (method === "PATCH" && comment !== undefined) {
    comment.body = given["body"];
    return { status: 200, body: comment };
  }
  if (method === "POST" && path.startsWith("/statuses/")) {
    hub.statuses.push({ sha: path.slice("/statuses/".length), ...given });
    return { status: 201, body: {} };
  }
  return { status: 404, body: { message: "Not Found" } };
}
