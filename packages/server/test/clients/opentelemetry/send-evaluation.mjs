import { logs, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();

const span = trace.getTracer("support").startSpan("answer-question");
span.setAttribute("gen_ai.conversation.id", "session-evaluation");
span.end();

// later, when somebody or something has judged the answer
logs.getLogger("support").emit({
  eventName: "gen_ai.evaluation.result",
  context: trace.setSpanContext(ROOT_CONTEXT, span.spanContext()),
  attributes: {
    "gen_ai.evaluation.name": "relevance",
    "gen_ai.evaluation.score.value": 0.8,
    "gen_ai.evaluation.score.label": "relevant",
    "gen_ai.evaluation.explanation": "it names the order and the day",
  },
});
await sdk.shutdown();
