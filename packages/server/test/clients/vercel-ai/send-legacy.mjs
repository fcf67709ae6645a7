import { openai } from "@ai-sdk/openai";
import { LegacyOpenTelemetry } from "@ai-sdk/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { generateText, isStepCount, registerTelemetry, tool } from "ai";
import { z } from "zod";

const sdk = new NodeSDK();
sdk.start();
registerTelemetry(new LegacyOpenTelemetry());

await generateText({
  model: openai.chat("gpt-4.1-mini"),
  prompt: "Where is order A-1007?",
  stopWhen: isStepCount(5),
  tools: {
    lookup_order: tool({
      inputSchema: z.object({ orderId: z.string() }),
      execute: async () => ({ status: "shipped" }),
    }),
    carrier_status: tool({
      inputSchema: z.object({ carrier: z.string(), parcel: z.string() }),
      execute: async () => {
        throw new Error("the carrier does not answer");
      },
    }),
  },
  runtimeContext: { userId: "user-42", sessionId: "session-vercel-ai-legacy" },
  telemetry: { functionId: "answer-question", includeRuntimeContext: { userId: true, sessionId: true } },
});
await sdk.shutdown();
