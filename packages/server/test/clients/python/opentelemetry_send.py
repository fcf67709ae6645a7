import json

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("support")


def text(role, content):
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": content}]}])


def chat(question):
    """Stands for the call of your model."""
    with tracer.start_as_current_span("chat gpt-4.1-mini") as span:
        answer = "Order A-1007 was shipped on Monday and arrives on Friday."
        span.set_attributes(
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-4.1-mini",
                "gen_ai.usage.input_tokens": 389,  # cached ones included
                "gen_ai.usage.cache_read.input_tokens": 256,
                "gen_ai.usage.output_tokens": 17,
                "gen_ai.input.messages": text("user", question),
                "gen_ai.output.messages": text("assistant", answer),
            }
        )
        return answer


def tool(name, given, run):
    with tracer.start_as_current_span(f"execute_tool {name}") as span:
        span.set_attribute("gen_ai.operation.name", "execute_tool")
        span.set_attribute("gen_ai.tool.name", name)
        span.set_attribute("gen_ai.tool.call.arguments", json.dumps(given))
        result = run(**given)
        span.set_attribute("gen_ai.tool.call.result", json.dumps(result))
        return result


def carrier_status(carrier):
    raise TimeoutError(f"{carrier} does not answer")


with tracer.start_as_current_span("answer-question") as root:
    question = "Where is order A-1007?"
    root.set_attribute("gen_ai.operation.name", "invoke_agent")
    root.set_attribute("gen_ai.conversation.id", "session-opentelemetry-python")
    root.set_attribute("user.id", "user-42")
    root.set_attribute("gen_ai.input.messages", text("user", question))
    order = tool("lookup_order", {"order_id": "A-1007"}, lambda order_id: {"status": "shipped"})
    try:
        tool("carrier_status", {"carrier": "DHL"}, carrier_status)
    except TimeoutError:
        pass
    root.set_attribute("gen_ai.output.messages", text("assistant", chat(f"{question} It is {order['status']}.")))

provider.shutdown()
