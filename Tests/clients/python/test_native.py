"""Walks through the product with a client that shares no code with the server.

Run by `python -m unittest discover`, or by hand: `python test_native.py --server 127.0.0.1:8443 --certificates DIR
--tokens DIR [--other-tokens DIR]`. Without options it takes LM2_TEST_SERVER, LM2_TEST_CERTIFICATES (with ca.pem),
LM2_TEST_TOKENS (a file NAME.token for each role) and LM2_TEST_OTHER_TOKENS (the same of another tenant).
"""
import argparse
import datetime
import hashlib
import os
import random
import socket
import ssl
import struct
import sys
import time
import unittest
import uuid
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lm2_client import Code, Connection, ConnectionLost, StatusError, rpc, v1, wire  # noqa: E402

STANDARD = "lm2.v1.StandardService/"
IDENTITY = "lm2.v1.IdentityService/"
ORGANISATION = "lm2.v1.OrganisationService/"
ASSESSMENT = "lm2.v1.AssessmentService/"
EVIDENCE = "lm2.v1.EvidenceService/"
ACTION = "lm2.v1.ActionService/"
ENGAGEMENT = "lm2.v1.EngagementService/"
COMPARISON = "lm2.v1.ComparisonService/"


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: the tests need a running server with the demonstration trust")
    return value


def address():
    host, _, port = setting("LM2_TEST_SERVER").rpartition(":")
    return host, int(port)


def ca_file():
    return os.path.join(setting("LM2_TEST_CERTIFICATES"), "ca.pem")


def token(role, folder="LM2_TEST_TOKENS"):
    with open(os.path.join(setting(folder), role + ".token"), encoding="ascii") as file:
        return file.read().strip()


def connect(role=None, folder="LM2_TEST_TOKENS", **options):
    return Connection(*address(), ca_file(), token=token(role, folder) if role else None, patience=30, **options)


def key():
    return uuid.uuid4().hex


class Case(unittest.TestCase):
    def client(self, role=None, folder="LM2_TEST_TOKENS", **options):
        client = connect(role, folder, **options)
        self.addCleanup(client.close)
        return client

    def refused(self, code, work, *arguments, **options):
        """The status of a call that has to be refused with a code and a sentence."""
        with self.assertRaises(StatusError) as caught:
            work(*arguments, **options)
        self.assertEqual(caught.exception.code, Code[code], str(caught.exception))
        self.assertTrue(caught.exception.text, "a refusal without a sentence")
        return caught.exception

    def violation(self, field, work, *arguments, **options):
        """An INVALID_ARGUMENT that names a field in its text and in its detail."""
        error = self.refused("INVALID_ARGUMENT", work, *arguments, **options)
        detail = error.detail(rpc.BadRequest)
        self.assertIsNotNone(detail, f"no BadRequest with: {error}")
        self.assertIn(field, [violation.field for violation in detail.field_violations])
        self.assertIn(field, error.text)
        return error

    def start(self, manager, service_id):
        """An assessment over days that no other test has."""
        first = datetime.date(2031, 1, 1) + datetime.timedelta(days=random.randrange(20_000))
        return manager.unary(
            ASSESSMENT + "StartAssessment",
            v1.StartAssessmentRequest(
                idempotency_key=key(), service_id=service_id, standard_id="LM2", period_from=first.isoformat(),
                period_to=(first + datetime.timedelta(days=2)).isoformat()))

    def a_service(self, client):
        """A service of the demonstration trust, to which the contributor is confined."""
        listed = client.unary(ORGANISATION + "ListServices", v1.ListServicesRequest())
        self.assertTrue(listed.services, "the trust has no services")
        return listed.services[0].service_id

    def rate(self, client, assessment_id, clause_id, rating, version=0, **more):
        request = v1.RateClauseRequest(
            assessment_id=assessment_id, clause_id=clause_id, rating=rating, expected_version=version, **more)
        return client.unary(ASSESSMENT + "RateClause", request)

    def upload(self, client, service_id, content, digest=None, size=200_000, **more):
        header = v1.UploadHeader(
            idempotency_key=key(), service_id=service_id, file_name="register.pdf", media_type="application/pdf",
            title="Equipment register", **more)

        def parts():
            yield v1.UploadEvidenceRequest(header=header)
            for place in range(0, len(content), size):
                yield v1.UploadEvidenceRequest(chunk=content[place:place + size])
            sha256 = digest or hashlib.sha256(content).digest()
            yield v1.UploadEvidenceRequest(seal=v1.UploadSeal(sha256=sha256))

        return client.upload(EVIDENCE + "UploadEvidence", parts())

    def evidence_ids(self, client, service_id):
        """The ids of everything that is visible of a service, over all pages."""
        found, page = [], v1.PageRequest(size=100)
        while True:
            answer = client.unary(EVIDENCE + "ListEvidence", v1.ListEvidenceRequest(service_id=service_id, page=page))
            found += [item.evidence_id for item in answer.evidence]
            if not answer.next_page_token:
                return found
            page.token = answer.next_page_token


