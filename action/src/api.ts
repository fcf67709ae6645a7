import type { WorkflowEvent } from "./event.ts";

const timeoutMs = 15_000;

/** GitHub did not do what it was asked for. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }

  /** Whether the token may not do it: that of a fork, or one without the permission. */
  get forbidden(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }
}

/** GitHub's REST interface, as far as it is needed. */
export interface Api {
  /** Throws ApiError. */
  send(method: "POST" | "PATCH", path: string, body: unknown): Promise<unknown>;
  /** All elements of a list, page after page. Throws ApiError. */
  list(path: string): AsyncGenerator;
}

/** The repository's REST interface. Paths are relative to the repository: `/issues/7/comments`. */
export function openApi({ apiUrl, repository }: WorkflowEvent, token: string): Api {
  const base = `${apiUrl}/repos/${repository}`;
  return {
    async send(method, path, body) {
      return (await ask(method, base + path, token, body)).json();
    },
    async *list(path) {
      for (let url: string | undefined = `${base}${path}?per_page=100`; url !== undefined;) {
        const answer = await ask("GET", url, token);
        const page: unknown = await answer.json();
        if (Array.isArray(page)) yield* page;
        url = nextPage(answer.headers.get("link"), apiUrl);
      }
    },
  };
}

async function ask(method: string, url: string, token: string, body?: unknown): Promise<Response> {
  const path = new URL(url).pathname;
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "goldloop-action",
        "x-github-api-version": "2022-11-28",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new ApiError(`${method} ${path}: ${error instanceof Error ? error.message : String(error)}`, 0);
  }
  if (!answer.ok) throw new ApiError(`${method} ${path}: ${answer.status} ${answer.statusText}`.trim(), answer.status);
  return answer;
}

// The token goes to GitHub only, wherever a link points.
function nextPage(link: string | null, apiUrl: string): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return url?.startsWith(`${apiUrl}/`) === true ? url : undefined;
}
