"""The server's process from outside: its configuration, signals, certificates, log, and its database going away.

Each test starts lm2d processes of its own (LM2_TEST_PROGRAMS) over a private scratch cluster, made with deploy/lib.
"""
import datetime
import hashlib
import os
import signal
import socket
import ssl
import sys
import tempfile
import time
import unittest
import uuid
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import server_process  # noqa: E402
from lm2_client import Code, Connection, ConnectionLost, StatusError, health, v1  # noqa: E402
from server_process import PATIENCE, lm2d, read, shell, until  # noqa: E402

WHO_AM_I = "lm2.v1.IdentityService/WhoAmI"
UPLOAD = "lm2.v1.EvidenceService/UploadEvidence"
LIST_STANDARDS = "lm2.v1.StandardService/ListStandards"


def setUpModule():
    global folder, cluster, configuration, tenant
    folder, cluster, configuration = server_process.private_place("tokens", "others")
    tenant = read(folder + "/tokens/tenant")


class Server(server_process.Server):
    """A running lm2d over this module's cluster, or another program that is one with something added."""

    def __init__(self, *flags, program="lm2d"):
        super().__init__(folder, configuration, *flags, program=program)


class Case(unittest.TestCase):
    def server(self, *flags, **options):
        server = Server(*flags, **options)
        self.addCleanup(server.stop)
        return server

    def client(self, server, token=None, port=None, **options):
        client = Connection(
            "127.0.0.1", port or server.people, folder + "/ca.pem", token=token, patience=PATIENCE, **options)
        self.addCleanup(client.close)
        return client

    def refused(self, code, work, *arguments, **options):
        with self.assertRaises(StatusError) as caught:
            work(*arguments, **options)
        self.assertEqual(caught.exception.code, Code[code], str(caught.exception))
        self.assertTrue(caught.exception.text, "a refusal without a sentence")
        return caught.exception

    def who(self, client):
        return client.unary(WHO_AM_I, v1.WhoAmIRequest())

    def a_service(self, client):
        return client.unary("lm2.v1.OrganisationService/ListServices", v1.ListServicesRequest()).services[0].service_id

    def begin_upload(self, client, content):
        header = v1.UploadHeader(service_id=self.a_service(client), file_name="minutes.txt", title="Minutes")
        call = client.call(UPLOAD, v1.UploadEvidenceRequest(header=header))
        call.send(v1.UploadEvidenceRequest(chunk=content))
        return call

    def seal_upload(self, call, content):
        seal = v1.UploadSeal(sha256=hashlib.sha256(content).digest())
        call.send(v1.UploadEvidenceRequest(seal=seal), last=True)
        return call.answer()


def person(role):
    return read(f"{folder}/tokens/{role}.token")


class ShutdownTests(Case):
    def test_calls_under_way_are_finished_and_new_ones_refused(self):
        server = self.server()
        client = self.client(server, person("contributor"))
        call = self.begin_upload(client, b"under way")
        client.ping()
        server.process.send_signal(signal.SIGTERM)
        self.assertTrue(client.wait(lambda: client.shutdown))
        self.assertEqual(client.shutdown.last_call, call.number)
        self.assertFalse(self.refused("UNAVAILABLE", client.unary, LIST_STANDARDS, b"").begun)
        client.shutdown = None  # As if the call had crossed the server's Shutdown: now it is the server that refuses.
        self.refused("UNAVAILABLE", client.unary, LIST_STANDARDS, b"")
        with self.assertRaises(OSError):
            self.client(server).unary(LIST_STANDARDS, b"")
        self.assertFalse(os.path.exists(server.ready), "the ready-file is still there")
        self.assertIsNone(server.process.poll(), "the server did not wait for the call")
        self.assertEqual(self.seal_upload(call, b"under way").size, 9)
        self.assertEqual(server.process.wait(PATIENCE), 0)
        self.assertEqual(server.events()[-1]["event"], "shutdown.done")

    def test_an_idle_server_ends_at_once_whatever_is_connected(self):
        server = self.server()
        self.client(server).ping()
        begin = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(server.process.wait(PATIENCE), 0)
        self.assertLess(time.monotonic() - begin, 5)

    def test_a_call_that_never_ends_is_given_the_grace_and_no_more(self):
        server = self.server("--shutdown-grace", "0.3")
        client = self.client(server, person("contributor"))
        self.begin_upload(client, b"x")
        client.ping()
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_an_idle_connection_is_told_before_it_is_closed(self):
        client = self.client(self.server("--idle-timeout", "0.2", "--handshake-timeout", "0.2"))
        client.unary(LIST_STANDARDS, b"")
        self.assertTrue(client.wait(lambda: False))
        self.assertEqual(client.shutdown.last_call, 1)


