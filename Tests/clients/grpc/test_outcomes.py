"""The same call has the same outcome by every way: natively, by gRPC, and by Connect in JSON and proto, over HTTP/2 and 1.1.

The table has the method, the request, whose credential, the code that is expected, and metadata; what is compared is the code,
the text, the details and the answer.
"""
import base64
import json
import os
import ssl
import sys
import unittest
import uuid
from collections import namedtuple

import grpc
import httpx
from google.protobuf import json_format
from grpc_status import rpc_status

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import METHODS, PATIENCE, Case, Client, Native, Outcome, ca_file, port, token, v1  # noqa: E402

ACTION = "lm2.v1.ActionService/"
ASSESSMENT = "lm2.v1.AssessmentService/"
COMPARISON = "lm2.v1.ComparisonService/"
EVIDENCE = "lm2.v1.EvidenceService/"
IDENTITY = "lm2.v1.IdentityService/"
ORGANISATION = "lm2.v1.OrganisationService/"
RECORDS = "lm2.v1.RecordsService/"
STANDARD = "lm2.v1.StandardService/"
VERDICT = "lm2.v1.VerdictService/"
NOBODY = "01a21f61-8fb9-727f-8492-b04488aae9ee"

Question = namedtuple("Question", "method request role code metadata", defaults=[()])

ROLES = ("contributor", "quality-manager", "viewer", "admin", "assessor")
# Connect's names of the codes are gRPC's in lower case, but for one.
CODES = {"CANCELED": "CANCELLED"}


class Raw:
    """Bytes that stand where a message should."""

    def __init__(self, proto, text):
        self.proto, self.text = proto, text

    def SerializeToString(self):
        return self.proto


def questions(draft, service_id):
    """The table, for a draft of a service of the demonstration trust."""
    yield from (Question(IDENTITY + "WhoAmI", v1.WhoAmIRequest(), role, "OK") for role in ROLES)
    yield from (
        Question(ORGANISATION + name, request, role, "OK")
        for role in ("quality-manager", "viewer", "admin") for name, request in (
            ("GetTenant", v1.GetTenantRequest()), ("ListUnits", v1.ListUnitsRequest(page=v1.PageRequest(size=2))),
            ("ListServices", v1.ListServicesRequest())))
    yield from [
        Question(STANDARD + "ListStandards", v1.ListStandardsRequest(), None, "OK"),
        Question(STANDARD + "GetStandard", v1.GetStandardRequest(standard_id="LM2"), None, "OK"),
        Question(STANDARD + "GetStandard", v1.GetStandardRequest(standard_id="Größe 日本"), None, "NOT_FOUND"),
        Question(STANDARD + "GetStandard", v1.GetStandardRequest(), None, "INVALID_ARGUMENT"),
        Question(STANDARD + "GetStandard", v1.GetStandardRequest(standard_id="a" * 41), None, "INVALID_ARGUMENT"),
        Question(IDENTITY + "WhoAmI", v1.WhoAmIRequest(), None, "UNAUTHENTICATED"),
        Question(ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id="x"), None, "UNAUTHENTICATED"),
        Question(
            ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id="x", as_at="2026-02-30"), "viewer",
            "INVALID_ARGUMENT"),
        Question(ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id=NOBODY), "viewer", "NOT_FOUND"),
        Question(
            ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id=draft.assessment_id), "viewer", "OK"),
        Question(
            ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id=draft.assessment_id), "assessor",
            "NOT_FOUND", [("lm2-engagement", NOBODY)]),
        Question(
            ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(assessment_id=draft.assessment_id), "assessor",
            "NOT_FOUND", [("lm2-engagement", "x")]),
        Question(
            ASSESSMENT + "RateClause",
            v1.RateClauseRequest(
                assessment_id=draft.assessment_id, clause_id="a.1", rating=v1.RATING_MET, expected_version=999),
            "quality-manager", "ABORTED"),
        Question(
            ASSESSMENT + "RateClause",
            v1.RateClauseRequest(assessment_id=draft.assessment_id, clause_id="z.9", rating=v1.RATING_NOT_APPLICABLE),
            "quality-manager", "INVALID_ARGUMENT"),
        Question(
            ASSESSMENT + "RateClause",
            v1.RateClauseRequest(assessment_id=draft.assessment_id, clause_id="a.1", rating=77), "quality-manager",
            "INVALID_ARGUMENT"),
        Question(
            ASSESSMENT + "SubmitAssessment",
            v1.SubmitAssessmentRequest(assessment_id=draft.assessment_id, expected_version=draft.version),
            "quality-manager", "FAILED_PRECONDITION"),
        Question(
            ORGANISATION + "CreateUnit", v1.CreateUnitRequest(kind=v1.UNIT_KIND_SITE, name="No"), "viewer",
            "PERMISSION_DENIED"),
        Question(ORGANISATION + "GetService", v1.GetServiceRequest(service_id=NOBODY), "contributor", "NOT_FOUND"),
        Question(COMPARISON + "Compare", v1.CompareRequest(), "viewer", "OK"),
        Question(COMPARISON + "Compare", v1.CompareRequest(date="2026-06-30"), "admin", "OK"),
        Question(COMPARISON + "Compare", v1.CompareRequest(date="30.6.2026"), "admin", "INVALID_ARGUMENT"),
        Question(COMPARISON + "Compare", v1.CompareRequest(), "contributor", "PERMISSION_DENIED"),
        Question(VERDICT + "JudgeService", v1.JudgeServiceRequest(service_id=service_id), "contributor", "OK"),
        Question(VERDICT + "ListRuleSettings", v1.ListRuleSettingsRequest(), "viewer", "OK"),
        Question(VERDICT + "ListDue", v1.ListDueRequest(days=367), "viewer", "INVALID_ARGUMENT"),
        Question(
            RECORDS + "ListRecords",
            v1.ListRecordsRequest(service_id=service_id, page=v1.PageRequest(size=40)), "viewer", "OK"),
        Question(RECORDS + "DescribeRegisters", v1.DescribeRegistersRequest(), "viewer", "OK"),
        Question(
            RECORDS + "DescribeRegisters", v1.DescribeRegistersRequest(registers=["staff", "cheese"]), "viewer",
            "INVALID_ARGUMENT"),
        Question(RECORDS + "GetRecord", v1.GetRecordRequest(record_id=NOBODY), "viewer", "NOT_FOUND"),
        Question(EVIDENCE + "ListEvidence", v1.ListEvidenceRequest(clause_id="a.1"), "viewer", "INVALID_ARGUMENT"),
        Question(EVIDENCE + "ListEvidence", v1.ListEvidenceRequest(service_id=service_id), "viewer", "OK"),
        Question(ACTION + "ListActions", v1.ListActionsRequest(page=v1.PageRequest(token="x")), "viewer", "INVALID_ARGUMENT"),
        Question(ACTION + "ListActions", v1.ListActionsRequest(page=v1.PageRequest(size=5)), "viewer", "OK"),
    ]


