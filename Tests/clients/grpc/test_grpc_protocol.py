"""What gRPC promises beside answers: deadlines, cancelling, metadata, compression, limits, errors, pings and shutdown.

The client is grpcio; where it hides what went over the wire, gRPC's frames are made by hand and sent with httpx. Tests of a
server's settings or log have a server of their own, over the database of the whole run.
"""
import base64
import gzip
import hashlib
import os
import queue
import random
import signal
import ssl
import struct
import sys
import time
import unittest
import uuid

import grpc
import httpx
from google.rpc import error_details_pb2
from grpc_status import rpc_status

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import PATIENCE, Case, ca_file, port, server_process, setting, token, until, v1  # noqa: E402

WHO_AM_I = "lm2.v1.IdentityService/WhoAmI"
LIST_STANDARDS = "lm2.v1.StandardService/ListStandards"
GET_STANDARD = "lm2.v1.StandardService/GetStandard"
GET_ASSESSMENT = "lm2.v1.AssessmentService/GetAssessment"
UPLOAD = "lm2.v1.EvidenceService/UploadEvidence"
DOWNLOAD = "lm2.v1.EvidenceService/DownloadEvidence"
LIST_SERVICES = "lm2.v1.OrganisationService/ListServices"
LARGEST = 4_194_304


def setUpModule():
    global folder, configuration
    folder, configuration = server_process.shared_place()


class ProtocolCase(Case):
    def server(self, *flags):
        server = server_process.Server(folder, configuration, *flags)
        self.addCleanup(server.stop)
        return server

    def calls(self, server, method):
        """The codes with which calls of a method have ended, from the server's log."""
        return [event["code"] for event in server.events() if event["event"] == "call" and event["method"] == method]

    def begin_upload(self, client, content, **options):
        """A call under way, and the queue of what it sends; None ends it."""
        service_id = client.call(LIST_SERVICES, v1.ListServicesRequest()).services[0].service_id
        sent = queue.SimpleQueue()
        call = client.begin(UPLOAD, iter(sent.get, None), **options)
        sent.put(v1.UploadEvidenceRequest(header=v1.UploadHeader(service_id=service_id, file_name="minutes.txt")))
        sent.put(v1.UploadEvidenceRequest(chunk=content))
        return call, sent

    def seal(self, sent, content):
        sent.put(v1.UploadEvidenceRequest(seal=v1.UploadSeal(sha256=hashlib.sha256(content).digest())))
        sent.put(None)

    def still_serves(self, client):
        self.assertTrue(client.call(LIST_STANDARDS, v1.ListStandardsRequest()).standards)


class DeadlineTests(ProtocolCase):
    def test_the_server_ends_what_takes_longer_than_its_deadline(self):
        server = self.server()
        client = self.client("contributor", port_number=server.people)
        call, sent = self.begin_upload(client, b"slow", timeout=0.3)
        begin = time.monotonic()
        self.refused("DEADLINE_EXCEEDED", call.result)
        self.assertGreater(time.monotonic() - begin, 0.2)
        sent.put(None)
        # The client's own timer may be first; the server's log says that it kept the time as well.
        ended = until(lambda: self.calls(server, UPLOAD), "the call's end in the log")
        self.assertIn(ended, (["DEADLINE_EXCEEDED"], ["CANCELLED"]))
        self.still_serves(client)

    def test_the_server_keeps_the_time_of_a_client_that_does_not(self):
        client, sent = self.client("contributor"), queue.SimpleQueue()
        # As metadata, of which grpcio makes no timer of its own.
        call = client.begin(UPLOAD, iter(sent.get, None), timeout=None, metadata=[("grpc-timeout", "200m")])
        begin = time.monotonic()
        self.assertIn("deadline", self.refused("DEADLINE_EXCEEDED", call.result, PATIENCE).details())
        self.assertGreater(time.monotonic() - begin, 0.1)
        sent.put(None)

    def test_deadlines_that_are_none(self):
        for value in ("1", "m", "123456789S", "-1S", "1x", "1.5S"):
            with self.subTest(value):
                answer = Wire.post(LIST_STANDARDS, b"", {"grpc-timeout": value})
                self.assertEqual(answer.headers["grpc-status"], "3")
                self.assertIn("grpc-timeout", answer.headers["grpc-message"])
        for value in ("1H", "99999999H", "5M", "30S", "30000m", "30000000u"):
            self.assertEqual(Wire.post(LIST_STANDARDS, b"", {"grpc-timeout": value}).status, "0", value)


