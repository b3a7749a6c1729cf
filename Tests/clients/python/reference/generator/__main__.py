"""python -m reference.generator --seed N --count M: a set a line, {"set": ..., "date": ..., "mode": ...}."""
import argparse
import json

from . import generate


def main():
    parser = argparse.ArgumentParser(prog="python -m reference.generator")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--dangling", type=float, default=1, help="per cent of references to an id that does not exist")
    arguments = parser.parse_args()
    for index in range(arguments.count):
        job = generate(arguments.seed, index, arguments.dangling / 100).output()
        print(json.dumps(job, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()