class OutcomeTests(Case):
    @classmethod
    def setUpClass(cls):
        context = ssl.create_default_context(cafile=ca_file())
        cls.h1, cls.h2 = (
            httpx.Client(http1=not second, http2=second, verify=context, timeout=PATIENCE) for second in (False, True))
        cls.channel = Client()
        for client in (cls.h1, cls.h2, cls.channel):
            cls.addClassCleanup(client.close)
        cls.tokens = {role: token(role) for role in ROLES} | {None: None}

    def by_native(self, asked):
        return Native.call(asked.method, asked.request, self.tokens[asked.role], asked.metadata)

    def by_grpc(self, asked):
        method, metadata = METHODS[asked.method], list(asked.metadata)
        if asked.role:
            metadata.append(("authorization", f"Bearer {self.tokens[asked.role]}"))
        call = self.channel.channel.unary_unary(
            method.name, request_serializer=lambda request: request.SerializeToString(),
            response_deserializer=method.answer.FromString)
        try:
            return Outcome("OK", "", [], [call(asked.request, metadata=metadata, timeout=PATIENCE)])
        except grpc.RpcError as error:
            status = rpc_status.from_call(error)
            details = [(item.TypeName(), item.value) for item in status.details] if status else []
            return Outcome(error.code().name, error.details(), details, [])

    def by_connect(self, client, kind, asked):
        headers = dict(asked.metadata) | {"content-type": f"application/{kind}"}
        if asked.role:
            headers["authorization"] = f"Bearer {self.tokens[asked.role]}"
        if kind == "proto":
            body = asked.request.SerializeToString()
        elif isinstance(asked.request, Raw):
            body = asked.request.text
        else:
            body = json_format.MessageToJson(asked.request).encode()
        told = client.post(f"https://localhost:{port()}/{asked.method}", content=body, headers=headers)
        if told.status_code == 200:
            self.assertEqual(told.headers["content-type"], headers["content-type"])
            kind_of = METHODS[asked.method].answer
            answer = kind_of.FromString(told.content) if kind == "proto" else json_format.Parse(told.content, kind_of())
            return Outcome("OK", "", [], [answer])
        error = json.loads(told.content)
        code = error["code"].upper()
        details = [(item["type"], base64.b64decode(item["value"] + "==")) for item in error.get("details", [])]
        return Outcome(CODES.get(code, code), error["message"], details, [])

    def compare(self, asked):
        """Calls by every way, and gives the code."""
        ways = {
            "gRPC": self.by_grpc,
            "Connect, JSON, HTTP/2": lambda asked: self.by_connect(self.h2, "json", asked),
            "Connect, proto, HTTP/2": lambda asked: self.by_connect(self.h2, "proto", asked),
            "Connect, JSON, HTTP/1.1": lambda asked: self.by_connect(self.h1, "json", asked),
            "Connect, proto, HTTP/1.1": lambda asked: self.by_connect(self.h1, "proto", asked),
        }
        native = self.by_native(asked)
        self.assertEqual(native.code, asked.code, f"{asked.method} {asked.role}: {native.text}")
        for name, way in ways.items():
            with self.subTest(name, method=asked.method, role=asked.role, request=str(asked.request)):
                told = way(asked)
                self.assertEqual(told._replace(answers=[]), native._replace(answers=[]))
                self.assertTrue(told.answers == native.answers, "the answers differ")
        return native.code

    def test_every_way_has_the_same_outcome(self):
        manager = Client(self.tokens["quality-manager"])
        self.addCleanup(manager.close)
        listed = manager.call(ASSESSMENT + "ListAssessments", v1.ListAssessmentsRequest()).assessments
        # Of the demonstration itself: the drafts of other tests are of years to come.
        draft = next(
            item for item in listed if item.state == v1.ASSESSMENT_STATE_DRAFT and item.period_from < "2030")
        codes = {self.compare(asked) for asked in questions(draft, draft.service_id)}
        self.assertEqual(len(codes), 7, codes)

    def test_the_bytes_are_looked_at_last(self):
        """Who is not known, or has the wrong role, hears of that, and costs no more work than that takes."""
        bad = Raw(b"\x0a\x7f\x00", b'{"name":')
        self.compare(Question(ORGANISATION + "CreateUnit", bad, None, "UNAUTHENTICATED"))
        self.compare(Question(ORGANISATION + "CreateUnit", bad, "viewer", "PERMISSION_DENIED"))

    def test_what_is_written_by_one_way_is_read_by_the_others(self):
        """Texts and numbers of every kind, through a record."""
        manager = Client(self.tokens["quality-manager"])
        self.addCleanup(manager.close)
        service_id = manager.call(ORGANISATION + "ListServices", v1.ListServicesRequest()).services[0].service_id
        text = 'Grüße 日本 \U0001f4c4 "quoted" \\ / \u2028 <&>\n\ttabs'
        meeting = v1.MeetingRecord(
            held_on="2026-03-02", items=[v1.MEETING_ITEM_OUTCOMES], minutes=text, decisions=999_999_999_999)
        created = self.by_connect(
            self.h2, "json", Question(
                RECORDS + "CreateRecord",
                v1.CreateRecordRequest(
                    service_id=service_id, idempotency_key=uuid.uuid4().hex, record=v1.Record(meeting=meeting)),
                "quality-manager", "OK"))
        self.assertEqual(created.code, "OK", created.text)
        [record] = created.answers
        self.assertEqual(record.meeting, meeting)
        asked = Question(
            RECORDS + "GetRecord", v1.GetRecordRequest(record_id=record.meta.record_id), "quality-manager", "OK")
        for way in (self.by_native, self.by_grpc, lambda asked: self.by_connect(self.h1, "json", asked),
                    lambda asked: self.by_connect(self.h2, "proto", asked)):
            self.assertEqual(way(asked).answers, [record])
        withdrawal = v1.WithdrawRecordRequest(
            record_id=record.meta.record_id, reason="A test's.", expected_revision=record.meta.revision)
        manager.call(RECORDS + "WithdrawRecord", withdrawal)


if __name__ == "__main__":
    unittest.main()
