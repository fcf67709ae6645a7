import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Posts encoded bodies over `concurrency` connections, each again after Retry-After when it is told to wait. Returns how long it
 * took, how many bytes were sent, and what was answered.
 */
export async function sendAll(bodies, { url, key, concurrency, deadlineMs = Infinity }) {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const target = new URL("/v1/traces", url);
  const statuses = new Map();
  const withoutRetryAfter = [];
  let next = 0;
  let acknowledged = 0;
  const startedAt = performance.now();
  const one = async () => {
    while (next < bodies.length && performance.now() - startedAt < deadlineMs) {
      const body = bodies[next++];
      for (;;) {
        const { status, retryAfter } = await post(body.bytes ?? body, target, key, agent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) break;
        if (status !== 429 && status !== 503) throw new Error(`the server answered ${status}`);
        if (!(retryAfter > 0)) withoutRetryAfter.push(status);
        await delay(Math.max(0.05, retryAfter || 0) * 1000);
      }
      acknowledged += body.spans ?? 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  agent.destroy();
  return { ms: performance.now() - startedAt, acknowledged, statuses, withoutRetryAfter };
}

function post(body, target, key, agent) {
  return new Promise((resolve, reject) => {
    const sending = request(
      target,
      {
        method: "POST",
        agent,
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/x-protobuf",
          "content-length": body.length,
        },
      },
      (answer) => {
        answer.resume();
        answer.once("end", () =>
          resolve({ status: answer.statusCode, retryAfter: Number(answer.headers["retry-after"]) }),
        );
      },
    );
    sending.once("error", reject);
    sending.end(body);
  });
}
