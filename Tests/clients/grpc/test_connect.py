"""Connect's unary calls as all kinds of programs make them: curl, httpx, requests; by HTTP/2 and HTTP/1.1; JSON and proto."""
import base64
import gzip
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import unittest
import uuid
from collections import namedtuple

import h2.connection
import httpx
import requests
from google.rpc import error_details_pb2
from hyperframe.frame import DataFrame, Frame, HeadersFrame, PingFrame

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import PATIENCE, Case, ca_file, key, port, token, v1  # noqa: E402

LARGEST = 4_194_304
WHO_AM_I = "lm2.v1.IdentityService/WhoAmI"
LIST_STANDARDS = "lm2.v1.StandardService/ListStandards"
GET_STANDARD = "lm2.v1.StandardService/GetStandard"
GET_ASSESSMENT = "lm2.v1.AssessmentService/GetAssessment"
CREATE_UNIT = "lm2.v1.OrganisationService/CreateUnit"
LIST_UNITS = "lm2.v1.OrganisationService/ListUnits"
REGISTER = "lm2.v1.MachineService/RegisterCertificate"
JSON, PROTO = "application/json", "application/proto"

Answer = namedtuple("Answer", "version status headers body")


def url(path):
    return f"https://localhost:{port()}/{path}"


def context(*protocols):
    """TLS that trusts the server's authority, and offers these protocols."""
    made = ssl.create_default_context(cafile=ca_file())
    if protocols:
        made.set_alpn_protocols(protocols)
    return made


def connect(*protocols):
    plain = socket.create_connection(("localhost", port()), timeout=PATIENCE)
    return context(*protocols).wrap_socket(plain, server_hostname="localhost")


