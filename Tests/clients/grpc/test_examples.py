"""The examples of docs/examples and the README, as somebody would run them; what they print is what `lm2 compare` says."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import HERE, PATIENCE, PROTO, Client, ca_file, key, operator, port, setting, v1  # noqa: E402

ROOT = HERE.parents[2]
EXAMPLES = ROOT / "docs" / "examples"
PASSWORD = "a password of some words"


def setUpModule():
    global folder, settings
    holder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(holder.cleanup)
    folder = pathlib.Path(holder.name)
    # The messages, made as compare.py says.
    sources = [str(path.relative_to(PROTO)) for path in sorted((PROTO / "lm2" / "v1").rglob("*.proto"))]
    subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", *sources], check=True)
    settings = {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}
    settings |= {"PYTHONPATH": str(folder), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "LC_ALL": "C.UTF-8"}


def run(*words, code=0, **more):
    """Runs a program to its end, which has to be with a code; gives what it printed."""
    done = subprocess.run(
        words, env=settings | more, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        timeout=PATIENCE)
    if done.returncode != code:
        raise AssertionError(f"{words[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stderr if code else done.stdout


def by_python(**more):
    return run(sys.executable, str(EXAMPLES / "compare.py"), setting("LM2_TEST_SERVER"), ca_file(), **more)


def by_curl(code=0, **more):
    return run(str(EXAMPLES / "compare.sh"), setting("LM2_TEST_SERVER"), ca_file(), code=code, **more)


def blocks(section):
    """The commands of a section of the README."""
    with open(ROOT / "README.md", encoding="utf-8") as file:
        text = file.read().split(f"## {section}\n")[1].split("\n## ")[0]
    return re.findall("^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


class ExampleTests(unittest.TestCase):
    def lm2(self, *words):
        return run(os.path.join(setting("LM2_TEST_PROGRAMS"), "lm2"), *words)

    def rows(self, printed):
        """A table as names and letters; what the CLI says of drafts, and of how much is rated, is left out."""
        rows = {}
        for line in printed.splitlines():
            name, letters = line[:line.index("  ")], line[22:].split()
            rows[name] = "".join(word for word in letters if word in "GAR·-")
        return rows

    def installation(self):
        """A folder that looks as after the README's walk-through."""
        place = pathlib.Path(tempfile.mkdtemp(dir=folder))
        (place / ".lm2").mkdir()
        for name in ("docs", "proto"):
            (place / name).symlink_to(ROOT / name)
        (place / ".lm2" / "certificates").symlink_to(setting("LM2_TEST_CERTIFICATES"))
        (place / ".lm2" / "tokens").symlink_to(setting("LM2_TEST_TOKENS"))
        (place / ".lm2" / "ports").write_text(f"people={port()}\n", encoding="utf-8")
        self.lm2("login", "--profile", "viewer", "--server", setting("LM2_TEST_SERVER"), "--ca", ca_file(), "--token-file",
                 os.path.join(setting("LM2_TEST_TOKENS"), "viewer.token"))
        return place

    def test_what_the_readme_says_is_done_and_all_three_say_the_same(self):
        place = self.installation()
        commands = blocks("Other clients")
        self.assertEqual(len(commands), 3)
        script = "set -eu\n" + "echo ====\n".join(commands)
        path = os.pathsep.join([os.path.dirname(sys.executable), setting("LM2_TEST_PROGRAMS"), settings["PATH"]])
        by_program, curled, by_library = run("sh", "-c", f"cd '{place}'\n{script}", PATH=path).split("====\n")
        table = self.lm2("compare", "--profile", "viewer").split("\n\n")[1].splitlines()[1:]
        expected = self.rows("\n".join(table))
        self.assertGreaterEqual(len(expected), 3)
        self.assertEqual({len(letters) for letters in expected.values()}, {14})
        self.assertLessEqual(set("GR·"), set("".join(expected.values())))
        self.assertEqual(self.rows(curled), expected)
        self.assertEqual(self.rows(by_library), expected)
        for name in expected:
            self.assertIn(name, by_program)

    def test_signing_in(self):
        """Of a trust of its own, with a service that nobody has assessed."""
        organisation = "southmoor-" + key()
        tenant = ("--tenant", operator("tenant", "create", "--name", "Southmoor", "--sign-in-name", organisation))
        admin = Client(operator("credential", "create", *tenant, "--name", "Ann", "--role", "administrator"))
        self.addCleanup(admin.close)
        site = admin.call(
            "lm2.v1.OrganisationService/CreateUnit", v1.CreateUnitRequest(kind=v1.UNIT_KIND_SITE, name="Southmoor"))
        admin.call(
            "lm2.v1.OrganisationService/CreateService",
            v1.CreateServiceRequest(site_id=site.unit_id, name='The "new" service'))
        invited = admin.call(
            "lm2.v1.PeopleService/InvitePerson",
            v1.InvitePersonRequest(name="Vi", email="vi@southmoor.example", role=v1.ROLE_TRUST_VIEWER))
        admin.call(
            "lm2.v1.IdentityService/SetPassword",
            v1.SetPasswordRequest(one_time_token=invited.one_time_token, new_password=PASSWORD))
        printed = by_python(LM2_ORGANISATION=organisation, LM2_EMAIL="vi@southmoor.example", LM2_PASSWORD=PASSWORD)
        self.assertEqual(printed.strip(), 'The "new" service')

    def test_what_is_wrong_is_said(self):
        self.assertIn('"code":"unauthenticated"', by_curl(code=1, LM2_TOKEN="none"))

    def test_they_are_short_enough_to_read(self):
        for path in EXAMPLES.iterdir():
            self.assertTrue(any(path.name in block for block in blocks("Other clients")), path)
            with open(path, encoding="utf-8") as file:
                self.assertLessEqual(len(file.readlines()), 40, path)


if __name__ == "__main__":
    unittest.main()
