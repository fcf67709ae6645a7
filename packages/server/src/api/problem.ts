import { GoldloopError } from "goldloop/error";

/** A request that cannot be answered, with its HTTP status. Thrown anywhere below a route; the app writes the `Problem`. */
export class RequestError extends GoldloopError {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 429 | 503;

  /** With 429 and 503: when to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: RequestError["status"],
    code: string,
    message: string,
    hint?: string,
    options: { retryAfterSeconds?: number } = {},
  ) {
    super(code, message, { hint });
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
