"""A target for Goldloop in Python: requests come in on one file descriptor, answers go out on another."""
import json
import os
import sys
import time
import traceback

requests = os.fdopen(int(os.environ["GOLDLOOP_IN_FD"]), "r", encoding="utf-8")
answers = os.fdopen(int(os.environ["GOLDLOOP_OUT_FD"]), "w", encoding="utf-8")


def answer(question):
    """Your application goes here."""
    print("working on", question)  # prints disturb nothing: they are not the protocol
    return {"text": f"You asked: {question}", "words": len(question.split())}


for line in requests:  # ends when Goldloop closes its side
    request = json.loads(line)
    started = time.perf_counter()
    try:
        reply = {"output": answer(request["input"])}
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        reply = {"error": f"{type(error).__name__}: {error}"}
    reply["key"] = request["key"]
    if "output" in reply:
        reply["latencyMs"] = (time.perf_counter() - started) * 1000
    answers.write(json.dumps(reply) + "\n")
    answers.flush()