class AnonymousTests(Case):
    def test_standard_text_needs_no_credential(self):
        client = self.client()
        listed = client.unary(STANDARD + "ListStandards", v1.ListStandardsRequest())
        self.assertIn("LM2", [summary.standard_id for summary in listed.standards])
        standard = client.unary(STANDARD + "GetStandard", v1.GetStandardRequest(standard_id="LM2"))
        self.assertEqual([criterion.criterion_id for criterion in standard.criteria], list("abcdefghijklmn"))
        clauses = [clause for criterion in standard.criteria for clause in criterion.clauses]
        self.assertEqual(len(clauses), 75)
        self.assertEqual(len({clause.clause_id for clause in clauses}), 75)
        self.assertTrue(all(clause.force and clause.requirement for clause in clauses))

    def test_nothing_else_is_given_without_a_credential(self):
        client = self.client()
        self.refused("UNAUTHENTICATED", client.unary, IDENTITY + "WhoAmI", v1.WhoAmIRequest())
        client.token = "not-a-token"
        self.refused("UNAUTHENTICATED", client.unary, IDENTITY + "WhoAmI", v1.WhoAmIRequest())

    def test_unknown_methods_are_unimplemented(self):
        client = self.client()
        for method in (STANDARD + "Burn", "lm2.v1.Nothing/GetStandard", "nonsense"):
            self.refused("UNIMPLEMENTED", client.unary, method, b"")

    def test_a_client_that_offers_no_alpn_is_served(self):
        client = self.client(alpn=())
        client.unary(STANDARD + "ListStandards", b"")

    def test_ping(self):
        client = self.client()
        for payload in (0, 1, 2**64 - 1):
            self.assertLess(client.ping(payload), 10)


class IdentityTests(Case):
    def test_each_token_is_its_role(self):
        for name, role in (
                ("contributor", v1.ROLE_CONTRIBUTOR), ("quality-manager", v1.ROLE_QUALITY_MANAGER),
                ("viewer", v1.ROLE_TRUST_VIEWER), ("admin", v1.ROLE_ADMINISTRATOR),
                ("assessor", v1.ROLE_ASSESSOR)):
            me = self.client(name).unary(IDENTITY + "WhoAmI", v1.WhoAmIRequest())
            self.assertEqual(me.role, role)
            self.assertTrue(me.tenant_id and me.tenant_name and me.name and me.caller_id)

    def test_a_role_that_may_not_is_refused(self):
        viewer = self.client("viewer")
        request = v1.CreateUnitRequest(kind=v1.UNIT_KIND_SITE, name="Not allowed")
        self.refused("PERMISSION_DENIED", viewer.unary, ORGANISATION + "CreateUnit", request)


