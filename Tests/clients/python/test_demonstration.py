"""The demonstration trust from outside: what a service exports is judged without the server as the server judges it."""
import collections
import datetime
import json
import os
import subprocess
import sys
import tempfile
import unittest

MODES = ("recorded", "happened")


class DemonstrationTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.lm2(
            "login", "--server", os.environ["LM2_TEST_SERVER"], "--ca",
            os.environ["LM2_TEST_CERTIFICATES"] + "/ca.pem", "--token-file",
            os.environ["LM2_TEST_TOKENS"] + "/viewer.token")
        cls.services = cls.answer("service", "list")
        cls.today = cls.answer("verdict", "--service", cls.services[0]["service_id"])["date"]

    @classmethod
    def lm2(cls, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}
        environment["HOME"] = cls.folder.name
        done = subprocess.run(
            [os.path.join(os.environ["LM2_TEST_PROGRAMS"], "lm2"), *arguments], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=120)
        if done.returncode:
            raise AssertionError(f"lm2 {arguments}: {done.stderr}")
        return done.stdout

    @classmethod
    def answer(cls, *arguments):
        return json.loads(cls.lm2(*arguments, "--json"))

    def test_exports_are_judged_as_the_server_judges(self):
        """Each demonstration service, on the last day and on days of its two years, in both modes: all 75 clauses."""
        last = datetime.date.fromisoformat(self.today)
        days = [str(last - datetime.timedelta(days=back)) for back in (0, 1, 100, 365, 700)]
        self.assertEqual(len(self.services), 3)
        for service in self.services:
            path = os.path.join(self.folder.name, service["service_id"] + ".json")
            self.lm2(
                "record", "export", "--service", service["service_id"], "--history", "--output", path)
            for day in days:
                for mode in MODES:
                    with self.subTest(service=service["name"], day=day, mode=mode):
                        theirs = self.answer(
                            "verdict", "--service", service["service_id"], "--date", day, "--mode", mode)
                        ours = self.answer("evaluate", path, "--date", day, "--mode", mode)
                        self.assertEqual(len(ours["clauses"]), 75)
                        self.assertEqual(theirs["clauses"], ours["clauses"])

    def test_each_verdict_occurs_on_each_criterion(self):
        found = collections.defaultdict(set)
        gated = set()
        for service in self.services:
            for clause, said in self.answer("verdict", "--service", service["service_id"])["clauses"].items():
                found[clause[0]].add(said["verdict"])
        for letter in "abcdefghijklmn":
            self.assertLessEqual({"supported", "contradicted", "insufficient"}, found[letter], letter)
            if "not_applicable" in found[letter]:
                gated.add(letter)
        # The criteria that have a clause with a gate; the others are always applicable.
        self.assertEqual("".join(sorted(gated)), "dfik")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
