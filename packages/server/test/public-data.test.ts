import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./server.ts";

const root = resolve(import.meta.dirname, "..", "..", "..");
const folder = process.env["GOLDLOOP_TEST_DATA"] ?? join(root, "..", "shared", "data");
const data = existsSync(join(folder, "README.md")) ? folder : undefined;

describe.skipIf(data === undefined)(
  "public data (skipped where ../shared/data and GOLDLOOP_TEST_DATA are absent)",
  { timeout: 180_000 },
  () => {
    const files = {
      "tau-bench": join(data ?? "", "tau-bench/gpt-4o-airline.jsonl"),
      "azure-llm": join(data ?? "", "azure-llm/code.csv"),
    };
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer();
    });
    afterAll(() => server?.remove());

    /** Sends one of the files as a person would. */
    async function send(name: keyof typeof files): Promise<void> {
      const program = join(root, "examples/public-data/send.mjs");
      const { stderr } = await promisify(execFile)(process.execPath, [program, name, files[name]], {
        env: { ...process.env, CI: "", GOLDLOOP_SERVER: server.url, GOLDLOOP_API_KEY: server.key },
      });
      expect(stderr).toBe("");
    }

    /** Times are moved into the last 24 hours, and one data set covers a day. */
    const range = () => ({ from: String(Date.now() - 3 * 86_400_000), to: String(Date.now()) });

    async function total(name: string, more: Record<string, string> = {}): Promise<{ value: number; n: number }> {
      const query = new URLSearchParams({ ...range(), ...more });
      const { status, body } = await server.get(`/api/v1/signals/${name}?${query}`);
      expect([status, body.series.length]).toEqual([200, 1]);
      return body.series[0].total;
    }

    async function traceIds(route: string): Promise<string[]> {
      const ids: string[] = [];
      for (let next: string | undefined = ""; next !== undefined;) {
        const query = new URLSearchParams({
          ...range(),
          route,
          limit: "100",
          ...(next === "" ? {} : { cursor: next }),
        });
        const { body } = await server.get(`/api/v1/traces?${query}`);
        ids.push(...body.traces.map(({ traceId }: { traceId: string }) => traceId));
        next = body.next;
      }
      return ids;
    }

    test("tau-bench: 200 traces, 73 of 1,164 tool calls failed, and the cost is what the file adds up to; also when sent twice", async () => {
      const rows = readFileSync(files["tau-bench"], "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { reward: number; info: { user_cost: number }; traj: Message[] });
      const results = rows.flatMap(({ traj }) => traj.filter(({ role }) => role === "tool"));
      const failed = results.filter(({ content }) => content?.startsWith("Error"));
      expect([rows.length, results.length, failed.length]).toEqual([200, 1164, 73]);
      const cost = rows.reduce((sum, { info }) => sum + info.user_cost, 0);
      const reward = rows.reduce((sum, row) => sum + row.reward, 0) / 200;

      await send("tau-bench");
      await send("tau-bench");
      const ids = await traceIds("airline agent");
      expect([ids.length, new Set(ids).size]).toEqual([200, 200]);
      expect(await total("traces")).toMatchObject({ value: 200 });
      const toolErrors = await total("toolErrorRate");
      expect(toolErrors.n).toBe(results.length);
      expect(toolErrors.value).toBeCloseTo(failed.length / results.length, 12);
      expect((await total("costUsd", { statistic: "sum" })).value).toBeCloseTo(cost, 9);
      const rewards = await total("score.reward");
      expect(rewards.n).toBe(200);
      expect(rewards.value).toBeCloseTo(reward, 12);
    });

    test("a conversation is shown with its messages, tool calls and results", async () => {
      const [id] = await traceIds("airline agent");
      const { body } = await server.get(`/api/v1/traces/${id}`);
      const [agent] = body.spans.filter(({ kind }: { kind: string }) => kind === "agent");
      expect(agent.sessionId).toMatch(/^task-\d+-trial-\d$/);
      expect(agent.messages[0]).toMatchObject({
        role: "system",
        content: expect.stringMatching(/^# Airline Agent Policy/),
      });
      const tools = body.spans.filter(({ kind }: { kind: string }) => kind === "tool");
      expect(tools.length).toBeGreaterThan(0);
      for (const { toolCalls, parentSpanId } of tools) {
        expect(parentSpanId).toBe(agent.spanId);
        expect(toolCalls).toEqual([
          expect.objectContaining({ name: expect.any(String), arguments: expect.any(Object) }),
        ]);
        expect(toolCalls[0]).toHaveProperty("result");
      }
    });

    test("Azure: the tokens are the file's, and the cost follows from them; also when sent twice", async () => {
      const [, ...lines] = readFileSync(files["azure-llm"], "utf8").trimEnd().split(/\r?\n/);
      const rows = lines.map((line) => line.split(",").slice(1).map(Number) as [input: number, output: number]);
      const [input, output] = [0, 1].map((column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0)) as [
        number,
        number,
      ];
      expect([rows.length, input, output]).toEqual([8819, 18_059_974, 245_896]);
      const prices = [{ model: "azure-code", inputUsdPerMillion: 0.5, outputUsdPerMillion: 2 }];
      const changed = await server.request("PATCH", "/api/v1/settings?project=test", {
        body: { prices },
        headers: { cookie: await server.login(), origin: server.url },
      });
      expect(changed.status).toBe(200);

      await send("azure-llm");
      await send("azure-llm");
      const only = { route: "complete code" };
      expect(await total("traces", only)).toMatchObject({ value: 8819 });
      expect((await total("tokens", { ...only, statistic: "sum" })).value).toBe(input + output);
      const cost = (input * 0.5 + output * 2) / 1e6;
      expect((await total("costUsd", { ...only, statistic: "sum" })).value).toBeCloseTo(cost, 6);
    });
  },
);

interface Message {
  role: string;
  content: string | null;
}
