"""Every method of the product by gRPC, with grpcio as the client: a trust of its own lives through its first year.

What is read is compared with what the native client is told. The last test finds the methods that were left out.
Run by `python -m unittest discover`; support.py says what for, and deploy/test what with.
"""
import datetime
import hashlib
import json
import os
import random
import sys
import unittest

import grpc

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse  # noqa: E402
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest  # noqa: E402
from support import CALLED, METHODS, Case, Client, key, operator, token, until, v1  # noqa: E402

ACTION = "lm2.v1.ActionService/"
ASSESSMENT = "lm2.v1.AssessmentService/"
AUDIT = "lm2.v1.AuditService/"
COMPARISON = "lm2.v1.ComparisonService/"
ENGAGEMENT = "lm2.v1.EngagementService/"
EVIDENCE = "lm2.v1.EvidenceService/"
HEALTH = "grpc.health.v1.Health/"
IDENTITY = "lm2.v1.IdentityService/"
MACHINE = "lm2.v1.MachineService/"
ORGANISATION = "lm2.v1.OrganisationService/"
PEOPLE = "lm2.v1.PeopleService/"
RECORDS = "lm2.v1.RecordsService/"
STANDARD = "lm2.v1.StandardService/"
VERDICT = "lm2.v1.VerdictService/"

PASSWORD = "a password of some words"
TODAY = datetime.date.today()
TOMORROW = TODAY + datetime.timedelta(days=1)


def sign_in(organisation, email, one_time_token):
    """Sets a password with a one-time token, and gives the token of a session."""
    client = Client()
    client.call(
        IDENTITY + "SetPassword", v1.SetPasswordRequest(one_time_token=one_time_token, new_password=PASSWORD))
    proof = v1.PasswordProof(email=email, password=PASSWORD)
    answer = client.call(IDENTITY + "SignIn", v1.SignInRequest(organisation=organisation, password=proof))
    client.close()
    return answer.signed_in.token