def curl(path, *options, body=None, kind=JSON, role=None):
    """Calls with curl: a POST if there is a body."""
    words = ["curl", "--silent", "--show-error", "--cacert", ca_file(), "--include", "--max-time", str(PATIENCE), *options]
    if role:
        words += ["--header", f"authorization: Bearer {token(role)}"]
    if body is not None:
        words += ["--header", f"content-type: {kind}", "--header", "expect:", "--data-binary", "@-"]
    done = subprocess.run([*words, url(path)], input=body or b"", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise AssertionError(f"curl: {done.returncode}: {done.stderr.decode()}")
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    version, status, *_ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return Answer(version, int(status), headers, content)


class ConnectCase(Case):
    def error(self, answer, status, code):
        """The JSON of an answer that has to be an error of that kind."""
        self.assertEqual((answer.status, answer.headers["content-type"]), (status, JSON), answer.body)
        told = json.loads(answer.body)
        self.assertEqual(told["code"], code)
        self.assertLessEqual(set(told), {"code", "message", "details"})
        self.assertTrue(told["message"], "a refusal without a sentence")
        return told

    def violations(self, told):
        """The fields that an error names, in its detail's bytes, and the same in what is for people."""
        [detail] = told["details"]
        self.assertEqual(detail["type"], "google.rpc.BadRequest")
        self.assertNotIn("=", detail["value"], "Connect's base64 has no padding")
        held = error_details_pb2.BadRequest.FromString(base64.b64decode(detail["value"] + "=="))
        shown = [(item["field"], item["description"]) for item in detail["debug"]["fieldViolations"]]
        self.assertEqual([(item.field, item.description) for item in held.field_violations], shown)
        return [field for field, _ in shown]


class CurlTests(ConnectCase):
    def test_json_and_proto_by_both_versions(self):
        for version, flag in (("HTTP/2", "--http2"), ("HTTP/1.1", "--http1.1")):
            with self.subTest(version):
                answer = curl(WHO_AM_I, flag, body=b"{}", role="viewer")
                self.assertEqual((answer.version, answer.status), (version, 200), answer.body)
                self.assertEqual(answer.headers["content-type"], JSON)
                self.assertEqual(json.loads(answer.body)["role"], "ROLE_TRUST_VIEWER")
                answer = curl(WHO_AM_I, flag, body=b"", kind=PROTO, role="viewer")
                self.assertEqual((answer.status, answer.headers["content-type"]), (200, PROTO))
                self.assertEqual(v1.WhoAmIResponse.FromString(answer.body).role, v1.ROLE_TRUST_VIEWER)

    def test_gzip_both_ways(self):
        asked = v1.GetStandardRequest(standard_id="LM2").SerializeToString()
        for flag in ("--http2", "--http1.1"):
            for kind, body in ((JSON, b'{"standardId":"LM2"}'), (PROTO, asked)):
                with self.subTest(flag, kind=kind):
                    plain = curl(GET_STANDARD, flag, body=body, kind=kind)
                    self.assertNotIn("content-encoding", plain.headers)
                    gzipped = ("--header", "content-encoding: gzip")
                    squeezed = curl(GET_STANDARD, flag, "--compressed", *gzipped, body=gzip.compress(body), kind=kind)
                    self.assertEqual(squeezed.headers["content-encoding"], "gzip")
                    self.assertLess(int(squeezed.headers["content-length"]) * 2, len(plain.body))
                    self.assertEqual(squeezed.body, plain.body)

    def test_gzip_is_not_sent_to_who_refuses_it(self):
        """A weight may have up to three decimals: RFC 9110, 12.4.2."""
        for accepted in ("gzip;q=0, identity", "gzip; q=0", "gzip;q=0.0", "gzip;q=0.000", "br", "identity", "xgzip"):
            for flag in ("--http2", "--http1.1"):
                with self.subTest(flag, accepted=accepted):
                    header = ("--header", f"accept-encoding: {accepted}")
                    answer = curl(GET_STANDARD, flag, *header, body=b'{"standardId":"LM2"}')
                    self.assertNotIn("content-encoding", answer.headers)
                    self.assertEqual(len(json.loads(answer.body)["criteria"]), 14)

    def test_an_empty_body_is_a_request_without_fields(self):
        for kind in (JSON, PROTO):
            answer = curl(LIST_STANDARDS, "--request", "POST", "--header", f"content-type: {kind}")
            self.assertEqual(answer.status, 200, answer.body)

    def test_a_charset_and_the_query_change_nothing(self):
        for kind in (JSON + "; charset=utf-8", JSON + ";charset=UTF-8", "Application/JSON"):
            self.assertEqual(curl(LIST_STANDARDS, body=b"{}", kind=kind).status, 200, kind)
        self.assertEqual(curl(LIST_STANDARDS + "?a=%ff&b=/x", body=b"{}").status, 200)
        told = self.error(curl(GET_STANDARD + "?standardId=LM2", body=b"{}"), 400, "invalid_argument")
        self.assertEqual(self.violations(told), ["standard_id"])

    def test_head_and_get(self):
        for flag in ("--http2", "--http1.1"):
            for way in (("--head",), ("--get",), ("--request", "PUT"), ("--request", "DELETE")):
                with self.subTest(flag, way=way):
                    answer = curl(LIST_STANDARDS, flag, *way)
                    self.assertEqual((answer.status, answer.headers["allow"]), (405, "POST"))
                    self.assertGreater(int(answer.headers["content-length"]), 0)
                    if way == ("--head",):
                        self.assertEqual(answer.body, b"")
                    else:
                        self.error(answer, 405, "unimplemented")
            # What is no call is a file, and there is none of these.
            for path in ("", "nothing.html", "lm2.v1.StandardService", "%ff", "../../etc/passwd"):
                self.assertIn(curl(path, flag, "--path-as-is").status, (200, 400, 404), path)
            self.assertEqual(curl("nothing.html", flag).status, 404)

    def test_answers_say_what_they_are_and_may_not_be_kept(self):
        for flag in ("--http2", "--http1.1"):
            for answer in (curl(LIST_STANDARDS, flag, body=b"{}"), curl(GET_STANDARD, flag, body=b"{}")):
                self.assertEqual(answer.headers["cache-control"], "no-store")
                self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
                self.assertEqual(int(answer.headers["content-length"]), len(answer.body))

    def test_every_answer_has_a_date(self):
        """RFC 9110, 6.6.1: an origin server with a clock sends one, by any version."""
        for flag in ("--http1.1", "--http2"):
            with self.subTest(flag):
                self.assertIn("date", curl(LIST_STANDARDS, flag, body=b"{}").headers)


class RefusalTests(ConnectCase):
    """What is wrong with a request is told with the right code, by both versions, and changes nothing."""

    def setUp(self):
        self.before = self.units()

    def tearDown(self):
        self.assertEqual(self.units(), self.before, "a refused call changed something")

    def units(self):
        answer = curl(LIST_UNITS, body=b'{"page":{"size":500}}', role="admin")
        self.assertEqual(answer.status, 200, answer.body)
        return json.loads(answer.body)

    def both(self, status, code, path, body, *options, **more):
        """The error by HTTP/2, which has to be the same by HTTP/1.1."""
        first, second = (
            self.error(curl(path, flag, *options, body=body, **more), status, code) for flag in ("--http2", "--http1.1"))
        self.assertEqual(first, second)
        return first

    def create(self, text):
        return self.both(400, "invalid_argument", CREATE_UNIT, text.encode(), role="admin")

    def test_the_credential_and_the_role(self):
        self.both(401, "unauthenticated", WHO_AM_I, b"{}")
        self.both(403, "permission_denied", CREATE_UNIT, b'{"kind":"UNIT_KIND_SITE","name":"No"}', role="viewer")
        told = self.both(404, "not_found", GET_ASSESSMENT, b'{"assessmentId":"%s"}' % str(uuid.uuid4()).encode(), role="viewer")
        self.assertNotIn("details", told)

    def test_the_content_type(self):
        good = b'{"kind":"UNIT_KIND_SITE","name":"No"}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
                     "application/connect+json", "application/xml", "", "x" * 500):
            with self.subTest(kind):
                self.both(415, "unimplemented", CREATE_UNIT, good, kind=kind, role="admin")
                self.assertIn(JSON, curl(CREATE_UNIT, body=good, kind=kind, role="admin").headers["accept-post"])

    def test_the_content_encoding(self):
        good = b'{"kind":"UNIT_KIND_SITE","name":"No"}'
        for encoding in ("br", "zstd", "gzip, gzip"):
            header = ("--header", f"content-encoding: {encoding}")
            self.both(501, "unimplemented", CREATE_UNIT, good, *header, role="admin")
            self.assertIn("gzip", curl(CREATE_UNIT, *header, body=good, role="admin").headers["accept-encoding"])
        self.both(400, "invalid_argument", CREATE_UNIT, good, "--header", "content-encoding: gzip", role="admin")
        cut = gzip.compress(good)[:-4]
        self.both(400, "invalid_argument", CREATE_UNIT, cut, "--header", "content-encoding: gzip", role="admin")

    def test_the_path(self):
        for path, named in (("lm2.v1.StandardService/Burn", "Burn"), ("lm2.v1.NoService/GetStandard", "lm2.v1.NoService"),
                            ("lm2.v1.AuditService/ExportLog", "stream"), ("nonsense", "package.Service/Method")):
            told = self.both(501, "unimplemented", path, b"{}")
            self.assertIn(named, told["message"])

    def test_text_that_is_no_json(self):
        for text, place in (
                ('{"name":', "line 1, column 9"), ('{"name":"a"\n "kind":1}', "line 2, column 2"), ("[]", "line 1, column 1"),
                ('{"name":"a"} x', "line 1, column 14"), ("{'name':1}", "line 1, column 2"),
                ('{"name":"Größe",,}', "line 1, column 17"), ('{"name":"\\ud800"}', "line 1, column"), ("nul", "line 1"),
                ('{"name":01}', "line 1"), ('{"name":"a\nb"}', "line 1, column")):
            with self.subTest(text):
                self.assertIn(place, self.create(text)["message"])
        self.both(400, "invalid_argument", CREATE_UNIT, b'{"name":"\xff"}', role="admin")
        self.create('{"name":' + "[" * 100_000)

    def test_fields_that_there_are_not_or_twice(self):
        for text, field in (
                ('{"kind":"UNIT_KIND_SITE","nane":"a"}', "nane"), ('{"name":"a","name":"b"}', "name"),
                ('{"parentId":"","parent_id":""}', "parent_id"), ('{"name":{"a":1}}', "name"), ('{"name":7}', "name"),
                ('{"kind":"UNIT_KIND_HOUSE"}', "kind"), ('{"kind":true}', "kind"), ('{"kind":99,"name":"a"}', "kind"),
                ('{"kind":1,"name":"a","parentId":"x"}', "parent_id"), ('{"name":"a"}', "kind")):
            with self.subTest(text):
                told = self.create(text)
                self.assertIn(field, told["message"])
                self.assertIn(field, self.violations(told))

    def test_numbers_and_base64(self):
        for number in ("-1", "4294967296", "1.5", '"x"', "1e99", "[1]"):
            with self.subTest(number):
                told = self.both(
                    400, "invalid_argument", LIST_UNITS, b'{"page":{"size":%s}}' % number.encode(), role="admin")
                self.assertEqual(self.violations(told), ["page.size"])
        for text in ("!!", "YQ=", "Y", "YQ==YQ=="):
            with self.subTest(text):
                body = json.dumps({"accountId": str(uuid.uuid4()), "name": "n", "sha256": text}).encode()
                self.assertEqual(
                    self.violations(self.both(400, "invalid_argument", REGISTER, body, role="admin")), ["sha256"])

    def test_a_message_that_is_too_large(self):
        body = b'{"name":"' + b"x" * LARGEST + b'"}'
        self.both(413, "resource_exhausted", CREATE_UNIT, body, role="admin")
        self.both(413, "resource_exhausted", CREATE_UNIT, b"x" * (LARGEST + 1), kind=PROTO, role="admin")
        self.both(429, "resource_exhausted", CREATE_UNIT, gzip.compress(body), "--header", "content-encoding: gzip",
                  role="admin")
        # The largest that may come is looked at.
        just = b'{"name":"' + b"x" * (LARGEST - 11) + b'"}'
        self.assertIn("name", self.violations(self.both(400, "invalid_argument", CREATE_UNIT, just, role="admin")))

    def test_a_field_that_is_there_twice(self):
        """What stands between client and server may look at the one, and the server at the other."""
        body = b'{"kind":"UNIT_KIND_GROUP"}'
        for first, second in ((JSON, PROTO), (PROTO, JSON), (JSON, "text/plain")):
            with self.subTest(first, second=second):
                fields = ("--header", f"content-type: {first}")
                answers = [curl(CREATE_UNIT, flag, *fields, body=body, kind=second, role="admin")
                           for flag in ("--http2", "--http1.1")]
                self.assertEqual(*[(answer.status, answer.body) for answer in answers])

    def test_bytes_that_are_no_message(self):
        told = self.both(400, "invalid_argument", CREATE_UNIT, b"\x1a\x7f\x00", kind=PROTO, role="admin")
        self.assertIn("lm2.v1.CreateUnitRequest", told["message"])

    def test_headers_of_the_protocol(self):
        for header in ("connect-timeout-ms: x", "connect-timeout-ms: -1", "connect-timeout-ms: 12345678901",
                       "connect-protocol-version: 2", "x-bin: !!"):
            self.both(400, "invalid_argument", LIST_STANDARDS, b"{}", "--header", header)
        for header in ("connect-timeout-ms: 9999999999", "connect-protocol-version: 1", "x-bin: YQ", "connect-x: y"):
            self.assertEqual(curl(LIST_STANDARDS, "--header", header, body=b"{}").status, 200, header)