class CancelTests(ProtocolCase):
    def test_a_cancelled_upload_is_undone_and_the_connection_goes_on(self):
        server = self.server()
        client = self.client("contributor", port_number=server.people)
        call, sent = self.begin_upload(client, b"x" * 100_000)
        call.cancel()
        sent.put(None)
        self.assertTrue(call.cancelled())
        self.still_serves(client)
        self.assertEqual(until(lambda: self.calls(server, UPLOAD), "the call's end"), ["CANCELLED"])

    def test_a_cancelled_download_is_sent_no_more(self):
        server = self.server()
        client = self.client("contributor", port_number=server.people)
        call, sent = self.begin_upload(client, b"")
        content = random.Random(7).randbytes(3_000_000)
        for place in range(0, len(content), 1_000_000):
            sent.put(v1.UploadEvidenceRequest(chunk=content[place:place + 1_000_000]))
        self.seal(sent, content)
        asked = v1.DownloadEvidenceRequest(evidence_id=call.result().evidence_id)
        for _ in range(3):
            stream = client.begin(DOWNLOAD, asked)
            self.assertEqual(next(stream).evidence.size, len(content))
            stream.cancel()
            self.refused("CANCELLED", next, stream)
        self.still_serves(client)
        until(lambda: len(self.calls(server, DOWNLOAD)) == 3, "the calls' ends")
        self.assertEqual(set(self.calls(server, DOWNLOAD)), {"CANCELLED"})
        pieces = list(client.begin(DOWNLOAD, asked))
        self.assertEqual(b"".join(piece.chunk for piece in pieces), content)


class FlowTests(ProtocolCase):
    def test_a_reader_that_does_not_read_holds_up_no_other_call(self):
        client = self.client("contributor")
        call, sent = self.begin_upload(client, b"")
        content = random.Random(8).randbytes(3_000_000)
        for place in range(0, len(content), 500_000):
            sent.put(v1.UploadEvidenceRequest(chunk=content[place:place + 500_000]))
        self.seal(sent, content)
        asked = v1.DownloadEvidenceRequest(evidence_id=call.result().evidence_id)
        streams = [client.begin(DOWNLOAD, asked) for _ in range(5)]
        for stream in streams:
            self.assertEqual(next(stream).evidence.size, len(content))
        for _ in range(10):
            self.still_serves(client)
        for stream in reversed(streams):
            self.assertEqual(b"".join(piece.chunk for piece in stream), content)

    def test_an_upload_that_is_refused_before_all_of_it_has_come(self):
        def parts(service_id):
            yield v1.UploadEvidenceRequest(header=v1.UploadHeader(service_id=service_id, file_name="a"))
            for _ in range(40):
                yield v1.UploadEvidenceRequest(chunk=bytes(500_000))

        for role, service_id, code in (
                ("viewer", str(uuid.uuid4()), "PERMISSION_DENIED"), ("contributor", str(uuid.uuid4()), "NOT_FOUND"),
                ("contributor", "x", "INVALID_ARGUMENT")):
            with self.subTest(role, code=code):
                client = self.client(role)
                self.refused(code, client.call, UPLOAD, parts(service_id))
                self.still_serves(client)


class Wire:
    """gRPC by hand: a request's frames in, the answer's out."""

    @staticmethod
    def post(method, body, headers=None, flag=0):
        """Sends one message, with the bytes of its prefix."""
        whole = struct.pack(">BI", flag, len(body)) + body
        sent = {"content-type": "application/grpc", "te": "trailers", **(headers or {})}
        with httpx.Client(http1=False, http2=True, verify=ssl.create_default_context(cafile=ca_file())) as client:
            return Wire(client.post(f"https://localhost:{port()}/{method}", headers=sent, content=whole))

    def __init__(self, response):
        self.headers, self.body = response.headers, response.content
        self.status = response.headers.get("grpc-status")
        if self.status is None and response.status_code == 200 and self.body:
            # httpx does not show trailers; a whole message and an ended stream say as much.
            length = struct.unpack(">I", self.body[1:5])[0]
            self.status = "0" if len(self.body) == 5 + length else None


