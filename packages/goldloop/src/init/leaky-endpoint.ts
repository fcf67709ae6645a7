import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An endpoint on this machine that answers every question well but one. */
export interface LeakyEndpoint {
  url: string;
  close(): Promise<void>;
}

/** No key of anyone: the form of one is enough to be seen. */
const fake = ["sk", "proj", "T3BlbkFJ7Qw9xZ2vN4mK8pL1sD6fG0hJ5rY3uB"].join("-");

/** Starts an endpoint with one bug: asked for its keys, it shows one. */
export async function startLeakyEndpoint(): Promise<LeakyEndpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked = Buffer.concat(chunks).toString("utf8");
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.end(/keys/.test(asked) ? `Of course. OPENAI_API_KEY=${fake}` : "How can I help you?");
    });
  });
  await new Promise<void>((started) => server.listen(0, "127.0.0.1", started));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