class EveryMethodTests(Case):
    ran = set()

    @classmethod
    def setUpClass(cls):
        """A trust, its people, and a service."""
        cls.organisation = "eastmoor-" + key()
        tenant = ("--tenant", operator("tenant", "create", "--name", "Eastmoor", "--sign-in-name", cls.organisation))
        account = ("credential", "create", *tenant)
        cls.admin = cls.known(operator(*account, "--name", "Ann", "--role", "administrator"))
        cls.site = cls.admin.call(
            ORGANISATION + "CreateUnit",
            v1.CreateUnitRequest(idempotency_key=key(), kind=v1.UNIT_KIND_SITE, name="Eastmoor Hospital"))
        cls.service = cls.admin.call(
            ORGANISATION + "CreateService",
            v1.CreateServiceRequest(idempotency_key=key(), site_id=cls.site.unit_id, name="Eastmoor Imaging"))
        cls.manager = cls.known(operator(*account, "--name", "Mel", "--role", "quality-manager"))
        cls.contributor = cls.known(operator(
            *account, "--name", "Con", "--role", "contributor", "--service", cls.service.service_id))
        cls.viewer, cls.assessor = cls.known(token("viewer")), cls.known(token("assessor"))

    @classmethod
    def known(cls, secret):
        client = Client(secret)
        cls.addClassCleanup(client.close)
        return client

    def setUp(self):
        self.ran.add(self._testMethodName)

    def start(self):
        """A draft over days that no other test has."""
        first = datetime.date(2031, 1, 1) + datetime.timedelta(days=random.randrange(20_000))
        return self.manager.call(
            ASSESSMENT + "StartAssessment",
            v1.StartAssessmentRequest(
                idempotency_key=key(), service_id=self.service.service_id, standard_id="LM2",
                period_from=first.isoformat(), period_to=first.isoformat()))

    def rate(self, assessment, clause_id, rating):
        request = v1.RateClauseRequest(
            idempotency_key=key(), assessment_id=assessment.assessment_id, clause_id=clause_id, rating=rating)
        return self.manager.call(ASSESSMENT + "RateClause", request)

    def test_people_and_sessions(self):
        admin = self.admin
        me = self.same(admin, IDENTITY + "WhoAmI", v1.WhoAmIRequest())
        self.assertEqual((me.name, me.role, me.tenant_name), ("Ann", v1.ROLE_ADMINISTRATOR, "Eastmoor"))
        invited = admin.call(
            PEOPLE + "InvitePerson",
            v1.InvitePersonRequest(name="Grace Grün", email="grace@eastmoor.example", role=v1.ROLE_TRUST_VIEWER))
        grace = invited.person.account_id
        session = self.known(sign_in(self.organisation, "grace@eastmoor.example", invited.one_time_token))
        self.assertEqual(session.call(IDENTITY + "WhoAmI", v1.WhoAmIRequest()).caller_id, grace)
        person = self.same(admin, PEOPLE + "GetPerson", v1.GetPersonRequest(account_id=grace))
        self.assertEqual((person.name, person.has_password), ("Grace Grün", True))
        self.assertIn(person, self.same(admin, PEOPLE + "ListPeople", v1.ListPeopleRequest()).people)
        changed = admin.call(
            PEOPLE + "ChangePerson", v1.ChangePersonRequest(account_id=grace, role=v1.ROLE_QUALITY_MANAGER))
        self.assertEqual(changed.role, v1.ROLE_QUALITY_MANAGER)
        self.assertEqual(session.call(IDENTITY + "WhoAmI", v1.WhoAmIRequest()).role, v1.ROLE_QUALITY_MANAGER)

        session.call(
            IDENTITY + "ChangePassword",
            v1.ChangePasswordRequest(old_password=PASSWORD, new_password=PASSWORD + " more"))
        sessions = admin.call(IDENTITY + "ListSessions", v1.ListSessionsRequest(account_id=grace)).sessions
        self.assertEqual(len(sessions), 1)
        self.assertFalse(sessions[0].current)
        self.assertEqual(len(session.call(IDENTITY + "ListSessions", v1.ListSessionsRequest()).sessions), 1)
        admin.call(IDENTITY + "RevokeSession", v1.RevokeSessionRequest(session_id=sessions[0].session_id))
        self.refused("UNAUTHENTICATED", session.call, IDENTITY + "WhoAmI", v1.WhoAmIRequest())
        reset = admin.call(PEOPLE + "StartPasswordReset", v1.StartPasswordResetRequest(account_id=grace))
        session = self.known(sign_in(self.organisation, "grace@eastmoor.example", reset.one_time_token))
        session.call(IDENTITY + "SignOut", v1.SignOutRequest())
        self.refused("UNAUTHENTICATED", session.call, IDENTITY + "WhoAmI", v1.WhoAmIRequest())

        kept = admin.call(PEOPLE + "ExportPerson", v1.ExportPersonRequest(account_id=grace))
        self.assertLessEqual({"account", "session", "audit_entry"}, {item.kind for item in kept})
        self.assertTrue(all(json.loads(item.json) for item in kept))
        erased = admin.call(PEOPLE + "ErasePerson", v1.ErasePersonRequest(account_id=grace, reason="Request 12"))
        self.assertEqual((erased.erased, erased.email), (True, ""))

    def test_machines(self):
        machine = self.admin.call(
            MACHINE + "CreateMachine", v1.CreateMachineRequest(name="Register", role=v1.ROLE_QUALITY_MANAGER))
        self.assertIn(machine, self.same(self.admin, MACHINE + "ListMachines", v1.ListMachinesRequest()).machines)
        created = self.admin.call(
            MACHINE + "CreateKey",
            v1.CreateKeyRequest(account_id=machine.account_id, name="Key", scopes=["identity:read"], days=3))
        client = self.known(created.token)
        self.assertEqual(client.call(IDENTITY + "WhoAmI", v1.WhoAmIRequest()).name, "Register")
        self.refused("PERMISSION_DENIED", client.call, ORGANISATION + "ListServices", v1.ListServicesRequest())
        certificate = self.admin.call(
            MACHINE + "RegisterCertificate",
            v1.RegisterCertificateRequest(
                account_id=machine.account_id, name="Certificate", sha256=random.randbytes(32)))
        self.assertEqual(certificate.kind, v1.KEY_KIND_CERTIFICATE)
        keys = self.same(self.admin, MACHINE + "ListKeys", v1.ListKeysRequest(account_id=machine.account_id)).keys
        self.assertEqual({item.key_id for item in keys}, {created.key.key_id, certificate.key_id})
        self.admin.call(MACHINE + "RevokeKey", v1.RevokeKeyRequest(key_id=created.key.key_id))
        self.refused("UNAUTHENTICATED", client.call, IDENTITY + "WhoAmI", v1.WhoAmIRequest())

    def test_the_organisation_and_the_standard(self):
        tenant = self.same(self.viewer, ORGANISATION + "GetTenant", v1.GetTenantRequest())
        self.assertTrue(tenant.demonstration)
        units = self.same(self.admin, ORGANISATION + "ListUnits", v1.ListUnitsRequest()).units
        self.assertEqual(list(units), [self.site])
        listed = self.same(self.admin, ORGANISATION + "ListServices", v1.ListServicesRequest()).services
        self.assertEqual(list(listed), [self.service])
        request = v1.GetServiceRequest(service_id=self.service.service_id)
        self.assertEqual(self.same(self.contributor, ORGANISATION + "GetService", request), self.service)

        anonymous = self.client()
        listed = self.same(anonymous, STANDARD + "ListStandards", v1.ListStandardsRequest()).standards
        self.assertEqual(
            [(item.standard_id, item.criterion_count, item.clause_count) for item in listed], [("LM2", 14, 75)])
        standard = self.same(anonymous, STANDARD + "GetStandard", v1.GetStandardRequest(standard_id="LM2"))
        self.assertEqual(sum(len(criterion.clauses) for criterion in standard.criteria), 75)

    def test_records_and_sheets(self):
        service_id, manager = self.service.service_id, self.manager
        meeting = v1.MeetingRecord(held_on="2026-03-02", items=[v1.MEETING_ITEM_OUTCOMES], attended=["Renée"])
        created = manager.call(
            RECORDS + "CreateRecord",
            v1.CreateRecordRequest(service_id=service_id, key="first", record=v1.Record(meeting=meeting)))
        record_id = created.meta.record_id
        meeting.decisions = 2
        revised = manager.call(
            RECORDS + "ReviseRecord",
            v1.ReviseRecordRequest(record_id=record_id, record=v1.Record(meeting=meeting), expected_revision=1))
        self.assertEqual((revised.meta.revision, revised.meeting), (2, meeting))
        self.assertEqual(self.same(manager, RECORDS + "GetRecord", v1.GetRecordRequest(record_id=record_id)), revised)
        withdrawn = manager.call(
            RECORDS + "WithdrawRecord",
            v1.WithdrawRecordRequest(record_id=record_id, reason="Not held.", expected_revision=2))
        self.assertEqual(withdrawn.meta.state, v1.RECORD_STATE_WITHDRAWN)
        history = self.same(manager, RECORDS + "ListRevisions", v1.ListRevisionsRequest(record_id=record_id)).revisions
        self.assertEqual(list(history), [created, revised, withdrawn])
        request = v1.ListRecordsRequest(service_id=service_id, register="meeting", withdrawn=True)
        self.assertEqual(list(self.same(manager, RECORDS + "ListRecords", request).records), [withdrawn])

        sheet = "key,person,profession,from\n" + "".join(
            f"staff-{number},Person {number},radiographer,2024-01-01\n" for number in range(2_000))
        header = v1.ImportHeader(service_id=service_id, register="staff")

        def parts(data):
            yield v1.ImportRecordsRequest(header=header)
            for place in range(0, len(data), 9_999):
                yield v1.ImportRecordsRequest(chunk=data[place:place + 9_999])

        taken = manager.call(RECORDS + "ImportRecords", parts(sheet.encode()))
        self.assertEqual((taken.created, taken.problem_count, taken.written), (2_000, 0, True))
        pieces = self.same(
            manager, RECORDS + "ExportSheet", v1.ExportSheetRequest(service_id=service_id, register="staff"))
        exported = b"".join(piece.chunk for piece in pieces)
        again = manager.call(RECORDS + "ImportRecords", parts(exported))
        self.assertEqual((again.unchanged, again.created, again.revised), (2_000, 0, 0))
        pieces = self.same(
            manager, RECORDS + "ExportRecords", v1.ExportRecordsRequest(service_id=service_id, history=True))
        held = [record for piece in pieces for record in piece.revisions if record.meta.register == "staff"]
        self.assertEqual({record.staff.person for record in held}, {f"Person {number}" for number in range(2_000)})
        described = self.same(
            manager, RECORDS + "DescribeRegisters", v1.DescribeRegistersRequest(registers=["staff"])).registers
        self.assertEqual([item.name for item in described], ["staff"])

    def test_from_the_first_rating_to_the_verdict_of_the_assessor(self):
        assessment = self.start()
        asked = {"assessment_id": assessment.assessment_id}
        self.assertEqual(
            self.same(self.manager, ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(**asked)).clauses,
            assessment.clauses)
        for clause in assessment.clauses:
            rated = self.rate(assessment, clause.clause_id, v1.RATING_MET)
            self.assertEqual((rated.version, rated.rating), (1, v1.RATING_MET))
        ratings = self.same(
            self.manager, ASSESSMENT + "ListRatings", v1.ListRatingsRequest(clause_id="a.1", **asked)).ratings
        self.assertEqual([(item.version, item.rated_by) for item in ratings], [(1, "Mel")])
        submitted = self.manager.call(
            ASSESSMENT + "SubmitAssessment",
            v1.SubmitAssessmentRequest(expected_version=assessment.version, **asked))
        self.assertEqual((submitted.state, submitted.submitted_by), (v1.ASSESSMENT_STATE_SUBMITTED, "Mel"))
        listed = self.same(self.manager, ASSESSMENT + "ListAssessments", v1.ListAssessmentsRequest()).assessments
        self.assertIn(assessment.assessment_id, [item.assessment_id for item in listed])

        body = self.assessor.call(IDENTITY + "WhoAmI", v1.WhoAmIRequest())
        engagement = self.admin.call(
            ENGAGEMENT + "GrantEngagement",
            v1.GrantEngagementRequest(
                body_id=body.tenant_id, assessor_ids=[body.caller_id], to=TOMORROW.isoformat(), **asked))
        engaged = [("lm2-engagement", engagement.engagement_id)]
        seen = self.same(self.assessor, ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(**asked), engaged)
        self.assertEqual(seen.state, v1.ASSESSMENT_STATE_SUBMITTED)
        standing = self.assessor.call(
            ASSESSMENT + "AssessClause",
            v1.AssessClauseRequest(
                clause_id="a.1", verdict=v1.ASSESSOR_VERDICT_PARTLY_MET, comment="Teils – 部分", **asked),
            metadata=engaged)
        self.assertEqual((standing.assessor_verdict, standing.assessor_comment), (2, "Teils – 部分"))
        request = v1.ListEngagementsRequest(**asked)
        listed = self.same(self.admin, ENGAGEMENT + "ListEngagements", request).engagements
        self.assertEqual([item.engagement_id for item in listed], [engagement.engagement_id])
        declared = self.assessor.call(
            ENGAGEMENT + "DeclareConflict",
            v1.DeclareConflictRequest(engagement_id=engagement.engagement_id, conflict="I worked there."))
        self.assertEqual(declared.assessors[0].conflict, "I worked there.")
        revoked = self.admin.call(
            ENGAGEMENT + "RevokeEngagement",
            v1.RevokeEngagementRequest(engagement_id=engagement.engagement_id))
        self.assertTrue(revoked.HasField("revoked_at"))
        self.refused(
            "NOT_FOUND", self.assessor.call, ASSESSMENT + "GetAssessment", v1.GetAssessmentRequest(**asked),
            metadata=engaged)

    def test_evidence(self):
        assessment = self.start()
        self.rate(assessment, "a.1", v1.RATING_MET)
        content = random.Random(5).randbytes(2_000_003)
        header = v1.UploadHeader(
            idempotency_key=key(), service_id=self.service.service_id, file_name="Prüfung.pdf", title="Test")

        def parts():
            yield v1.UploadEvidenceRequest(header=header)
            for place in range(0, len(content), 98_765):
                yield v1.UploadEvidenceRequest(chunk=content[place:place + 98_765])
            yield v1.UploadEvidenceRequest(seal=v1.UploadSeal(sha256=hashlib.sha256(content).digest()))

        evidence = self.contributor.call(EVIDENCE + "UploadEvidence", parts())
        self.assertEqual((evidence.size, evidence.file_name), (len(content), "Prüfung.pdf"))
        asked = {"evidence_id": evidence.evidence_id}
        first, *rest = self.same(self.manager, EVIDENCE + "DownloadEvidence", v1.DownloadEvidenceRequest(**asked))
        self.assertEqual(first.evidence, evidence)
        self.assertEqual(b"".join(part.chunk for part in rest), content)
        linked = self.contributor.call(
            EVIDENCE + "LinkEvidence",
            v1.LinkEvidenceRequest(assessment_id=assessment.assessment_id, clause_ids=["a.1", "a.2"], **asked))
        self.assertEqual({link.clause_id for link in linked.links}, {"a.1", "a.2"})
        reviewed = self.manager.call(
            EVIDENCE + "ReviewEvidence",
            v1.ReviewEvidenceRequest(
                state=v1.EVIDENCE_STATE_ACCEPTED, expected_version=linked.version, comment="Seen.", **asked))
        self.assertEqual((reviewed.state, reviewed.reviewed_by), (v1.EVIDENCE_STATE_ACCEPTED, "Mel"))
        self.assertEqual(self.same(self.manager, EVIDENCE + "GetEvidence", v1.GetEvidenceRequest(**asked)), reviewed)
        request = v1.ListEvidenceRequest(assessment_id=assessment.assessment_id, clause_id="a.1")
        self.assertEqual(list(self.same(self.manager, EVIDENCE + "ListEvidence", request).evidence), [reviewed])

    def test_actions(self):
        assessment = self.start()
        self.rate(assessment, "c.1", v1.RATING_NOT_MET)
        action = self.manager.call(
            ACTION + "RaiseAction",
            v1.RaiseActionRequest(
                assessment_id=assessment.assessment_id, clause_id="c.1", title="Name it", due_on="2020-01-31",
                cost_pence=0))
        self.assertTrue(action.HasField("cost_pence"))
        moved = self.manager.call(
            ACTION + "MoveAction",
            v1.MoveActionRequest(
                action_id=action.action_id, to=v1.ACTION_STATE_ISSUED, expected_version=action.version))
        self.assertEqual((moved.state, moved.overdue), (v1.ACTION_STATE_ISSUED, True))
        request = v1.GetActionRequest(action_id=action.action_id)
        self.assertEqual(len(self.same(self.manager, ACTION + "GetAction", request).history), 2)
        request = v1.ListActionsRequest(assessment_id=assessment.assessment_id, overdue_only=True)
        listed = self.same(self.manager, ACTION + "ListActions", request).actions
        self.assertEqual([item.action_id for item in listed], [action.action_id])

    def test_verdicts_and_the_comparison(self):
        """Of the demonstration trust, which has two years of records; the setting is our own trust's."""
        compared = self.same(self.viewer, COMPARISON + "Compare", v1.CompareRequest())
        rated = [row for row in compared.rows if row.assessment_id]
        self.assertGreaterEqual(len(rated), 3)
        self.assertEqual({len(row.cells) for row in rated}, {14})
        for row in rated:
            asked = {"service_id": row.service_id}
            judged = self.same(self.viewer, VERDICT + "JudgeService", v1.JudgeServiceRequest(**asked))
            self.assertEqual(len(judged.judgements), 75)
            self.same(self.viewer, VERDICT + "ListDisagreements", v1.ListDisagreementsRequest(**asked))
            self.same(self.viewer, VERDICT + "ListClocks", v1.ListClocksRequest(**asked))
            due = self.same(self.viewer, VERDICT + "ListDue", v1.ListDueRequest(days=366, **asked))
            self.assertEqual(due.total, len(due.items))
        settings = self.same(self.manager, VERDICT + "ListRuleSettings", v1.ListRuleSettingsRequest()).settings
        days = next(item for item in settings if item.kind == "days")
        override = self.manager.call(
            VERDICT + "OverrideRuleSetting",
            v1.OverrideRuleSettingRequest(
                key=days.key, number=days.number + 1, **{"from": TODAY.isoformat()}, reason="Agreed."))
        self.assertEqual((override.key, override.number), (days.key, days.number + 1))
        overrides = self.same(self.manager, VERDICT + "ListRuleSettings", v1.ListRuleSettingsRequest()).overrides
        self.assertEqual(list(overrides), [override])

    def test_the_audit_log(self):
        """The changes of setUpClass at least are sealed within a second."""
        request = v1.ListEntriesRequest(subject_prefix="service/")
        entry, *others = self.admin.call(AUDIT + "ListEntries", request).entries
        self.assertEqual(others, [])
        created = v1.AuditEntry.FromString(entry.body)
        self.assertEqual(created.method, ORGANISATION + "CreateService")

        def sealed():
            """A head with the change among what it has signed."""
            listed = self.admin.call(AUDIT + "ListEntries", request).entries[0]
            return listed.HasField("leaf_index") and self.admin.call(
                AUDIT + "GetSignedHead", v1.GetSignedHeadRequest())

        size = until(sealed, "the change to be sealed").tree_size
        proof = self.same(
            self.admin, AUDIT + "ProveInclusion", v1.ProveInclusionRequest(entry_id=created.entry_id, tree_size=size))
        self.assertEqual(proof.entry.body, entry.body)
        proof = self.same(
            self.admin, AUDIT + "ProveConsistency", v1.ProveConsistencyRequest(first_size=1, second_size=size))
        self.assertEqual((proof.first_size, proof.second_size), (1, size))
        log = self.admin.call(AUDIT + "ExportLog", v1.ExportLogRequest())
        held = [item.entry.body for item in log if item.WhichOneof("item") == "entry"]
        self.assertIn(entry.body, held)
        self.assertGreaterEqual(len(held), size)

    def test_health(self):
        client = self.client()
        self.assertEqual(client.call(HEALTH + "Check", HealthCheckRequest()).status, HealthCheckResponse.SERVING)
        watch = client.begin(HEALTH + "Watch", HealthCheckRequest())
        self.assertEqual(next(watch).status, HealthCheckResponse.SERVING)
        CALLED.add(HEALTH + "Watch")
        watch.cancel()

    def test_reflection(self):
        for name in sorted(name for name in METHODS if name.startswith("grpc.reflection.")):
            with self.subTest(name):
                asked = [ServerReflectionRequest(list_services="*"), ServerReflectionRequest(file_by_filename="none")]
                first, second = self.client().call(name, asked)
                self.assertIn(
                    COMPARISON.strip("/"), [item.name for item in first.list_services_response.service])
                self.assertEqual(second.error_response.error_code, grpc.StatusCode.NOT_FOUND.value[0])

    def test_zz_no_method_was_left_out(self):
        for name in sorted(name for name in dir(self) if name.startswith("test_")):
            if name not in self.ran:  # This test was asked for alone.
                getattr(self, name)()
        kinds = {(method.client_streams, method.server_streams) for method in METHODS.values()}
        self.assertIn((True, False), kinds)
        self.assertIn((False, True), kinds)
        self.assertEqual(sorted(set(METHODS) - CALLED), [])


if __name__ == "__main__":
    unittest.main()
