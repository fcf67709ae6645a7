import mlflow
from mlflow.entities import SpanType


@mlflow.trace(span_type=SpanType.TOOL)
def lookup_order(order_id):
    return {"status": "shipped"}


@mlflow.trace(span_type=SpanType.TOOL)
def carrier_status(carrier):
    raise TimeoutError(f"{carrier} does not answer")


@mlflow.trace(span_type=SpanType.CHAT_MODEL)
def chat(messages):
    """Stands for the call of your model."""
    span = mlflow.get_current_active_span()
    span.set_attribute("mlflow.llm.model", "gpt-4.1-mini")
    span.set_attribute("mlflow.llm.provider", "openai")
    usage = {"input_tokens": 389, "output_tokens": 17, "total_tokens": 406, "cache_read_input_tokens": 256}
    span.set_attribute("mlflow.chat.tokenUsage", usage)
    return {"role": "assistant", "content": "Order A-1007 was shipped on Monday and arrives on Friday."}


@mlflow.trace(name="answer-question", span_type=SpanType.AGENT)
def answer_question(question):
    # over OTLP, MLflow does not send what update_current_trace() is given
    root = mlflow.get_current_active_span()
    root.set_attribute("user.id", "user-42")
    root.set_attribute("session.id", "session-mlflow-python")
    order = lookup_order(order_id="A-1007")
    try:
        carrier_status(carrier="DHL")
    except TimeoutError:
        pass
    return chat([{"role": "user", "content": f"{question} It is {order['status']}."}])["content"]


answer_question("Where is order A-1007?")
