/** Where the generated Python program stands, from the folder of goldloop.yaml. */
export const generatedPython = "evals/scorers/promptfoo.py";

/** Runs a `python` assertion: a function of a file, or the text of the assertion itself. */
export const pythonProgram = `"""Runs assertions that were Python in promptfoo. Written by \`goldloop import promptfoo\`; yours to change.

The subject comes as one JSON line on standard input; the last line printed is the verdict."""
import argparse
import importlib.util
import json
import sys
import textwrap

parser = argparse.ArgumentParser()
parser.add_argument("--file")
parser.add_argument("--function", default="get_assert")
parser.add_argument("--body")
parser.add_argument("--threshold", type=float)
given = parser.parse_args()

subject = json.load(sys.stdin)
example = subject["example"]
inputs = example["input"] if isinstance(example["input"], dict) else {}
metadata = example.get("metadata") or {}
context = {"vars": inputs, "test": {"vars": inputs, "metadata": metadata}, "trace": subject.get("trace")}

if given.file:
    where = importlib.util.spec_from_file_location("assertion", given.file)
    module = importlib.util.module_from_spec(where)
    where.loader.exec_module(module)
    assertion = getattr(module, given.function)
else:
    text = given.body if "\\n" in given.body else "return " + given.body
    scope = {"json": json}
    exec("def assertion(output, context):\\n" + textwrap.indent(textwrap.dedent(text), "    "), scope)
    assertion = scope["assertion"]

result = assertion(subject["output"], context)
if isinstance(result, str):
    result = json.loads(result.lower() if result.lower() in ("true", "false") else result)
if isinstance(result, bool):
    verdict = {"pass": result}
elif isinstance(result, (int, float)):
    passed = result > 0 if given.threshold is None else result >= given.threshold
    fits = 0 <= result <= 1 and result != float(not passed)
    verdict = {"value": result if fits else float(passed), "pass": passed, "reason": f"the script answered {result}"}
else:
    passed = bool(result["pass"])
    score = result.get("score", float(passed))
    enough = given.threshold is None or score >= given.threshold
    verdict = {"value": score, "pass": passed and enough, "reason": str(result.get("reason") or "")}
print()
print(json.dumps(verdict))
`;