class LibraryTests(ConnectCase):
    def test_httpx_by_http2(self):
        with httpx.Client(http2=True, verify=context(), timeout=PATIENCE) as client:
            bearer = {"authorization": f"Bearer {token('quality-manager')}"}
            answer = client.post(url(WHO_AM_I), json={}, headers=bearer)
            self.assertEqual((answer.http_version, answer.status_code), ("HTTP/2", 200))
            self.assertEqual(answer.json()["role"], "ROLE_QUALITY_MANAGER")
            answers = [client.post(url(LIST_STANDARDS), json={}) for _ in range(20)]
            self.assertEqual({item.json()["standards"][0]["standardId"] for item in answers}, {"LM2"})

    def test_requests_by_one_connection(self):
        with requests.Session() as session:
            session.verify, session.trust_env = ca_file(), False
            session.headers["authorization"] = f"Bearer {token('viewer')}"
            for _ in range(10):
                answer = session.post(url("lm2.v1.ComparisonService/Compare"), json={}, timeout=PATIENCE)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer.headers["content-encoding"], "gzip")
                self.assertGreaterEqual(len(answer.json()["rows"]), 3)
            pools = session.get_adapter("https://x").poolmanager.pools
            [pool] = [pools.get(name) for name in pools.keys()]
            self.assertEqual((pool.num_connections, pool.num_requests), (1, 10))

    def test_a_connection_goes_on_after_errors(self):
        connection = http.client.HTTPSConnection(
            "localhost", port(), context=context("http/1.1"), timeout=PATIENCE)
        self.addCleanup(connection.close)
        socket_ = None
        for path, body, status in (
                (LIST_STANDARDS, "{}", 200), (GET_STANDARD, "{", 400), ("x/y", "{}", 501), (WHO_AM_I, "{}", 401),
                (LIST_STANDARDS, "", 200), (LIST_STANDARDS, "{}", 200)):
            connection.request("POST", "/" + path, body, {"content-type": JSON})
            answer = connection.getresponse()
            answer.read()
            self.assertEqual(answer.status, status)
            self.assertIn(socket_, (None, connection.sock), "another connection")
            socket_ = connection.sock

    def raw(self, text, *protocols):
        """What the server answers to these bytes until it closes."""
        with connect(*protocols) as connection:
            connection.sendall(text)
            got = b""
            while piece := connection.recv(65_536):
                got += piece
            return got

    def test_a_client_of_1_0(self):
        post = f"POST /{LIST_STANDARDS} HTTP/1.0\r\nContent-Type: {JSON}\r\nContent-Length: 2\r\n\r\n{{}}".encode()
        for protocols in (["http/1.1"], []):  # Some clients name no protocol in TLS.
            with self.subTest(protocols):
                head, _, body = self.raw(post, *protocols).partition(b"\r\n\r\n")
                self.assertRegex(head, rb"^HTTP/1\.[01] 200 ")
                self.assertNotIn(b"transfer-encoding", head.lower())
                self.assertEqual(json.loads(body)["standards"][0]["standardId"], "LM2")

    def test_curl_s_http_1_0(self):
        """It offers the protocol http/1.0, which has a name of its own in TLS."""
        self.assertEqual(curl(LIST_STANDARDS, "--http1.0", body=b"{}").status, 200)

    def test_calls_in_one_write(self):
        one = f"POST /{LIST_STANDARDS} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: 2\r\n"
        got = self.raw((f"{one}\r\n{{}}" * 3 + f"{one}Connection: close\r\n\r\n{{}}").encode(), "http/1.1")
        self.assertEqual(got.count(b"HTTP/1.1 200 OK"), 4)
        self.assertEqual(got.count(b'"LM2"'), 4)

    def test_a_body_in_chunks(self):
        answer = requests.post(
            url(GET_STANDARD), data=iter([b'{"standard', b'Id":"LM2"}']), headers={"content-type": JSON},
            verify=ca_file(), timeout=PATIENCE)
        self.assertEqual((answer.status_code, len(answer.json()["criteria"])), (200, 14))

    def test_time_runs_out(self):
        # A password that nobody has is hashed all the same, and that takes much longer.
        body = json.dumps({"organisation": key(), "password": {"email": "a@b.example", "password": "x"}}).encode()
        for flag in ("--http2", "--http1.1"):
            answer = curl("lm2.v1.IdentityService/SignIn", flag, "--header", "connect-timeout-ms: 5", body=body)
            self.error(answer, 504, "deadline_exceeded")

    def test_a_write_has_its_effect_once(self):
        name = f"Group {key()}"
        body = json.dumps({"idempotencyKey": key(), "kind": "UNIT_KIND_GROUP", "name": name}).encode()
        first = curl(CREATE_UNIT, "--http2", body=body, role="admin")
        second = curl(CREATE_UNIT, "--http1.1", body=body, role="admin")
        self.assertEqual((first.status, first.body), (200, second.body))
        units = json.loads(curl(LIST_UNITS, body=b'{"page":{"size":500}}', role="admin").body)["units"]
        self.assertEqual([unit["name"] for unit in units].count(name), 1)


