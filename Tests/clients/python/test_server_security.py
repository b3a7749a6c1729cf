"""The server's secrets, and its certificates and lists of revoked ones while it runs: what an operator can see of them.

The servers, the cluster and the certificates are those of test_server.py, made anew for this module.
"""
import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_server as base  # noqa: E402
from lm2_client import rpc, v1  # noqa: E402

setUpModule = base.setUpModule
REFUSED_HANDSHAKE = (ssl.SSLError, ConnectionError)


class Case(base.Case):
    def setUp(self):
        """A copy of the development CA and its certificates, which a test may change."""
        self.files = tempfile.mkdtemp(dir=base.folder)
        for name in os.listdir(base.folder):
            if name.endswith((".pem", ".key", ".crl")) or name.startswith("clients."):
                shutil.copy2(os.path.join(base.folder, name), self.files)

    def flags(self):
        return [
            "--tls-certificate", self.files + "/server.pem", "--tls-key", self.files + "/server.key", "--client-ca",
            self.files + "/ca.pem", "--client-crl", self.files + "/clients.crl"]

    def shell(self, script):
        base.shell('cd "$1"; umask 077\n' + script, self.files)

    def write(self, name, text):
        with open(os.path.join(self.files, name), "w", encoding="utf-8") as file:
            file.write(text)

    def renew_server(self):
        self.shell('issue server "/O=LM2/CN=localhost" serverAuth "DNS:localhost,IP:127.0.0.1"')

    def machine(self, name):
        """A client certificate that the tenant knows."""
        self.shell(f'issue {name} "/O=LM2/CN={name}" clientAuth "URI:urn:lm2:tenant:{base.tenant}"')
        path = f"{self.files}/{name}"
        done = base.lm2d(
            "credential", "create", "--config", base.configuration, "--tenant", base.tenant, "--name", name, "--role",
            "trust-viewer", "--certificate", path + ".pem")
        self.assertEqual(done.returncode, 0, done.stderr)
        return path + ".pem", path + ".key"

    def machine_calls(self, server, certificate):
        return self.who(self.client(server, port=server.machines, certificate=certificate))

    def reload(self, server, outcome):
        """Sends SIGHUP, and gives the event that it ends in."""
        events = ("reload.done", "reload.failed")
        before = len([event for event in server.events() if event["event"] in events])
        server.process.send_signal(signal.SIGHUP)
        found = base.until(
            lambda: [event for event in server.events() if event["event"] in events][before:], "the reload's event")
        self.assertEqual(found[0]["event"], outcome, found)
        return found[0]

    def wrong(self, *flags):
        """What both commands say of a configuration with which the server may not start."""
        for command in ("check-config", "serve"):
            done = base.lm2d(command, "--config", base.configuration, *self.flags(), *flags)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, r"^lm2d: .{10,}\n$")
        return done.stderr


class SecretTests(Case):
    def test_a_key_that_others_can_reach_keeps_the_server_from_starting(self):
        key = self.files + "/server.key"
        for mode in (0o604, 0o640, 0o660, 0o601, 0o644):
            os.chmod(key, mode)
            said = self.wrong()
            self.assertIn(f"tls-key {key} has mode 0{mode:o}", said)
        for mode in (0o600, 0o400):
            os.chmod(key, mode)
            done = base.lm2d("check-config", "--config", base.configuration, *self.flags())
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    @unittest.skipUnless(os.geteuid() == 0, "only root can give a file away")
    def test_a_key_of_another_user_keeps_the_server_from_starting(self):
        key = self.files + "/server.key"
        os.chown(key, 65534, -1)
        self.assertIn(f"tls-key {key} (mode 0600) belongs to user 65534", self.wrong())

    def test_a_setting_that_is_a_secret_comes_from_a_file(self):
        done = base.lm2d("--help")
        settings = re.findall(r"^  --(\S+) (\S+)", done.stdout, re.MULTILINE)
        self.assertGreater(len(settings), 20)
        for name, placeholder in settings:
            if re.search("(key|secret|password|token|credential)$", name):
                self.assertEqual(placeholder, "FILE", name)

    def test_the_server_s_memory_is_kept_nowhere(self):
        server = self.server()
        limits = base.read(f"/proc/{server.process.pid}/limits")
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        # The system gives a process that may not be dumped to root, whoever runs it.
        self.assertEqual(os.stat(f"/proc/{server.process.pid}/mem").st_uid, 0)
        # With a limit that would let it, it still leaves nothing: no limit stops a dump that is piped to a program.
        with contextlib.suppress(PermissionError):
            resource.prlimit(server.process.pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        server.process.send_signal(signal.SIGABRT)
        ended = os.waitid(os.P_PID, server.process.pid, os.WEXITED | os.WNOWAIT)
        self.assertEqual((ended.si_code, ended.si_status), (os.CLD_KILLED, signal.SIGABRT))


class RateTests(Case):
    def test_a_caller_at_its_rate_is_told_how_long_to_wait(self):
        server = self.server("--caller-rate", "2", "--caller-burst", "3")
        client = self.client(server, base.person("viewer"))
        for _ in range(3):
            self.who(client)
        refused = self.refused("RESOURCE_EXHAUSTED", self.who, client)
        wait = refused.detail(rpc.RetryInfo).retry_delay.ToMilliseconds()
        self.assertTrue(0 < wait <= 500, wait)
        self.who(self.client(server, base.person("contributor")))
        time.sleep(wait / 1000)
        self.who(client)

    def test_the_program_passes_the_wait_on_and_does_not_try_again(self):
        server = self.server("--tenant-rate", "1", "--tenant-burst", "1")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}
        environment["HOME"] = environment["XDG_CONFIG_HOME"] = self.files
        ended = [
            subprocess.run(
                [os.environ["LM2_TEST_PROGRAMS"] + "/lm2", *words], env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=base.PATIENCE)
            for words in (
                ["login", "--server", f"127.0.0.1:{server.people}", "--ca", base.folder + "/ca.pem", "--token-file",
                 base.folder + "/tokens/viewer.token"],
                ["whoami"])]
        self.assertEqual(ended[0].returncode, 0, ended[0].stderr)
        self.assertEqual(ended[1].returncode, 1, ended[1].stderr)
        self.assertRegex(ended[1].stderr, r"too many calls of this organisation.*\n.*Try again in \d+ (ms|second)")
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(base.PATIENCE), 0)
        calls = [event["code"] for event in server.events() if event["event"] == "call"]
        self.assertEqual(calls.count("RESOURCE_EXHAUSTED"), 1, calls)


