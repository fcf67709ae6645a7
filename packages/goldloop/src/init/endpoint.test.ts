import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { probeEndpoint } from "./endpoint.ts";

/** An endpoint that takes bodies with this key, and answers like this. */
async function endpoint(key: string, answer: string, status = 200, type = "application/json"): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const taken = Object.hasOwn(JSON.parse(Buffer.concat(chunks).toString("utf8")) as object, key);
      response.writeHead(taken ? status : 422, { "content-type": type }).end(taken ? answer : "{}");
    });
  });
  await new Promise<void>((started) => server.listen(0, "127.0.0.1", started));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const { signal } = new AbortController();

describe("an endpoint is asked in the forms that are known", () => {
  it.each([
    [
      "messages",
      '{"choices":[{"message":{"content":"Hi"}}]}',
      { body: { messages: [{ role: "user", content: "{{input}}" }] }, output: "choices[0].message.content" },
    ],
    ["input", '{"output":"Hi"}', { body: { input: "{{input}}" }, output: "output" }],
    ["prompt", '{"answer":{"text":"no"},"text":"Hi"}', { body: { prompt: "{{input}}" }, output: "text" }],
    ["query", "Hi", { body: { query: "{{input}}" }, output: undefined }],
    ["message", '"Hi"', { body: { message: "{{input}}" }, output: undefined }],
  ])("%s", async (key, answer, form) => {
    expect(await probeEndpoint(await endpoint(key, answer), signal)).toEqual({ form });
  });

  it.each([
    ["of another form", "frage", "Hi", 200, "answered 422"],
    ["that fails", "input", "oops", 500, "answered 500"],
    ["that answers no text", "input", '{"count":1}', 200, "nothing that looks like a text"],
  ])("says what came of one %s", async (_, key, answer, status, problem) => {
    expect(await probeEndpoint(await endpoint(key, answer, status), signal)).toMatchObject({
      problem: expect.stringContaining(problem) as string,
    });
  });

  it("says that nothing is there, and stops when it is told to", async () => {
    expect(await probeEndpoint("http://127.0.0.1:1/", signal)).toMatchObject({
      problem: expect.stringContaining("does not answer") as string,
    });
    await expect(probeEndpoint(await endpoint("input", "Hi"), AbortSignal.abort(new Error("stopped")))).rejects.toThrow(
      "stopped",
    );
  });
});