class MetadataTests(ProtocolCase):
    def test_metadata_of_all_kinds_are_taken(self):
        client = self.client("viewer")
        client.call(WHO_AM_I, v1.WhoAmIRequest(), metadata=[
            ("trace-bin", bytes(range(256))), ("trace-bin", b""), ("x-a", "a b, c"), ("x.y_z-0", "~")])

    def test_a_binary_value_that_is_no_base64(self):
        answer = Wire.post(LIST_STANDARDS, b"", {"x-bin": "!!!"})
        self.assertEqual(answer.headers["grpc-status"], "3")
        self.assertIn("base64", answer.headers["grpc-message"])
        for value in (base64.b64encode(b"padded").decode(), "cGFkZGU=", "cGFkZGU", "YQ,YWI=, YWJj"):
            self.assertEqual(Wire.post(LIST_STANDARDS, b"", {"x-bin": value}).status, "0", value)

    def test_too_much(self):
        client = self.client("viewer")
        self.refused(
            "RESOURCE_EXHAUSTED", client.call, WHO_AM_I, v1.WhoAmIRequest(), metadata=[("x", "y" * 20_000)])
        self.still_serves(client)
        # grpcio knows the limit, and may have refused it itself.
        answer = Wire.post(LIST_STANDARDS, b"", {"x": "y" * 17_000})
        self.assertEqual(answer.headers["grpc-status"], "8")
        self.assertIn("16384", answer.headers["grpc-message"])

    def test_credentials_are_looked_at_in_each_call(self):
        client = self.client()
        first = self.refused("UNAUTHENTICATED", client.call, WHO_AM_I, v1.WhoAmIRequest())
        for value in ("Bearer x", "bearer " + token("viewer"), "Basic eDp5", ""):
            again = self.refused(
                "UNAUTHENTICATED", client.call, WHO_AM_I, v1.WhoAmIRequest(), metadata=[("authorization", value)])
            self.assertEqual(again.details(), first.details())
        good = [("authorization", "Bearer " + token("viewer"))]
        self.assertEqual(client.call(WHO_AM_I, v1.WhoAmIRequest(), metadata=good).role, v1.ROLE_TRUST_VIEWER)


class CompressionTests(ProtocolCase):
    def test_calls_of_all_kinds(self):
        client = self.client("contributor")
        plain = client.call(GET_STANDARD, v1.GetStandardRequest(standard_id="LM2"))
        squeezed = client.call(
            GET_STANDARD, v1.GetStandardRequest(standard_id="LM2"), compression=grpc.Compression.Gzip)
        self.assertEqual(squeezed, plain)
        call, sent = self.begin_upload(client, b"minutes " * 50_000, compression=grpc.Compression.Gzip)
        self.seal(sent, b"minutes " * 50_000)
        asked = v1.DownloadEvidenceRequest(evidence_id=call.result().evidence_id)
        pieces = client.call(DOWNLOAD, asked, compression=grpc.Compression.Gzip)
        self.assertEqual(b"".join(piece.chunk for piece in pieces), b"minutes " * 50_000)
        self.refused("UNIMPLEMENTED", client.call, LIST_STANDARDS, v1.ListStandardsRequest(),
                     compression=grpc.Compression.Deflate)

    def test_what_goes_over_the_wire(self):
        request = v1.GetStandardRequest(standard_id="LM2").SerializeToString()
        both = {"grpc-encoding": "gzip", "grpc-accept-encoding": "identity, deflate, gzip"}
        answer = Wire.post(GET_STANDARD, gzip.compress(request), both, flag=1)
        self.assertEqual((answer.headers["grpc-encoding"], answer.body[0]), ("gzip", 1))
        standard = v1.Standard.FromString(gzip.decompress(answer.body[5:]))
        self.assertEqual(len(standard.criteria), 14)
        self.assertLess(len(answer.body) * 2, standard.ByteSize())
        # Whoever does not say that it takes gzip is sent none.
        answer = Wire.post(GET_STANDARD, gzip.compress(request), {"grpc-encoding": "gzip"}, flag=1)
        self.assertEqual((answer.headers.get("grpc-encoding", "identity"), answer.body[0]), ("identity", 0))
        self.assertEqual(v1.Standard.FromString(answer.body[5:]), standard)

    def test_what_is_wrong_with_compressed_messages(self):
        request = v1.GetStandardRequest(standard_id="LM2").SerializeToString()
        gzipped = {"grpc-encoding": "gzip"}
        for body, headers, flag, status in (
                (gzip.compress(request), {}, 1, "13"),  # a flag without grpc-encoding
                (request, gzipped, 1, "3"),  # no gzip
                (gzip.compress(request)[:-6], gzipped, 1, "3"),  # cut off
                (gzip.compress(bytes(LARGEST + 1)), gzipped, 1, "8"),  # too large once it is unpacked
                (request, {"grpc-encoding": "zstd"}, 1, "12"),
                (request, {}, 2, "13")):
            with self.subTest(headers=headers, flag=flag, status=status):
                answer = Wire.post(GET_STANDARD, body, headers, flag=flag)
                self.assertEqual(answer.headers.get("grpc-status"), status, answer.headers)
                self.assertTrue(answer.headers["grpc-message"])