class EarlyAnswerTests(ConnectCase):
    def frames(self, connection):
        """The frames of a connection of HTTP/2, until a ping that follows the first answer is answered."""
        waiting = b""

        def take(count):
            nonlocal waiting
            while len(waiting) < count:
                piece = connection.recv(65_536)
                self.assertTrue(piece, "the connection was closed")
                waiting += piece
            taken, waiting = waiting[:count], waiting[count:]
            return taken

        while True:
            frame, length = Frame.parse_frame_header(memoryview(take(9)))
            frame.parse_body(memoryview(take(length)))
            yield frame
            if isinstance(frame, DataFrame) and "END_STREAM" in frame.flags:
                connection.sendall(PingFrame(opaque_data=b"12345678").serialize())
            if isinstance(frame, PingFrame):
                return

    def test_an_answer_that_comes_before_a_small_body_resets_nothing(self):
        """RFC 9113, 8.1, allows it, but Debian's curl (7.88) and others lose the answer; two bytes can be taken and dropped."""
        client = h2.connection.H2Connection()
        client.initiate_connection()
        client.send_headers(1, [
            (":method", "POST"), (":path", "/" + CREATE_UNIT), (":scheme", "https"), (":authority", "localhost"),
            ("content-type", "text/plain"), ("content-length", "2")])
        with connect("h2") as connection:
            connection.sendall(client.data_to_send())
            kinds = [type(frame) for frame in self.frames(connection) if frame.stream_id == 1]
        self.assertEqual(kinds, [HeadersFrame, DataFrame])


if __name__ == "__main__":
    unittest.main()