class AssessmentTests(Case):
    def test_rating_lost_update_and_history(self):
        manager = self.client("quality-manager")
        assessment = self.start(manager, self.a_service(manager))
        self.assertEqual(len(assessment.clauses), 75)
        self.assertEqual(assessment.state, v1.ASSESSMENT_STATE_DRAFT)
        self.assertTrue(all(clause.version == 0 for clause in assessment.clauses))
        first = self.rate(manager, assessment.assessment_id, "a.1", v1.RATING_MET, narrative="Grüße 日本")
        self.assertEqual((first.version, first.rating, first.narrative), (1, v1.RATING_MET, "Grüße 日本"))
        # A second writer who has not seen the first.
        error = self.refused("ABORTED", self.rate, manager, assessment.assessment_id, "a.1", v1.RATING_NOT_MET)
        current = error.detail(v1.ClauseStanding)
        self.assertIsNotNone(current, "ABORTED without the current ClauseStanding")
        self.assertEqual((current.clause_id, current.version, current.rating), ("a.1", 1, v1.RATING_MET))
        second = self.rate(manager, assessment.assessment_id, "a.1", v1.RATING_NOT_MET, version=current.version)
        self.assertEqual(second.version, 2)
        history = manager.unary(
            ASSESSMENT + "ListRatings",
            v1.ListRatingsRequest(assessment_id=assessment.assessment_id, clause_id="a.1"))
        self.assertEqual([rating.version for rating in history.ratings], [2, 1])
        whole = manager.unary(
            ASSESSMENT + "GetAssessment",
            v1.GetAssessmentRequest(assessment_id=assessment.assessment_id))
        self.assertEqual(whole.clauses[0].rating, v1.RATING_NOT_MET)
        self.assertEqual(whole.clauses[0].colour, v1.COLOUR_RED)

    def test_repeated_write_has_one_effect(self):
        manager = self.client("quality-manager")
        assessment = self.start(manager, self.a_service(manager))
        same = {"idempotency_key": key(), "narrative": "once"}
        first = self.rate(manager, assessment.assessment_id, "b.1", v1.RATING_MET, **same)
        again = self.rate(manager, assessment.assessment_id, "b.1", v1.RATING_MET, **same)
        self.assertEqual(first.SerializeToString(deterministic=True), again.SerializeToString(deterministic=True))
        self.refused("INVALID_ARGUMENT", self.rate, manager, assessment.assessment_id, "b.1", v1.RATING_NOT_MET, **same)
        history = manager.unary(
            ASSESSMENT + "ListRatings",
            v1.ListRatingsRequest(assessment_id=assessment.assessment_id, clause_id="b.1"))
        self.assertEqual(len(history.ratings), 1)

    def test_assessment_by_an_assessor(self):
        manager, assessor = self.client("quality-manager"), self.client("assessor")
        assessment = self.start(manager, self.a_service(manager))
        verdict = v1.AssessClauseRequest(
            assessment_id=assessment.assessment_id, clause_id="a.1", verdict=v1.ASSESSOR_VERDICT_MET,
            comment="Seen on the day.")
        # An assessor sees what an engagement opens, and no drafts even then.
        me, administrator = assessor.unary(IDENTITY + "WhoAmI", v1.WhoAmIRequest()), self.client("admin")
        grant = v1.GrantEngagementRequest(
            assessment_id=assessment.assessment_id, body_id=me.tenant_id, assessor_ids=[me.caller_id],
            to=(datetime.date.today() + datetime.timedelta(days=1)).isoformat())
        engagement_id = administrator.unary(ENGAGEMENT + "GrantEngagement", grant).engagement_id
        engaged = {"metadata": [("lm2-engagement", engagement_id)]}
        self.refused("PERMISSION_DENIED", assessor.unary, ASSESSMENT + "AssessClause", verdict)
        self.refused("NOT_FOUND", assessor.unary, ASSESSMENT + "AssessClause", verdict, **engaged)
        submit = v1.SubmitAssessmentRequest(
            idempotency_key=key(), assessment_id=assessment.assessment_id, expected_version=assessment.version)
        self.refused("FAILED_PRECONDITION", manager.unary, ASSESSMENT + "SubmitAssessment", submit)
        calls = []
        for clause in assessment.clauses:  # all in flight at once
            request = v1.RateClauseRequest(
                assessment_id=assessment.assessment_id, clause_id=clause.clause_id, rating=v1.RATING_MET)
            calls.append(manager.call(ASSESSMENT + "RateClause", request, half_close=True))
            if len(calls) == 32:
                for call in calls:
                    call.answer()
                calls = []
        for call in calls:
            call.answer()
        submitted = manager.unary(ASSESSMENT + "SubmitAssessment", submit)
        self.assertEqual(submitted.state, v1.ASSESSMENT_STATE_SUBMITTED)
        standing = assessor.unary(ASSESSMENT + "AssessClause", verdict, **engaged)
        self.assertEqual(standing.assessor_verdict, v1.ASSESSOR_VERDICT_MET)
        self.assertEqual(standing.assessor_comment, "Seen on the day.")
        self.assertEqual(standing.rating, v1.RATING_MET)
        self.refused(
            "FAILED_PRECONDITION", self.rate, manager, assessment.assessment_id, "a.1", v1.RATING_NOT_MET, version=1)
        administrator.unary(
            ENGAGEMENT + "RevokeEngagement", v1.RevokeEngagementRequest(engagement_id=engagement_id))
        self.refused("NOT_FOUND", assessor.unary, ASSESSMENT + "AssessClause", verdict, **engaged)