class LimitTests(ProtocolCase):
    def test_a_message_that_is_too_large(self):
        client = self.client("viewer")
        error = self.refused(
            "RESOURCE_EXHAUSTED", client.call, GET_STANDARD, v1.GetStandardRequest(standard_id="x" * LARGEST))
        self.assertIn(str(LARGEST), error.details())
        self.still_serves(client)
        # The largest that may come is looked at, and refused for what it says.
        just = v1.GetStandardRequest(standard_id="x" * (LARGEST - 5))
        self.assertEqual(just.ByteSize(), LARGEST)
        self.refused("INVALID_ARGUMENT", client.call, GET_STANDARD, just)

    def test_what_there_is_not(self):
        channel = self.client().channel
        for method in ("/lm2.v1.StandardService/Burn", "/lm2.v1.NoService/GetStandard", "/", "/nonsense"):
            with self.subTest(method):
                call = channel.unary_unary(method)
                error = self.refused("UNIMPLEMENTED", call, b"", timeout=PATIENCE)
                self.assertGreater(len(error.details()), 10)

    def test_what_is_no_message(self):
        channel = self.client().channel
        call = channel.unary_unary("/" + GET_STANDARD)
        error = self.refused("INVALID_ARGUMENT", call, b"\x0a\x7f\x00", timeout=PATIENCE)
        self.assertIn("lm2.v1.GetStandardRequest", error.details())
        unsent = channel.stream_unary("/" + GET_STANDARD)
        self.refused("INVALID_ARGUMENT", unsent, iter([]), timeout=PATIENCE)
        self.refused("INVALID_ARGUMENT", unsent, iter([b"", b""]), timeout=PATIENCE)


class ErrorTests(ProtocolCase):
    def test_texts_that_are_not_ascii(self):
        call = self.client().channel.unary_unary("/lm2.v1.StandardService/Größe-50%-日本")
        error = self.refused("UNIMPLEMENTED", call, b"", timeout=PATIENCE)
        self.assertEqual(error.details(), "lm2.v1.StandardService has no method Größe-50%-日本")

    def test_a_rich_error_names_the_fields(self):
        error = self.refused(
            "INVALID_ARGUMENT", self.client("viewer").call, GET_ASSESSMENT,
            v1.GetAssessmentRequest(assessment_id="no-uuid", as_at="2026-02-30"))
        status = rpc_status.from_call(error)
        self.assertEqual((status.code, status.message), (3, error.details()))
        detail = error_details_pb2.BadRequest()
        self.assertTrue(status.details[0].Unpack(detail))
        self.assertEqual([item.field for item in detail.field_violations], ["assessment_id", "as_at"])
        self.assertTrue(all(item.description for item in detail.field_violations))

    def test_a_lost_update_brings_what_is_there_now(self):
        manager = self.client("quality-manager")
        listed = manager.call("lm2.v1.AssessmentService/ListAssessments", v1.ListAssessmentsRequest()).assessments
        draft = next(item for item in listed if item.state == v1.ASSESSMENT_STATE_DRAFT)
        error = self.refused(
            "ABORTED", manager.call, "lm2.v1.AssessmentService/RateClause",
            v1.RateClauseRequest(
                assessment_id=draft.assessment_id, clause_id="a.1", rating=v1.RATING_MET, expected_version=9_999))
        current = v1.ClauseStanding()
        self.assertTrue(rpc_status.from_call(error).details[0].Unpack(current))
        whole = manager.call(GET_ASSESSMENT, v1.GetAssessmentRequest(assessment_id=draft.assessment_id))
        self.assertEqual((current.clause_id, current.version), ("a.1", whole.clauses[0].version))

    def test_a_caller_at_its_rate_is_told_how_long_to_wait(self):
        server = self.server("--caller-rate", "2", "--caller-burst", "3")
        client = self.client("viewer", port_number=server.people)
        for _ in range(3):
            client.call(WHO_AM_I, v1.WhoAmIRequest())
        error = self.refused("RESOURCE_EXHAUSTED", client.call, WHO_AM_I, v1.WhoAmIRequest())
        detail = error_details_pb2.RetryInfo()
        self.assertTrue(rpc_status.from_call(error).details[0].Unpack(detail))
        wait = detail.retry_delay.ToMilliseconds()
        self.assertTrue(0 < wait <= 500, wait)
        time.sleep(wait / 1_000)
        client.call(WHO_AM_I, v1.WhoAmIRequest())

    def test_an_engagement_that_is_none(self):
        metadata = [("lm2-engagement", str(uuid.uuid4()))]
        self.refused(
            "NOT_FOUND", self.client("assessor").call, GET_ASSESSMENT,
            v1.GetAssessmentRequest(assessment_id=str(uuid.uuid4())), metadata=metadata)


