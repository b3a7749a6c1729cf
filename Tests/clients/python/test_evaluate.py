"""`lm2 evaluate` from outside: its verdicts beside those of a second implementation of the rules.

With the programs in LM2_TEST_PROGRAMS. LM2_TEST_SETS says how many random sets are judged, and LM2_TEST_SEED which.
"""
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reference import generator, worked_examples  # noqa: E402
from reference.evaluator import CLAUSES, evaluate  # noqa: E402
from reference.generator import promises  # noqa: E402

SEED = int(os.environ.get("LM2_TEST_SEED") or 1)
SETS = int(os.environ.get("LM2_TEST_SETS") or 300)
CHUNK = 500
# So many sets show each clause supported, contradicted and insufficient; 300 show at least two of these.
ENOUGH_FOR_ALL = 20_000
UNREADABLE = 7
# Silence is no breach of these, so nothing contradicts them.
NEVER_CONTRADICTED = ("g.2", "l.4")


def lm2(*arguments, text=""):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}
    return subprocess.run(
        [os.path.join(os.environ["LM2_TEST_PROGRAMS"], "lm2"), "evaluate", *arguments], env=environment, input=text,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=600)


def line(job):
    """A set as a line: the interchange form, with members that say how it is to be judged."""
    return json.dumps({**job["set"], "date": job["date"], "mode": job["mode"]}, ensure_ascii=False)


def judged(jobs):
    """What the program makes of the sets: one answer a set, or an error."""
    done = lm2("--stdin-lines", text="".join(line(job) + "\n" for job in jobs))
    answers = [json.loads(answer) for answer in done.stdout.splitlines()]
    errors = [answer["error"] for answer in answers if "error" in answer]
    if done.returncode or done.stderr or errors or len(answers) != len(jobs):
        raise AssertionError(
            f"{len(answers)} answers to {len(jobs)} sets, exit code {done.returncode}: {errors[:3]} {done.stderr}")
    return answers


def differences(job, answer, expected):
    """Where an answer is not what the second implementation says, a line each."""
    out = [
        f"{name}: {answer.get(name)!r} instead of {job[name]!r}" for name in ("date", "mode")
        if answer.get(name) != job[name]]
    clauses = answer.get("clauses", {})
    if list(clauses) != CLAUSES:
        out.append(f"missing {sorted(set(CLAUSES) - set(clauses))}, or others or in another order")
    for clause in CLAUSES:
        for name in ("verdict", "deciding"):
            said = clauses.get(clause, {}).get(name)
            if said != expected["clauses"][clause][name]:
                out.append(f"{clause} {name}: {said} instead of {expected['clauses'][clause][name]}")
    return out


def traits(job):
    """What a set puts to the test."""
    records = job["set"]["records"]
    found = {job["mode"]}
    if job["set"]["overrides"]:
        found.add("override")
    if any(revision["state"] == "withdrawn" for record in records for revision in record["revisions"]):
        found.add("withdrawal")
    ids = {record["id"] for record in records}
    if any(
            other not in ids for record in records for revision in record["revisions"]
            for other in promises.references(record["register"], revision.get("fields", {}))):
        found.add("dangling reference")
    return found


def compared(indices):
    """What differs in the sets with these indices, the verdicts of each clause, and what the sets put to the test."""
    jobs = [generator.generate(SEED, index).output() for index in indices]
    wrong, seen, found = [], set(), set()
    for index, job, answer in zip(indices, jobs, judged(jobs), strict=True):
        expected = evaluate(job["set"], job["date"], job["mode"])
        places = promises.broken(job) + differences(job, answer, expected)
        wrong += [f"set {index} of seed {SEED}: {place}" for place in places]
        seen |= {(clause, found["verdict"]) for clause, found in expected["clauses"].items()}
        found |= traits(job)
    return wrong, seen, found


class ComparisonTests(unittest.TestCase):
    def test_the_second_implementation_judges_the_worked_examples(self):
        total, failures = worked_examples.run()
        self.assertGreaterEqual(total, 66)
        self.assertEqual(failures, [])

    def test_verdicts_and_deciding_records_are_those_of_the_second_implementation(self):
        chunks = [range(first, min(first + CHUNK, SETS)) for first in range(0, SETS, CHUNK)]
        if len(chunks) == 1:
            results = [compared(chunks[0])]
        else:
            with concurrent.futures.ProcessPoolExecutor() as pool:
                results = list(pool.map(compared, chunks))
        wrong = [place for result in results for place in result[0]]
        if wrong:
            self.fail(f"{len(wrong)} differences:\n" + "\n".join(wrong[:20]))
        # What was compared was worth it: each clause came out in different ways, and each trait was there.
        seen = set().union(*(result[1] for result in results))
        for clause in CLAUSES:
            verdicts = {verdict for name, verdict in seen if name == clause} - {"not_applicable"}
            self.assertGreaterEqual(len(verdicts), 2, clause)
            if SETS >= ENOUGH_FOR_ALL:
                self.assertEqual(len(verdicts), 2 if clause in NEVER_CONTRADICTED else 3, clause)
        self.assertEqual(
            set().union(*(result[2] for result in results)),
            {"recorded", "happened", "override", "withdrawal", "dangling reference"})


class FileTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "records.json")

    def write(self, text):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)


class FormTests(FileTests):
    """A set in a file is judged like one in a line, in whatever order it is written."""

    @classmethod
    def setUpClass(cls):
        cls.jobs = [generator.generate(SEED, index).output() for index in range(28)]
        cls.answers = judged(cls.jobs)

    def judge(self, *options):
        done = lm2(self.path, "--json", *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def test_a_file_is_judged_like_a_line(self):
        modes = set()
        for job, answer in zip(self.jobs, self.answers):
            self.write(json.dumps(job["set"], indent=2))
            self.assertEqual(self.judge("--date", job["date"], "--mode", job["mode"]), answer)
            if job["mode"] == "recorded":
                self.assertEqual(self.judge("--date", job["date"]), answer)
            self.write(line(job))
            self.assertEqual(self.judge(), answer)
            modes.add(job["mode"])
        self.assertEqual(modes, {"recorded", "happened"})

    def test_the_order_of_the_records_means_nothing(self):
        choices = random.Random(SEED)
        shuffled = []
        for job in self.jobs:
            records, overrides = list(job["set"]["records"]), list(job["set"]["overrides"])
            choices.shuffle(records)
            choices.shuffle(overrides)
            shuffled.append({**job, "set": {"records": records, "overrides": overrides}})
        self.assertNotEqual([job["set"]["records"] for job in shuffled], [job["set"]["records"] for job in self.jobs])
        self.assertEqual(judged(shuffled), self.answers)

    def test_a_record_that_nothing_asks_for_changes_nothing(self):
        draft = {"title": "Feedback", "kind": "form", "origin": "external", "core": "no", "created_on": "2023-05-02"}
        first = {
            "document": "unrelated", "number": 1, "author": "Somebody else", "drafted_on": "2023-05-03",
            "effective_from": "2099-01-01"}
        course = {"person": "Somebody else", "topic": "other_topic", "completed_on": "2023-05-04"}
        more = [
            {"id": name, "register": register, "revisions": [
                {"recorded_at": f"2023-05-0{day}T09:00:00Z", "state": "live", "fields": fields}]}
            for day, (name, register, fields) in enumerate([
                ("unrelated", "document", draft), ("unrelated-version", "document_version", first),
                ("unrelated-course", "training", course)], start=5)]
        jobs = [{**job, "set": {**job["set"], "records": job["set"]["records"] + more}} for job in self.jobs]
        self.assertEqual(judged(jobs), self.answers)


class RefusalTests(FileTests):
    """What can't be read is refused whole, and the message says what is wrong, and where."""

    def setUp(self):
        super().setUp()
        revision = {"recorded_at": "2025-03-01T10:00:00Z", "state": "live"}
        self.meeting = {"id": "meeting-1", "register": "meeting", "revisions": [
            {**revision, "fields": {"held_on": "2025-03-01", "items": ["outcomes"]}}]}
        self.bare = {"id": "meeting-2", "register": "meeting", "revisions": [
            {**revision, "fields": {"items": ["outcomes"]}}]}

    def refused(self, text, *words):
        self.write(text)
        done = lm2(self.path, "--date", "2025-06-30", "--json")
        self.assertEqual((done.returncode, done.stdout), (UNREADABLE, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Alm2: [^\n]+\n\Z")
        for word in (self.path, *words):
            self.assertIn(word, done.stderr)
        # As a line among others it has an error for an answer, and the others are judged all the same.
        good = json.dumps({"records": [self.meeting], "overrides": []})
        lines = lm2("--stdin-lines", "--date", "2025-06-30", text=f"{good}\n{text}\n{good}\n")
        first, bad, last = map(json.loads, lines.stdout.splitlines())
        self.assertEqual((lines.returncode, list(bad), first), (UNREADABLE, ["error"], last))
        self.assertEqual(list(first["clauses"]), CLAUSES)
        self.assertIn("1 of 3 sets", lines.stderr)
        self.assertTrue(done.stderr.endswith(f": {bad['error']}\n"), (done.stderr, bad))

    def refused_records(self, records, *words):
        self.refused(json.dumps({"records": records, "overrides": []}), *words)

    def test_a_file_that_is_no_json(self):
        for text in ("these are the minutes", '{"records": [', '{"records": [], "overrides": []} and more'):
            with self.subTest(text):
                self.refused(text, "byte ")

    def test_an_unknown_register(self):
        self.refused_records(
            [self.meeting, {**self.meeting, "id": "gathering-1", "register": "gathering"}], "byte ", "gathering")

    def test_a_meeting_that_does_not_say_when_it_was_held(self):
        self.refused_records([self.meeting, self.bare], "byte ", "meeting", "held_on")

    def test_an_id_that_two_records_have(self):
        records = [self.meeting, {**self.meeting, "id": "meeting-2"}, self.meeting]
        self.refused_records(records, "two records", "meeting-1")

    def test_a_file_that_is_not_there(self):
        done = lm2(self.path, "--date", "2025-06-30")
        self.assertEqual((done.returncode, done.stdout), (UNREADABLE, ""))
        self.assertIn(self.path, done.stderr)


if __name__ == "__main__":
    unittest.main()
