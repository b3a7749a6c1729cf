"""h2load, nghttp2's own load: many calls at once on many connections, by gRPC and as HTTP. What counts is that each is answered."""
import re
import subprocess
import tempfile
import unittest

import support

CALLS = 5_000


def load(path, body, *fields):
    """Runs h2load, and gives what it counted."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = ["h2load", "-n", str(CALLS), "-c", "16", "-m", "8", "-t", "1", "-d", file.name]
        for field in fields:
            command += ["-H", field]
        done = subprocess.run(
            [*command, f"https://127.0.0.1:{support.port()}{path}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60)
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (succeeded|failed|errored|timeout|2xx)", done.stdout)}
    return counted, done.stdout


class LoadTests(unittest.TestCase):
    def answered(self, path, body, *fields):
        counted, text = load(path, body, *fields)
        self.assertEqual(
            counted, {"succeeded": CALLS, "failed": 0, "errored": 0, "timeout": 0, "2xx": CALLS}, text)

    def test_calls_by_grpc(self):
        self.answered(
            "/lm2.v1.StandardService/ListStandards", bytes(5), "content-type: application/grpc", "te: trailers")

    def test_calls_with_json(self):
        self.answered("/lm2.v1.StandardService/ListStandards", b"{}", "content-type: application/json")

    def test_calls_that_ask_the_database(self):
        self.answered(
            "/lm2.v1.IdentityService/WhoAmI", b"{}", "content-type: application/json",
            f"authorization: Bearer {support.token('viewer')}")

    def test_what_is_refused_counts_as_failed(self):
        counted, text = load("/lm2.v1.IdentityService/WhoAmI", b"{}", "content-type: application/json")
        self.assertEqual(counted["failed"], CALLS, text)


if __name__ == "__main__":
    unittest.main()