class ConfigurationTests(Case):
    def wrong(self, *arguments, code=2, environment=None):
        """The sentences of a command that has to fail."""
        done = lm2d(*arguments, environment=environment)
        self.assertEqual(done.returncode, code, done.stderr)
        for line in done.stderr.splitlines():
            self.assertRegex(line, r"^lm2d: .{10,}")
        self.assertNotRegex(done.stderr, r'\w+\("', "a sentence shows the program's insides")
        return done.stderr

    def file(self, text):
        handle, path = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def checked(self, *flags, environment=None):
        """What check-config says that holds."""
        done = lm2d("check-config", "--config", configuration, *flags, environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return dict(line.split(" = ", 1) for line in done.stdout.splitlines())

    def test_help_names_every_setting_and_the_three_ways(self):
        done = lm2d("--help")
        self.assertEqual(done.returncode, 0)
        for name in self.checked():
            self.assertIn(f"--{name} ", done.stdout)
        for word in ("LM2_", "--config", "name = value", "check-config", "migrate", "serve"):
            self.assertIn(word.lower(), done.stdout.lower())

    def test_flags_hold_over_environment_over_file(self):
        self.assertEqual(self.checked()["loops"], "1")
        self.assertEqual(self.checked(environment={"LM2_LOOPS": "2"})["loops"], "2")
        self.assertEqual(self.checked("--loops", "3", environment={"LM2_LOOPS": "2"})["loops"], "3")
        self.assertEqual(self.checked("--loops=4")["loops"], "4")

    def test_what_is_unknown_is_refused_with_its_place(self):
        path = self.file("listen = 127.0.0.1:0\n\nlissten = 127.0.0.1:0\njunk\n")
        said = self.wrong("check-config", "--config", path)
        self.assertIn(f"{path}, line 3", said)
        self.assertIn("lissten", said)
        self.assertIn(f"{path}, line 4", said)
        self.assertIn("LM2_LISSTEN", self.wrong("check-config", environment={"LM2_LISSTEN": "x"}))
        self.assertIn("--lissten", self.wrong("serve", "--config", configuration, "--lissten", "x"))
        self.assertIn("brew", self.wrong("brew"))

    def test_values_that_are_none_are_refused(self):
        path = self.file("# a comment\nloops = many\n")
        said = self.wrong("check-config", "--config", path)
        self.assertIn(f"{path}, line 2", said)
        self.assertIn("many", said)
        for flag, value in (("listen", "8443"), ("idle-timeout", "-1"), ("log-level", "loud"), ("database-port", "0")):
            self.assertIn(f"--{flag}", self.wrong("serve", "--config", configuration, f"--{flag}", value))

    def test_limits_are_held_against_each_other(self):
        for command in ("serve", "check-config"):
            said = self.wrong(command, "--config", configuration, "--memory-per-request", "4194304")
            self.assertIn("memory-per-request", said)
            self.assertIn("message-size", said)
            self.assertIn("at least 4456448", said)

    def test_files_that_are_missing_are_named_with_the_reason(self):
        missing = folder + "/nowhere.pem"
        for flag in ("tls-certificate", "tls-key", "client-ca", "audit-key"):
            said = self.wrong("check-config", "--config", configuration, "--" + flag, missing)
            self.assertIn(missing, said)
            self.assertIn("No such file", said)
        self.assertIn("No such file", self.wrong("serve", "--config", missing))

    def test_migrating_again_changes_nothing(self):
        done = lm2d("migrate", "--config", configuration)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotIn("applied", done.stdout)

    def test_a_command_without_its_database_says_where_it_looked(self):
        said = self.wrong("migrate", "--config", configuration, "--database-port", "5433", code=1)
        self.assertIn(cluster + "/socket", said)

    def test_an_address_in_use_is_named(self):
        server = self.server()
        said = self.wrong("serve", "--config", configuration, "--listen", f"127.0.0.1:{server.people}", code=1)
        self.assertIn(f"127.0.0.1:{server.people}", said)
        self.assertIn("in use", said)


class CredentialTests(Case):
    def create(self, *more):
        done = lm2d("credential", "create", "--config", configuration, "--tenant", tenant, *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_a_revoked_token_is_refused_at_once_and_like_any_other(self):
        server = self.server()
        token = self.create("--name", "Somebody", "--role", "quality-manager")
        client = self.client(server, token)
        account = self.who(client).caller_id
        done = lm2d("credential", "revoke", "--config", configuration, "--tenant", tenant, "--account", account)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1", done.stdout)
        first = self.refused("UNAUTHENTICATED", self.who, client)
        # Revoked, unknown, of a tenant to whom it doesn't belong, of no tenant, malformed, absent: one and the same.
        secret = token.split("_", 2)[2]
        unknown = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
        foreign = f"lm2_{read(folder + '/others/tenant')}_{person('viewer').split('_', 2)[2]}"
        nobodys = f"lm2_{uuid.uuid4()}_{secret}"
        for other in (unknown, foreign, nobodys, token[:-1], token + "A", token.swapcase(), secret, "lm2", None):
            client.token = other
            again = self.refused("UNAUTHENTICATED", self.who, client)
            self.assertEqual(first.end.SerializeToString(), again.end.SerializeToString(), other)

    def test_a_contributor_without_services_is_refused(self):
        done = lm2d(
            "credential", "create", "--config", configuration, "--tenant", tenant, "--name", "X", "--role", "contributor")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--service", done.stderr)

    def certificate(self, name):
        shell(
            'cd "$1"; umask 077; issue "$2" "/O=LM2/CN=$2" clientAuth "URI:urn:lm2:tenant:$3"', folder, name, tenant)
        return f"{folder}/{name}.pem", f"{folder}/{name}.key"

    def test_machines_are_known_by_their_certificates(self):
        server = self.server()
        known, unknown = self.certificate("known"), self.certificate("unknown")
        self.create("--name", "RIS", "--role", "trust-viewer", "--certificate", known[0])
        me = self.who(self.client(server, port=server.machines, certificate=known))
        self.assertEqual((me.name, me.role), ("RIS", v1.ROLE_TRUST_VIEWER))
        self.refused(
            "UNAUTHENTICATED", self.who, self.client(server, port=server.machines, certificate=unknown))
        # In TLS 1.3 the client hears of it with the first bytes that it reads.
        with self.assertRaises(ConnectionLost) as caught:
            self.who(self.client(server, port=server.machines))
        self.assertRegex(str(caught.exception).upper(), "CERTIFICATE|CLOSED|RESET")
        # The people's port asks for none, and so knows nobody by one.
        self.refused("UNAUTHENTICATED", self.who, self.client(server, certificate=known))

    def test_a_certificate_that_names_another_tenant_is_not_taken(self):
        path = self.certificate("foreign")[0]
        done = lm2d(
            "credential", "create", "--config", configuration, "--tenant", str(uuid.uuid4()), "--name", "X", "--role",
            "assessor", "--certificate", path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("urn:lm2:tenant:", done.stderr)


class TLSTests(Case):
    def handshake(self, server, least, most, ciphers=None, session=None, context=None):
        if context is None:
            context = ssl.create_default_context(cafile=folder + "/ca.pem")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version, context.maximum_version = least, most
            if ciphers:
                context.set_ciphers(ciphers + ":@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", server.people), timeout=PATIENCE) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1", session=session) as connection:
                # An empty frame is garbage: the server's answer to it brings the tickets of TLS 1.3 along.
                connection.sendall(b"\0\0\0\0")
                try:
                    while connection.recv(4096):
                        pass
                except OSError:
                    pass
                return connection.version(), connection.cipher()[0], connection.session_reused, connection.session, context

    def test_versions_and_suites(self):
        server = self.server()
        v10, v11, v12, v13 = (
            ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
        self.assertEqual(self.handshake(server, v13, v13)[0], "TLSv1.3")
        for suites in ("ECDHE+AESGCM", "ECDHE+CHACHA20"):
            self.assertEqual(self.handshake(server, v12, v12, suites)[0], "TLSv1.2")
        for most, suites in ((v11, "ALL"), (v12, "ECDHE+AES+SHA1"), (v12, "ECDHE+SHA256+AES:!AESGCM:!CHACHA20")):
            with self.subTest(suites), self.assertRaises(ssl.SSLError) as caught:
                self.handshake(server, v10, most, suites)
            self.assertIn("ALERT", caught.exception.reason)
        failed = until(
            lambda: [event for event in server.events() if event["event"] == "handshake.failed"], "the log's events")
        self.assertTrue(all(event["reason"] and event["peer"] for event in failed))

    def test_sessions_are_resumed(self):
        server = self.server()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version):
                first = self.handshake(server, version, version)
                self.assertFalse(first[2])
                second = self.handshake(server, version, version, session=first[3], context=first[4])
                self.assertTrue(second[2], "the session was not resumed")


class DatabaseTests(Case):
    def test_a_database_that_goes_away_and_comes_back(self):
        server = self.server()
        client = self.client(server, person("quality-manager"))
        self.who(client)

        def status():
            return client.unary("grpc.health.v1.Health/Check", health.HealthCheckRequest()).status

        self.assertEqual(status(), health.HealthCheckResponse.SERVING)
        shell('stop_cluster "$1"', cluster)
        try:
            for _ in range(3):
                begin = time.monotonic()
                error = self.refused("UNAVAILABLE", self.who, client)
                self.assertLess(time.monotonic() - begin, 2)
                self.assertNotIn(cluster, error.text, "the refusal shows the server's insides")
            self.assertEqual(status(), health.HealthCheckResponse.NOT_SERVING)
            client.unary(LIST_STANDARDS, v1.ListStandardsRequest())
        finally:
            shell('start_cluster "$1"', cluster)
        until(lambda: status() == health.HealthCheckResponse.SERVING, "the server to find its database again")

        def served():
            try:
                return self.who(client)
            except StatusError as error:
                self.assertEqual(error.code, Code.UNAVAILABLE)
                return None

        self.assertTrue(until(served, "a call to be served again").name)
        self.assertIsNone(server.process.poll())


class LogTests(Case):
    def test_one_json_object_an_event_and_no_secret(self):
        server = self.server("--log-level", "debug")
        token = person("contributor")
        client = self.client(server, token)
        content = b"CONFIDENTIAL-" + uuid.uuid4().hex.encode()
        self.seal_upload(self.begin_upload(client, content), content)
        client.token = "lm2_malformed_" + uuid.uuid4().hex
        self.refused("UNAUTHENTICATED", self.who, client)
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(PATIENCE), 0)
        events = server.events()
        for event in events:
            self.assertTrue(event["event"])
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$")
        calls = [event for event in events if event["event"] == "call"]
        self.assertEqual([call["code"] for call in calls], ["OK", "OK", "UNAUTHENTICATED"])
        self.assertEqual(len({call["call"] for call in calls}), 3)
        text = read(server.log)
        for secret in (token, token[-20:], client.token, content.decode(), "Minutes", "BEGIN"):
            self.assertNotIn(secret, text)

    def test_what_a_client_names_stays_in_its_field(self):
        server = self.server()
        client = self.client(server)
        names = ['lm2.v1.X/"quoted"', "lm2.v1.X/\\back", "lm2.v1.X/a\nline\tand\x7f", "lm2.v1.X/Größe", "x/" + '"' * 190]
        before = datetime.datetime.now(datetime.timezone.utc)
        for name in names:
            self.refused("UNIMPLEMENTED", client.unary, name, v1.ListAssessmentsRequest())
        after = datetime.datetime.now(datetime.timezone.utc)
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(PATIENCE), 0)
        calls = [event for event in server.events() if event["event"] == "call"]
        self.assertEqual([call["method"] for call in calls], names)
        for call in calls:
            self.assertEqual((call["level"], call["code"], call["out"]), ("info", "UNIMPLEMENTED", 0))
            self.assertTrue(before <= datetime.datetime.fromisoformat(call["time"].replace("Z", "+00:00")) <= after)