class EvidenceTests(Case):
    def test_upload_download_and_review(self):
        contributor, manager = self.client("contributor"), self.client("quality-manager")
        service_id = self.a_service(contributor)
        assessment = self.start(manager, service_id)
        self.rate(manager, assessment.assessment_id, "a.1", v1.RATING_MET)
        # More than the first credit, so that both directions wait for more; chunks that divide nothing evenly.
        content = random.Random(3).randbytes(3_000_017)
        evidence = self.upload(
            contributor, service_id, content, size=98_765, assessment_id=assessment.assessment_id,
            clause_ids=["a.1", "a.2"], dated_on=datetime.date.today().isoformat())
        self.assertEqual(evidence.size, len(content))
        self.assertEqual(evidence.sha256, hashlib.sha256(content).digest())
        self.assertEqual(evidence.state, v1.EVIDENCE_STATE_PENDING)
        self.assertEqual({link.clause_id for link in evidence.links}, {"a.1", "a.2"})
        self.assertIn(evidence.evidence_id, self.evidence_ids(manager, service_id))

        request = v1.DownloadEvidenceRequest(evidence_id=evidence.evidence_id)
        parts = list(manager.download(EVIDENCE + "DownloadEvidence", request))
        self.assertEqual(parts[0].evidence.evidence_id, evidence.evidence_id)
        self.assertTrue(all(part.WhichOneof("part") == "chunk" for part in parts[1:]))
        self.assertEqual(b"".join(part.chunk for part in parts[1:]), content)

        review = v1.ReviewEvidenceRequest(
            idempotency_key=key(), evidence_id=evidence.evidence_id, state=v1.EVIDENCE_STATE_ACCEPTED,
            expected_version=evidence.version)
        self.refused("PERMISSION_DENIED", contributor.unary, EVIDENCE + "ReviewEvidence", review)
        accepted = manager.unary(EVIDENCE + "ReviewEvidence", review)
        self.assertEqual(accepted.state, v1.EVIDENCE_STATE_ACCEPTED)
        self.assertTrue(accepted.reviewed_by and accepted.reviewed_by != accepted.uploaded_by)
        whole = manager.unary(
            ASSESSMENT + "GetAssessment",
            v1.GetAssessmentRequest(assessment_id=assessment.assessment_id, as_at=datetime.date.today().isoformat()))
        self.assertEqual(whole.clauses[0].colour, v1.COLOUR_GREEN)

    def test_nobody_reviews_what_they_uploaded(self):
        manager = self.client("quality-manager")
        evidence = self.upload(manager, self.a_service(manager), b"mine")
        review = v1.ReviewEvidenceRequest(
            evidence_id=evidence.evidence_id, state=v1.EVIDENCE_STATE_ACCEPTED,
            expected_version=evidence.version)
        with self.assertRaises(StatusError) as caught:
            manager.unary(EVIDENCE + "ReviewEvidence", review)
        self.assertIn(caught.exception.code, (Code.PERMISSION_DENIED, Code.FAILED_PRECONDITION))

    def test_a_wrong_digest_leaves_nothing(self):
        client = self.client("contributor")
        service_id = self.a_service(client)
        before = self.evidence_ids(client, service_id)
        error = self.violation("seal.sha256", self.upload, client, service_id, b"content", digest=bytes(32))
        self.assertIn(hashlib.sha256(b"content").hexdigest(), error.text)
        error = self.violation("seal.sha256", self.upload, client, service_id, b"content", digest=b"short")
        self.assertIn("32 bytes, not 5", error.text)
        self.assertEqual(self.evidence_ids(client, service_id), before)

    def test_an_upload_broken_off_leaves_nothing(self):
        client = self.client("contributor")
        service_id = self.a_service(client)
        before = self.evidence_ids(client, service_id)
        header = v1.UploadEvidenceRequest(header=v1.UploadHeader(service_id=service_id, file_name="half.bin"))
        chunk = v1.UploadEvidenceRequest(chunk=b"x" * 50_000)
        # By cancelling, by a half-close without a seal, and by a connection that goes away.
        call = client.call(EVIDENCE + "UploadEvidence", header)
        call.send(chunk)
        call.cancel()
        call = client.call(EVIDENCE + "UploadEvidence", header)
        call.send(chunk)
        call.half_close()
        self.refused("INVALID_ARGUMENT", call.receive)
        gone = self.client("contributor")
        call = gone.call(EVIDENCE + "UploadEvidence", header)
        call.send(chunk)
        gone.ping()
        gone.close()
        self.assertEqual(self.evidence_ids(client, service_id), before)

    def test_a_stream_that_stops_sending_meets_its_deadline(self):
        client = self.client("contributor")
        header = v1.UploadEvidenceRequest(
            header=v1.UploadHeader(service_id=self.a_service(client), file_name="slow.bin"))
        begin = time.monotonic()
        call = client.call(EVIDENCE + "UploadEvidence", header, timeout=0.4)
        self.refused("DEADLINE_EXCEEDED", call.receive)
        self.assertGreaterEqual(time.monotonic() - begin, 0.35)
        client.ping()

    def test_a_reader_that_gives_no_credit_is_not_flooded(self):
        client = self.client("contributor")
        content = random.Random(4).randbytes(2_000_000)
        evidence = self.upload(client, self.a_service(client), content)
        request = v1.DownloadEvidenceRequest(evidence_id=evidence.evidence_id)
        call = client.call(EVIDENCE + "DownloadEvidence", request, half_close=True)
        self.assertTrue(client.wait(lambda: call.inbox))
        for _ in range(5):
            client.ping()  # the connection is alive while the one call waits
        waiting = sum(len(message) for message in call.inbox)
        self.assertLess(waiting, len(content))
        got = b""
        while (message := call.receive()) is not None:
            got += message.chunk
        self.assertEqual(got, content)

    def test_a_cancelled_download_ends(self):
        client = self.client("contributor")
        evidence = self.upload(client, self.a_service(client), bytes(2_000_000))
        request = v1.DownloadEvidenceRequest(evidence_id=evidence.evidence_id)
        for _ in range(3):
            call = client.call(EVIDENCE + "DownloadEvidence", request, half_close=True)
            call.receive()
            call.cancel()
            self.refused("CANCELLED", call.receive)
        for part in client.download(EVIDENCE + "DownloadEvidence", request):
            break  # which cancels the call, too
        self.assertFalse(client.calls)
        client.unary(STANDARD + "ListStandards", b"")


