"""python -m reference: judges a set a line of standard input, {"set": ..., "date": ..., "mode": ...}.

With --self-test it judges the worked examples instead.
"""
import json
import sys

from . import worked_examples
from .evaluator import evaluate


def main():
    if "--self-test" in sys.argv:
        total, failures = worked_examples.run()
        print(*failures, f"{total - len(failures)} passed, {len(failures)} failed", sep="\n")
        sys.exit(bool(failures))
    for line in sys.stdin:
        if line.strip():
            job = json.loads(line)
            result = evaluate(job["set"], job["date"], job.get("mode", "recorded"))
            print(json.dumps(result, separators=(",", ":")), flush=True)


if __name__ == "__main__":
    main()