class TwoWritersTests(Case):
    def test_the_second_writer_is_told_and_many_at_once_leave_one(self):
        server = self.server()
        clients = [self.client(server, person("quality-manager")) for _ in range(2)]
        listed = clients[0].unary("lm2.v1.AssessmentService/ListAssessments", v1.ListAssessmentsRequest())
        draft = next(item for item in listed.assessments if item.state == v1.ASSESSMENT_STATE_DRAFT)
        whole = clients[0].unary(
            "lm2.v1.AssessmentService/GetAssessment",
            v1.GetAssessmentRequest(assessment_id=draft.assessment_id))
        clause = whole.clauses[0]
        request = v1.RateClauseRequest(
            assessment_id=draft.assessment_id, clause_id=clause.clause_id, rating=v1.RATING_MET,
            expected_version=clause.version)
        calls = [
            client.call("lm2.v1.AssessmentService/RateClause", request, half_close=True)
            for client in clients for _ in range(8)]
        won, lost = 0, []
        for call in calls:
            try:
                self.assertEqual(call.answer().version, clause.version + 1)
                won += 1
            except StatusError as error:
                lost.append(error)
        self.assertEqual((won, {error.code for error in lost}), (1, {Code.ABORTED}))
        for error in lost:
            self.assertEqual(error.detail(v1.ClauseStanding).version, clause.version + 1)


class BrokenUploadTests(Case):
    def test_an_upload_that_is_broken_off_by_the_server_s_death_leaves_nothing_visible(self):
        server = self.server()
        client = self.client(server, person("contributor"))

        def visible(client):
            return client.unary(
                "lm2.v1.EvidenceService/ListEvidence",
                v1.ListEvidenceRequest(service_id=self.a_service(client))).evidence

        before = [item.evidence_id for item in visible(client)]
        self.begin_upload(client, b"x" * 200_000)
        client.ping()
        server.stop()
        after = visible(self.client(self.server(), person("contributor")))
        self.assertEqual([item.evidence_id for item in after], before)


if __name__ == "__main__":
    unittest.main()
