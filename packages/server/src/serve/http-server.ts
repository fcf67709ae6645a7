import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { IncompleteError, InputError } from "goldloop/error";

/** What answers a request; the app's `fetch`. */
type Fetch = Parameters<typeof getRequestListener>[0];

/** An HTTP server that listens. */
export interface HttpServer {
  /** `127.0.0.1:4318`; IPv6 addresses in brackets. */
  address: string;
  /** Takes no more connections, waits for what is being answered, then ends what is left. */
  close(patienceMs: number): Promise<void>;
}

/**
 * Listens. Throws InputError when the port is taken or may not be used, or the address is not this machine's. `failed` is
 * told when it cannot go on later.
 */
export async function listen(
  fetch: Fetch,
  host: string,
  port: number,
  failed: (error: Error) => void,
): Promise<HttpServer> {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((done, fail) => {
    server.once("error", (error) => fail(listenFailure(error, host, port)));
    server.listen(port, host, done);
  });
  server.removeAllListeners("error").on("error", (error) => failed(listenFailure(error, host, port)));
  return { address: addressOf(server, host), close: (patienceMs) => close(server, patienceMs) };
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function close(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(cut);
}

/** The failure of listening as a person can mend it. Throws nothing. */
export function listenFailure(error: unknown, host: string, port: number, flag = "--port"): Error {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new InputError("port-taken", `port ${port} on ${host} is taken by another process`, {
        hint: `goldloop serve ${flag} 0   takes a free one`,
        cause: error,
      });
    case "EACCES":
      return new InputError("port-forbidden", `port ${port} may not be used by this user`, {
        hint: `goldloop serve ${flag} ${port + 8000}`,
        cause: error,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new InputError("host-unknown", `${host} is no address of this machine`, {
        hint: "goldloop serve --host 127.0.0.1",
        cause: error,
      });
    default:
      return new IncompleteError("cannot-listen", `cannot listen on ${host}, port ${port}`, { cause: error });
  }
}
