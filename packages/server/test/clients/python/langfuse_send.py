from langfuse import get_client, observe, propagate_attributes

langfuse = get_client()


@observe(as_type="tool")
def lookup_order(order_id):
    return {"status": "shipped"}


@observe(as_type="tool")
def carrier_status(carrier):
    raise TimeoutError(f"{carrier} does not answer")


@observe(as_type="generation")
def chat(messages):
    """Stands for the call of your model."""
    answer = "Order A-1007 was shipped on Monday and arrives on Friday."
    langfuse.update_current_generation(
        model="gpt-4.1-mini",
        input=messages,
        output={"role": "assistant", "content": answer},
        # parts that add up: what was cached is not in `input`
        usage_details={"input": 133, "input_cached_tokens": 256, "output": 17},
    )
    return answer


@observe(as_type="agent", name="answer-question")
def answer_question(question):
    with propagate_attributes(user_id="user-42", session_id="session-langfuse-python"):
        order = lookup_order(order_id="A-1007")
        try:
            carrier_status(carrier="DHL")
        except TimeoutError:
            pass
        answer = chat([{"role": "user", "content": f"{question} It is {order['status']}."}])
        langfuse.score_current_trace(name="helpful", value=1, comment="quick and right")
        return answer


answer_question("Where is order A-1007?")
langfuse.flush()
