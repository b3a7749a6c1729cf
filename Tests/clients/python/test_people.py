"""People and machines from outside: `lm2d person create` and `lm2` as they are used, over a private scratch cluster."""
import json
import os
import subprocess
import sys
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_server  # noqa: E402
from lm2_client import Code, Connection, StatusError, v1  # noqa: E402

PASSWORD = "a password of some words"
SIGN_IN = "lm2.v1.IdentityService/SignIn"


def setUpModule():
    test_server.setUpModule()


def operator(*arguments):
    """Runs lm2d, and gives what it prints."""
    done = test_server.lm2d(*arguments, "--config", test_server.configuration)
    if done.returncode:
        raise AssertionError(f"lm2d {arguments}: {done.stderr}")
    return done.stdout.strip()


class PeopleTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = operator("tenant", "create", "--name", "Westhill", "--sign-in-name", "westhill")
        cls.server = test_server.Server()
        cls.addClassCleanup(cls.server.stop)
        cls.place = ["--server", f"127.0.0.1:{cls.server.people}", "--ca", test_server.folder + "/ca.pem"]

    def connection(self):
        return Connection(
            "127.0.0.1", self.server.people, test_server.folder + "/ca.pem", patience=test_server.PATIENCE)

    def file(self, name, text):
        path = os.path.join(test_server.folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def lm2(self, *arguments, profile="ada", typed="", code=0):
        """Runs lm2, which has to end with a code, and gives its answer: an object where there is one, else its complaint."""
        environment = {
            "PATH": os.environ["PATH"], "HOME": test_server.folder, "XDG_CONFIG_HOME": test_server.folder + "/config"}
        done = subprocess.run(
            [os.path.join(os.environ["LM2_TEST_PROGRAMS"], "lm2"), *arguments, "--profile", profile, "--output", "json"],
            env=environment, input=typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=test_server.PATIENCE)
        self.assertEqual(done.returncode, code, f"lm2 {arguments}: {done.stdout}{done.stderr}")
        for secret in (PASSWORD, typed.strip()):
            self.assertFalse(secret and secret in done.stdout + done.stderr, "a secret was printed")
        if code:
            return done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()] if arguments[:2] == ("user", "export") else json.loads(
            done.stdout)

    def come_in(self, token, organisation, email, profile):
        """Sets a password with a one-time token, and signs in with it."""
        password = self.file("password", PASSWORD + "\n")
        answer = self.lm2(
            "user", "set-password", *self.place, "--token-file", "-", "--password-file", password, typed=token + "\n")
        self.assertEqual(answer, {"organisation": organisation, "email": email})
        return self.lm2(
            "login", *self.place, "--organisation", organisation, "--email", email, "--password-file", password,
            profile=profile)

    def test_from_the_first_administrator_to_the_last_key(self):
        token = operator(
            "person", "create", "--tenant", self.tenant, "--name", "Ada Administrator", "--email", "Ada@westhill.example",
            "--role", "administrator")
        who = self.come_in(token, "westhill", "ada@westhill.example", "ada")
        self.assertEqual((who["name"], who["role"]), ("Ada Administrator", "administrator"))
        self.assertIn("one-time token", self.lm2(
            "user", "set-password", *self.place, "--token-file", "-", "--password-file", self.file("p", "another password"),
            typed=token, code=6))

        # People.
        invited = self.lm2(
            "user", "invite", "grace@westhill.example", "--name", "Grace Green", "--role", "quality-manager")
        self.come_in(invited["one_time_token"], "westhill", "grace@westhill.example", "grace")
        self.assertEqual(
            [person["name"] for person in self.lm2("user", "list")], ["Ada Administrator", "Grace Green"])
        self.lm2("user", "invite", "grace@westhill.example", "--name", "G", "--role", "trust-viewer", code=1)
        self.lm2("user", "list", profile="grace", code=1)
        self.assertEqual(self.lm2("user", "change", "Grace Green", "--role", "trust-viewer")["role"], "trust-viewer")
        self.assertEqual(self.lm2("whoami", profile="grace")["role"], "trust-viewer")
        self.assertTrue(self.lm2("user", "show", "grace@westhill.example")["has_password"])

        # Passwords and sessions.
        new = self.file("new", "another password of words")
        self.assertIn("old_password", self.lm2(
            "user", "change-password", "--old-password-file", new, "--password-file", new, profile="grace", code=1))
        self.lm2(
            "user", "change-password", "--old-password-file", self.file("old", PASSWORD), "--password-file", new,
            profile="grace")
        sessions = self.lm2("session", "list", "--user", "Grace Green")
        self.assertEqual(len(sessions), 1)
        self.assertTrue(sessions[0]["name"].startswith("lm2 on "))
        self.lm2("session", "revoke", sessions[0]["session_id"])
        self.lm2("whoami", profile="grace", code=6)
        self.assertFalse(self.lm2("logout", profile="grace")["session_ended"])
        reset = self.lm2("user", "reset", "Grace Green")
        self.come_in(reset["one_time_token"], "westhill", "grace@westhill.example", "grace")

        # Machines.
        machine = self.lm2("machine", "create", "Dose register", "--role", "quality-manager")
        self.assertEqual(self.lm2("machine", "list")[0]["account_id"], machine["account_id"])
        key = self.lm2("key", "create", "Dose register", "Key", "--scopes", "identity:read,unit:read", "--days", "3", code=1)
        self.assertIn("scopes[1]", key)
        key = self.lm2("key", "create", "Dose register", "Key", "--scopes", "identity:read", "--days", "3")
        self.lm2("login", *self.place, "--token-file", "-", profile="machine", typed=key["token"])
        self.lm2("service", "list", profile="machine", code=1)
        self.assertIsNotNone(self.lm2("key", "list", "--machine", "Dose register")[0]["last_used_at"])
        self.lm2("key", "revoke", key["key_id"])
        self.lm2("whoami", profile="machine", code=6)
        test_server.shell(
            '. deploy/lib/certificates.sh; make_machine_certificate "$1" "$2"', test_server.folder, self.tenant)
        certificate = self.lm2("key", "register-certificate", "Dose register", test_server.folder + "/client.pem")
        self.assertEqual((certificate["kind"], certificate["name"]), ("certificate", "client.pem"))
        self.lm2("key", "register-certificate", "Dose register", test_server.folder + "/client.pem", code=1)

        # What is kept of a person, until it is erased.
        kinds = {line["kind"] for line in self.lm2("user", "export", "Grace Green")}
        self.assertLessEqual({"account", "session", "audit_entry"}, kinds)
        erased = self.lm2("user", "erase", "Grace Green", "--reason", "Request 12")
        self.assertEqual((erased["name"], erased["email"]), ("erased person", None))
        self.lm2("whoami", profile="grace", code=6)
        # The log has lost the salts of what was hers, and is as genuine as before.
        log = test_server.folder + "/audit.jsonl"
        self.lm2("audit", "export", log)
        self.lm2("audit", "verify", log, "--key", test_server.folder + "/audit.pub")
        self.lm2("user", "erase", "Ada Administrator", "--reason", "Request 13", code=1)

        self.assertTrue(self.lm2("logout")["session_ended"])
        self.lm2("whoami", code=6)

    def test_what_the_operator_gets_wrong_is_said(self):
        for arguments, sentence in (
                (("--email", "none", "--role", "administrator"), "email: "),
                (("--email", "a@b.example", "--role", "assessor"), "role: "),
                (("--email", "a@b.example", "--role", "contributor"), "--service")):
            done = test_server.lm2d(
                "person", "create", "--tenant", self.tenant, "--name", "A", *arguments, "--config",
                test_server.configuration)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(sentence, done.stderr)

    def test_a_storm_of_sign_ins_is_sent_away_in_part_and_slows_no_read(self):
        # Few threads verify passwords, and they stand back behind the others.
        tasks = f"/proc/{self.server.process.pid}/task"
        niceness = [int(test_server.read(f"{tasks}/{task}/stat").rsplit(")", 1)[1].split()[16])
                    for task in os.listdir(tasks)]
        self.assertEqual(niceness.count(19), 1)
        codes = []

        def guess(number):
            proof = v1.PasswordProof(email=f"n{number}@westhill.example", password="x")
            with self.connection() as connection:
                try:
                    connection.unary(SIGN_IN, v1.SignInRequest(organisation="westhill", password=proof))
                except StatusError as error:
                    codes.append(error.code)

        threads = [threading.Thread(target=guess, args=(number,)) for number in range(60)]
        for thread in threads:
            thread.start()
        with self.connection() as reader:
            for _ in range(20):
                reader.unary(test_server.LIST_STANDARDS, v1.ListStandardsRequest())
        for thread in threads:
            thread.join()
        self.assertEqual(len(codes), 60)
        self.assertIn(Code.UNAUTHENTICATED, codes)
        self.assertLessEqual(set(codes), {Code.UNAUTHENTICATED, Code.RESOURCE_EXHAUSTED})