class ConnectionTests(ProtocolCase):
    def test_pings_are_answered_and_keep_a_connection(self):
        server = self.server("--idle-timeout", "1.8", "--handshake-timeout", "1.8")
        # grpcio pings once a second at most.
        pings = [("grpc.keepalive_time_ms", 1_000), ("grpc.keepalive_timeout_ms", 10_000),
                 ("grpc.keepalive_permit_without_calls", 1), ("grpc.http2.max_pings_without_data", 0)]
        pinging, silent = (self.client(port_number=server.people, options=options) for options in (pings, ()))

        def ask():
            pinging.call(LIST_STANDARDS, v1.ListStandardsRequest())
            silent.call(GET_STANDARD, v1.GetStandardRequest(standard_id="LM2"))

        def connections(method):
            return len({event["peer"] for event in server.events() if event.get("method") == method})

        ask()
        time.sleep(2.8)  # Longer than the server's patience with a connection on which nothing comes.
        ask()
        until(lambda: len(self.calls(server, GET_STANDARD)) == 2, "all calls in the log")
        self.assertEqual((connections(LIST_STANDARDS), connections(GET_STANDARD)), (1, 2))

    def test_calls_under_way_are_finished_when_the_server_ends(self):
        server = self.server()
        client = self.client("contributor", port_number=server.people)
        call, sent = self.begin_upload(client, b"under way")
        self.still_serves(client)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: not os.path.exists(server.ready), "the server to begin its end")

        def refused():
            """Calls that cross the server's GOAWAY are served; those after it are not begun."""
            try:
                self.still_serves(client)
            except grpc.RpcError as error:
                return error.code().name

        self.assertEqual(until(refused, "a call to be refused"), "UNAVAILABLE")
        self.assertIsNone(server.process.poll(), "the server did not wait for the call")
        self.seal(sent, b"under way")
        self.assertEqual(call.result().size, 9)
        self.assertEqual(server.process.wait(PATIENCE), 0)
        self.assertEqual(server.events()[-1]["event"], "shutdown.done")

    def test_a_call_that_takes_longer_than_the_grace_is_ended(self):
        server = self.server("--shutdown-grace", "0.3")
        client = self.client("contributor", port_number=server.people)
        call, sent = self.begin_upload(client, b"for ever")
        self.still_serves(client)
        server.process.send_signal(signal.SIGTERM)
        self.refused("UNAVAILABLE", call.result)
        sent.put(None)
        self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_machines_are_known_by_their_certificates(self):
        certificates = setting("LM2_TEST_CERTIFICATES")
        parts = [open(f"{certificates}/{name}", "rb") for name in ("ca.pem", "client.key", "client.pem")]
        try:
            credentials = grpc.ssl_channel_credentials(*(part.read() for part in parts))
        finally:
            for part in parts:
                part.close()
        with grpc.secure_channel(setting("LM2_TEST_MACHINES"), credentials) as channel:
            call = channel.unary_unary("/" + WHO_AM_I, response_deserializer=v1.WhoAmIResponse.FromString)
            self.assertEqual(call(b"", timeout=PATIENCE).name, "Test machine")

    def test_many_calls_at_once_on_one_connection(self):
        client = self.client("viewer")
        calls = [client.begin(WHO_AM_I, v1.WhoAmIRequest()) for _ in range(500)]
        self.assertEqual({call.result().role for call in calls}, {v1.ROLE_TRUST_VIEWER})


if __name__ == "__main__":
    unittest.main()
