#!/usr/bin/env python3
"""Does what the README's walk-through says, as it stands there, and compares what it shows.

The walk-through is the README's section whose heading has the word "walk-through". Its fenced blocks marked `sh` run one
after another in one bash, in a copy of the checkout that has the release build. A block marked `text` right after one
holds lines that the block before it must print, in that order and with nothing between them left out; spaces at a line's
end do not count, and `…` stands for anything within a line, or, alone on a line, for any lines.

Prints each block that passed or failed, and at last `N passed, N failed`.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 600
PROGRAMS = ["lm2d", "lm2", "lm2-bench", "lm2-products.built"]


class Block:
    def __init__(self, line, text):
        self.line = line
        self.text = text
        self.expected = None


def walkthrough_blocks(readme):
    """The blocks of the section, in order."""
    blocks, level, fence, collected, start = [], 0, None, [], 0
    for number, line in enumerate(readme.splitlines(), 1):
        opened = re.match(r"```(\w*)\s*$", line)
        if fence is not None:
            if line.strip() == "```":
                if level and fence == "sh":
                    blocks.append(Block(start, "\n".join(collected)))
                elif level and fence == "text" and blocks:
                    blocks[-1].expected = "\n".join(collected)
                fence = None
            else:
                collected.append(line)
        elif opened:
            fence, collected, start = opened.group(1), [], number
        elif heading := re.match(r"(#+) (.*)", line):
            depth = len(heading.group(1))
            if level and depth <= level:
                level = 0
            if not level and "walk-through" in heading.group(2).lower():
                level = depth
    return blocks


def shown(expected, output):
    """Whether the output holds the expected lines."""
    lines = [re.escape(line.rstrip()).replace("…", ".*") for line in expected.splitlines()]
    pattern = "\n".join("(?:.*\n)*?.*" if line == ".*" else line + "[ \t]*" for line in lines)
    return re.search("^" + pattern + "$", output, re.MULTILINE) is not None


def copy_checkout(target):
    """What git has or would take, with the programs that are built: their moments kept, so nothing is built again."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={CHECKOUT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT, check=True, capture_output=True)
    for name in listed.stdout.decode().split("\0"):
        source = CHECKOUT / name
        if name and source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    release = target / ".build/release"
    release.mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copy2(CHECKOUT / ".build/release" / name, release / name)
    # A directory is as old as its newest file, or the copying would make it newer than the build.
    for built in ("Sources", "Tests/Interop"):
        for directory, _, _ in os.walk(target / built, topdown=False):
            os.utime(directory, (0, 0))


def run(blocks, checkout, home):
    """Runs the blocks in one shell; gives each one's output and whether it ended well, for those that were reached."""
    script = ["set -e"]
    for index, block in enumerate(blocks):
        script += [f"printf '\\n@@begin {index}@@\\n'", block.text, f"printf '\\n@@end {index}@@\\n'"]
    kept = ("PATH", "LANG", "TMPDIR", "CI")
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(home)}
    file = home / "walkthrough.sh"
    file.write_text("\n".join(script) + "\n")
    log = home / "walkthrough.log"
    with log.open("wb") as output:
        try:
            subprocess.run(
                ["bash", str(file)], cwd=checkout, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            output.write(f"\nended after {SECONDS} s\n".encode())
    text = log.read_text(errors="replace")
    results = []
    for index in range(len(blocks)):
        found = re.search(rf"\n@@begin {index}@@\n(.*?)(\n@@end {index}@@\n|\Z)", text, re.DOTALL)
        results.append((found.group(1), bool(found.group(2))) if found else None)
    return results


def main():
    blocks = walkthrough_blocks((CHECKOUT / "README.md").read_text())
    if not blocks:
        sys.exit("README.md has no section 'walk-through' with `sh` blocks")
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="lm2-walkthrough-") as directory:
        checkout, home = pathlib.Path(directory, "checkout"), pathlib.Path(directory, "home")
        checkout.mkdir()
        home.mkdir()
        copy_checkout(checkout)
        try:
            results = run(blocks, checkout, home)
        finally:
            subprocess.run(["deploy/stop", "--delete"], cwd=checkout, stdout=subprocess.DEVNULL)
    for block, result in zip(blocks, results):
        if result is None:
            reason = "was not reached"
        elif not result[1]:
            reason = "failed"
        elif block.expected is not None and not shown(block.expected, result[0]):
            reason = "did not print what the README shows:\n" + block.expected
        else:
            passed += 1
            continue
        failed += 1
        print(f"README.md:{block.line}: this block {reason}\n--- block\n{block.text}")
        if result is not None:
            print(f"--- printed\n{result[0]}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