class ReloadTests(Case):
    def shown(self, server):
        """The certificate that a new connection is shown."""
        context = ssl.create_default_context(cafile=base.folder + "/ca.pem")
        with socket.create_connection(("127.0.0.1", server.people), timeout=base.PATIENCE) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
                return connection.getpeercert()["serialNumber"]

    def test_new_connections_see_the_new_certificate_and_old_ones_go_on(self):
        server = self.server(*self.flags())
        client = self.client(server, base.person("contributor"))
        call = self.begin_upload(client, b"across")
        old = self.shown(server)
        held = base.TLSTests.handshake(self, server, ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3)
        self.renew_server()
        self.assertEqual(self.shown(server), old, "read without being asked")
        self.reload(server, "reload.done")
        self.assertNotEqual(self.shown(server), old)
        self.assertEqual(self.seal_upload(call, b"across").size, 6)
        self.who(client)
        again = base.TLSTests.handshake(
            self, server, ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3, session=held[3], context=held[4])
        self.assertTrue(again[2], "the keys of the sessions' tickets were lost")

    def test_a_bad_file_keeps_all_that_was(self):
        server = self.server(*self.flags())
        old = self.shown(server)
        self.renew_server()
        good = base.read(self.files + "/server.key")
        for name, text, why in (
                ("server.key", "rubbish", ""), ("server.key", base.read(base.folder + "/ca.key"), "mismatch"),
                ("clients.crl", "rubbish", "no start line"), ("ca.pem", "", "no certificate")):
            with self.subTest(name, why=why):
                kept = base.read(f"{self.files}/{name}")
                self.write(name, text)
                event = self.reload(server, "reload.failed")
                self.assertEqual(event["level"], "error")
                self.assertIn(f"{self.files}/{name}", event["reason"])
                self.assertIn(why, event["reason"])
                self.assertEqual(self.shown(server), old)
                self.write(name, kept + "\n")
        os.chmod(self.files + "/server.key", 0o640)
        self.assertIn("mode 0640", self.reload(server, "reload.failed")["reason"])
        self.assertNotIn(good.splitlines()[1], base.read(server.log), "a key in the log")
        os.chmod(self.files + "/server.key", 0o600)
        self.reload(server, "reload.done")
        self.assertNotEqual(self.shown(server), old)


class RevocationTests(Case):
    def test_a_revoked_machine_is_refused_after_a_reload_and_others_are_not(self):
        server = self.server(*self.flags())
        stolen, other = self.machine("stolen"), self.machine("other")
        before = self.client(server, port=server.machines, certificate=stolen)
        self.assertEqual(self.who(before).name, "stolen")
        base.shell('revoke_certificate "$1" stolen', self.files)
        self.assertEqual(self.machine_calls(server, stolen).name, "stolen")
        self.reload(server, "reload.done")
        with self.assertRaises(REFUSED_HANDSHAKE):
            self.machine_calls(server, stolen)
        base.until(
            lambda: [event for event in server.events()
                     if event["event"] == "handshake.failed" and "certificate revoked" in event["reason"]],
            "the log's reason")
        self.assertEqual(self.machine_calls(server, other).name, "other")
        # Who is connected already is bound by the credential, which the database is asked for in each call.
        self.assertEqual(self.who(before).name, "stolen")

    def test_a_list_that_has_expired_lets_no_machine_in_and_says_so(self):
        machine = self.machine("punctual")
        self.shell("authority -gencrl -crl_lastupdate 20250101000000Z -crl_nextupdate 20250201000000Z -out clients.crl")
        done = base.lm2d("check-config", "--config", base.configuration, *self.flags())
        self.assertEqual(done.returncode, 2)
        self.assertIn("clients.crl holds a list that has expired", done.stderr)
        server = self.server(*self.flags())
        base.until(
            lambda: [event for event in server.events() if "has expired" in event.get("text", "")], "the warning")
        with self.assertRaises(REFUSED_HANDSHAKE):
            self.machine_calls(server, machine)
        base.until(
            lambda: [event for event in server.events() if "CRL has expired" in event.get("reason", "")],
            "the log's reason")
        self.who(self.client(server, base.person("viewer")))
        self.shell("issue_revocations")
        self.reload(server, "reload.done")
        self.assertEqual(self.machine_calls(server, machine).name, "punctual")

    def test_a_list_of_another_authority_is_not_taken(self):
        elsewhere = tempfile.mkdtemp(dir=base.folder)
        base.shell('make_certificates "$1"', elsewhere)
        said = self.wrong("--client-crl", elsewhere + "/clients.crl")
        self.assertIn(elsewhere + "/clients.crl", said)
        self.assertIn("not signed", said)
        self.assertIn("No such file", self.wrong("--client-crl", self.files + "/nowhere.crl"))


if __name__ == "__main__":
    unittest.main()