class ComparisonTests(Case):
    def test_one_row_a_service_and_fourteen_cells_an_assessment(self):
        viewer = self.client("viewer")
        compared = viewer.unary(COMPARISON + "Compare", v1.CompareRequest())
        services = viewer.unary(ORGANISATION + "ListServices", v1.ListServicesRequest(page=v1.PageRequest(size=500)))
        self.assertEqual(
            [row.service_id for row in compared.rows], [service.service_id for service in services.services])
        assessed = [row for row in compared.rows if row.assessment_id]
        self.assertGreaterEqual(len(assessed), 3)
        for row in assessed:
            self.assertEqual(len(row.cells), 14)
            columns = compared.columns[row.first_column:row.first_column + 14]
            self.assertEqual([column.criterion_id for column in columns], list("abcdefghijklmn"))
            self.assertEqual(len({(column.standard_id, column.standard_version) for column in columns}), 1)
            for cell in row.cells:
                self.assertLessEqual(cell.overdue_actions, cell.open_actions)
                self.assertLessEqual(cell.progress_percent, 100)


class TenancyTests(Case):
    def test_what_belongs_to_another_tenant_is_as_if_it_did_not_exist(self):
        ours = self.client("quality-manager")
        service_id = self.a_service(ours)
        assessment_id = self.start(ours, service_id).assessment_id
        self.rate(ours, assessment_id, "a.1", v1.RATING_NOT_MET)
        evidence_id = self.upload(ours, service_id, b"ours").evidence_id
        action_id = ours.unary(
            ACTION + "RaiseAction",
            v1.RaiseActionRequest(
                assessment_id=assessment_id, clause_id="a.1", title="Ours", due_on="2031-01-01")).action_id
        theirs = self.client("quality-manager", "LM2_TEST_OTHER_TOKENS")

        def upload(value):
            call = theirs.call(EVIDENCE + "UploadEvidence")
            header = v1.UploadHeader(service_id=value, file_name="f")
            call.send(v1.UploadEvidenceRequest(header=header))
            seal = v1.UploadSeal(sha256=hashlib.sha256(b"").digest())
            call.send(v1.UploadEvidenceRequest(seal=seal), last=True)
            return call.answer()

        def unary(method, request):
            return lambda value: theirs.unary(method, request(value))

        today = "2031-01-01"
        cases = {
            "GetService": (service_id, unary(
                ORGANISATION + "GetService", lambda i: v1.GetServiceRequest(service_id=i))),
            "StartAssessment": (service_id, unary(
                ASSESSMENT + "StartAssessment", lambda i: v1.StartAssessmentRequest(
                    service_id=i, standard_id="LM2", period_from=today, period_to=today))),
            "UploadEvidence": (service_id, upload),
            "GetAssessment": (assessment_id, unary(
                ASSESSMENT + "GetAssessment", lambda i: v1.GetAssessmentRequest(assessment_id=i))),
            "RateClause": (assessment_id, unary(
                ASSESSMENT + "RateClause", lambda i: v1.RateClauseRequest(
                    assessment_id=i, clause_id="a.1", rating=v1.RATING_MET, expected_version=1))),
            "ListRatings": (assessment_id, unary(
                ASSESSMENT + "ListRatings", lambda i: v1.ListRatingsRequest(assessment_id=i, clause_id="a.1"))),
            "SubmitAssessment": (assessment_id, unary(
                ASSESSMENT + "SubmitAssessment", lambda i: v1.SubmitAssessmentRequest(
                    assessment_id=i, expected_version=1))),
            "RaiseAction": (assessment_id, unary(
                ACTION + "RaiseAction", lambda i: v1.RaiseActionRequest(
                    assessment_id=i, clause_id="a.1", title="t", due_on=today))),
            "GetEvidence": (evidence_id, unary(
                EVIDENCE + "GetEvidence", lambda i: v1.GetEvidenceRequest(evidence_id=i))),
            "DownloadEvidence": (evidence_id, unary(
                EVIDENCE + "DownloadEvidence", lambda i: v1.DownloadEvidenceRequest(evidence_id=i))),
            "ReviewEvidence": (evidence_id, unary(
                EVIDENCE + "ReviewEvidence", lambda i: v1.ReviewEvidenceRequest(
                    evidence_id=i, state=v1.EVIDENCE_STATE_ACCEPTED, expected_version=1))),
            "GetAction": (action_id, unary(ACTION + "GetAction", lambda i: v1.GetActionRequest(action_id=i))),
            "MoveAction": (action_id, unary(
                ACTION + "MoveAction", lambda i: v1.MoveActionRequest(
                    action_id=i, to=v1.ACTION_STATE_ISSUED, expected_version=1))),
        }
        # An id of the same form that nobody has.
        for name, (foreign, ask) in cases.items():
            with self.subTest(name):
                missing = foreign[:-12] + uuid.uuid4().hex[:12]
                one = self.refused("NOT_FOUND", ask, foreign)
                other = self.refused("NOT_FOUND", ask, missing)
                self.assertEqual(one.end.SerializeToString(), other.end.SerializeToString())


class BadInputTests(Case):
    def test_fields_that_break_their_rules(self):
        manager = self.client("quality-manager")
        get = ASSESSMENT + "GetAssessment"

        def ask(**fields):
            return manager.unary(get, v1.GetAssessmentRequest(**fields))

        self.violation("assessment_id", ask)
        self.violation("assessment_id", ask, assessment_id="not-a-uuid")
        self.violation("as_at", ask, assessment_id=str(uuid.uuid4()), as_at="2026-02-30")
        self.refused("NOT_FOUND", ask, assessment_id=str(uuid.uuid4()))

    def test_clauses_ratings_and_reasons(self):
        manager = self.client("quality-manager")
        assessment_id = self.start(manager, self.a_service(manager)).assessment_id
        for clause in ("a.99", "z.1", "A.1", "' or 1=1"):
            self.violation("clause_id", self.rate, manager, assessment_id, clause, v1.RATING_MET)
        self.violation("rating", self.rate, manager, assessment_id, "a.1", 0)
        self.violation("rating", self.rate, manager, assessment_id, "a.1", 77)
        self.violation("not_applicable_reason", self.rate, manager, assessment_id, "a.1", v1.RATING_NOT_APPLICABLE)
        self.violation(
            "not_applicable_reason", self.rate, manager, assessment_id, "a.1", v1.RATING_MET,
            not_applicable_reason="why?")
        self.violation("narrative", self.rate, manager, assessment_id, "a.1", v1.RATING_MET, narrative="n" * 10_001)
        whole = manager.unary(ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id=assessment_id))
        self.assertTrue(all(clause.version == 0 for clause in whole.clauses), "a refused call changed something")

    def test_strings_that_are_none(self):
        manager = self.client("quality-manager")
        good = str(uuid.uuid4()).encode()

        def field(number, value):
            return bytes([number << 3 | 2, len(value)]) + value

        start = field(2, good) + field(3, b"a.1") + bytes([4 << 3, 2])
        for value in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"a\x00b"):
            with self.subTest(value):
                self.violation("narrative", manager.unary, ASSESSMENT + "RateClause", start + field(6, value))
        self.refused("INVALID_ARGUMENT", manager.unary, ASSESSMENT + "RateClause", b"\x12\x7f\x00")

    def test_page_tokens_and_sizes(self):
        manager = self.client("quality-manager")

        def ask(**page):
            return manager.unary(ORGANISATION + "ListServices", v1.ListServicesRequest(page=v1.PageRequest(**page)))

        self.violation("page.token", ask, token="nonsense")
        whole = ask(size=500)
        first = ask(size=1)
        self.assertEqual(len(first.services), 1)
        rest = ask(size=2**32 - 1, token=first.next_page_token)
        self.assertEqual(
            [service.service_id for service in whole.services],
            [service.service_id for service in [*first.services, *rest.services]])

    def test_an_oversized_message(self):
        client = self.client("quality-manager")
        self.refused("RESOURCE_EXHAUSTED", client.unary, ASSESSMENT + "GetAssessment", bytes(4_194_305))
        client.ping()

    def test_too_much_metadata_and_names_that_are_none(self):
        client = self.client()
        self.refused(
            "RESOURCE_EXHAUSTED", client.unary, STANDARD + "ListStandards", b"", metadata=[("x", bytes(20_000))])
        self.refused("INVALID_ARGUMENT", client.unary, STANDARD + "ListStandards", b"", metadata=[("X Y", b"")])
        client.ping()  # it was no fault of the connection

    def closed(self, *frames, raw=b"", code=Code.INVALID_ARGUMENT):
        """The server closes a connection on which it was sent this, says why, and goes on serving others."""
        client = self.client()
        client.ping()
        for frame in frames:
            client.send(frame)
        client.send_bytes(raw)
        self.assertTrue(client.wait(lambda: False), "the connection was not closed")
        self.assertIsNotNone(client.lost.fault, str(client.lost))
        self.assertEqual(client.lost.fault.code, code, str(client.lost))
        self.assertTrue(client.lost.fault.text, "a fault without a sentence")
        self.client().unary(STANDARD + "ListStandards", b"")

    def test_garbage_after_the_handshake(self):
        self.closed(raw=b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n", code=Code.RESOURCE_EXHAUSTED)
        self.closed(raw=struct.pack(">I", 2**32 - 1), code=Code.RESOURCE_EXHAUSTED)
        self.closed(raw=struct.pack(">I", 5) + b"\xff\xff\xff\xff\xff")

    def test_frames_that_do_not_follow_each_other(self):
        message = wire.Message(payload=b"")
        self.closed(wire.Frame(call=7, message=message))
        self.closed(wire.Frame(call=0, message=message))
        self.closed(wire.Frame(call=1, end=wire.End()))
        self.closed(wire.Frame(call=0, shutdown=wire.Shutdown()))
        begin = wire.Open(method=EVIDENCE + "UploadEvidence")
        self.closed(wire.Frame(call=5, open=begin), wire.Frame(call=4, open=begin))
        self.closed(wire.Frame(call=5, open=begin), wire.Frame(call=6, message=message))
        client = self.client()
        client.send(wire.Frame(call=5, open=begin))
        client.send(wire.Frame(call=4, message=message))  # An id that was skipped is like a call that has ended.
        client.ping()

    def test_more_than_the_credit(self):
        client = self.client("contributor")
        call = client.call(EVIDENCE + "UploadEvidence")
        message = wire.Frame(call=call.number, message=wire.Message(payload=bytes(262_144)))
        with self.assertRaises((ConnectionLost, StatusError)):
            for _ in range(40):
                client.send(message)
            while call.receive() is not None:
                pass

    def test_a_frame_cut_short(self):
        for length in (1, 3, 4, 9):
            client = self.client()
            whole = struct.pack(">I", 20) + wire.Frame(
                call=1, open=wire.Open(method=STANDARD + "ListStandards")).SerializeToString()
            client.send_bytes(whole[:length])
            client.close()
        self.client().unary(STANDARD + "ListStandards", b"")

    def test_plaintext_on_the_tls_port(self):
        with socket.create_connection(address(), timeout=30) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n")
            received = b""
            try:
                while data := plain.recv(4096):
                    received += data
            except ConnectionResetError:
                pass
        self.assertNotIn(b"HTTP", received)
        self.assertLess(len(received), 100)
        self.client().unary(STANDARD + "ListStandards", b"")

    def handshake(self, highest, ciphers):
        """A handshake with no newer version of TLS than that, and with those suites alone."""
        context = ssl.create_default_context(cafile=ca_file())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = highest
        # At level 0 this side would take anything: it is the server that refuses.
        context.set_ciphers(ciphers + ":@SECLEVEL=0")
        with socket.create_connection(address(), timeout=30) as plain:
            with context.wrap_socket(plain, server_hostname=address()[0]) as connection:
                return connection.version(), connection.cipher()[0]

    def test_old_tls_and_weak_suites_are_refused(self):
        version, suite = self.handshake(ssl.TLSVersion.TLSv1_2, "ECDHE+AESGCM")
        self.assertEqual(version, "TLSv1.2")
        self.assertIn("GCM", suite)
        self.assertEqual(self.handshake(ssl.TLSVersion.TLSv1_3, "ECDHE+AESGCM")[0], "TLSv1.3")
        for highest, ciphers in (
                (ssl.TLSVersion.TLSv1_1, "ALL"), (ssl.TLSVersion.TLSv1_2, "ECDHE+AES+SHA1"),
                (ssl.TLSVersion.TLSv1_2, "kRSA+AESGCM"), (ssl.TLSVersion.TLSv1_2, "kDHE+AESGCM")):
            with self.subTest(ciphers), self.assertRaises(ssl.SSLError) as caught:
                self.handshake(highest, ciphers)
            self.assertIn("ALERT", caught.exception.reason)


def main():
    parser = argparse.ArgumentParser(description="Walks through a running server.")
    for option, name in (
            ("server", "LM2_TEST_SERVER"), ("certificates", "LM2_TEST_CERTIFICATES"), ("tokens", "LM2_TEST_TOKENS"),
            ("other-tokens", "LM2_TEST_OTHER_TOKENS")):
        parser.add_argument(f"--{option}", default=os.environ.get(name), dest=name, help=f"default: {name}")
    given, rest = parser.parse_known_args()
    os.environ.update({name: value for name, value in vars(given).items() if value})
    program = unittest.main(argv=[sys.argv[0], *rest], exit=False)
    result = program.result
    bad = len({str(test).split(" [")[0].split(" (<")[0] for test, _ in [*result.failures, *result.errors]})
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)


if __name__ == "__main__":
    main()
