"""Sets made by hand, whose verdicts were worked out by hand."""
from datetime import date

from .dates import day, instant, london_day, month_last
from .evaluator import evaluate
from .registers import HAPPENED


class Set:
    """Builds an interchange object; everything recorded on the day it happened."""

    def __init__(self):
        self.records, self.clock = [], {}

    def add(self, register, id_=None, recorded=None, **fields):
        fields = {k.rstrip("_"): v for k, v in fields.items()}
        id_ = id_ or "%s-%03d" % (register, len(self.records))
        on = recorded or fields[HAPPENED[register]][:10]
        if register in ("activity", "outcome_count") and not recorded:
            on = date.fromordinal(month_last(day(on))).isoformat()
        n = self.clock[on] = self.clock.get(on, 0) + 1
        self.records.append(
            {
                "id": id_,
                "register": register,
                "revisions": [
                    {"recorded_at": "%sT12:%02d:%02dZ" % (on, n // 60, n % 60), "state": "live", "fields": fields}
                ],
            }
        )
        return id_

    def staff(self, n, **kw):
        return [
            self.add("staff", person="P%02d" % i, profession="radiographer", from_="2020-01-01", **kw) for i in range(n)
        ]

    def doc(self, kind, start="2025-01-01", id_="doc", origin="service", published=True, **version):
        self.add(
            "document",
            id_,
            title=kind,
            kind=kind,
            origin=origin,
            core="no",
            locations=[],
            modalities=[],
            created_on=start,
        )
        v = dict(
            document=id_,
            number=1,
            author="A",
            drafted_on=start,
            effective_from=start,
            approved_by="B",
            approved_on=start,
            authorised_by="C",
            authorised_on=start,
        )
        if published:
            v["published_on"] = start
        v.update(version)
        return self.add("document_version", id_ + "-v1", **{k: x for k, x in v.items() if x is not None})

    def meeting(self, held_on, item, attended=("P", "Q"), minutes="yes", id_=None, **kw):
        f = dict(held_on=held_on, items=[item], attended=list(attended), inputs=[], reviewed=[], **kw)
        if minutes:
            f["minutes"] = minutes
        return self.add("meeting", id_, **f)

    def profile(self, field, value="yes", from_="2024-01-01"):
        return self.add("profile_entry", "profile-" + field, field=field, value=value, from_=from_)

    def incident(self, on, id_=None, **kw):
        f = dict(
            level="incident",
            type="wrong_patient",
            discovered_at=on + "T10:00:00Z",
            affected=[],
            route="reported",
            risks=[],
        )
        f.update(kw)
        return self.add("incident", id_, **f)

    def nil(self, subject, a, b, stated=None):
        return self.add("nil_return", subject=subject, period_from=a, period_to=b, stated_by="P", stated_on=stated or b)


PASSED, FAILURES = [], []


def check(name, s, D, clause, verdict, deciding=None, mode="recorded", overrides=()):
    got = evaluate({"records": s.records, "overrides": list(overrides)}, D, mode)["clauses"][clause]
    if got["verdict"] != verdict or (deciding is not None and got["deciding"] != deciding):
        FAILURES.append("%s, %s as at %s: expected %s %s, got %s" % (name, clause, D, verdict, deciding, got))
    else:
        PASSED.append(name)


def equal(name, a, b):
    if a != b:
        FAILURES.append("%s: %r != %r" % (name, a, b))
    else:
        PASSED.append(name)


S, C, I, N = "supported", "contradicted", "insufficient", "not_applicable"


def run():
    """How many checks there are, and what those say that fail."""
    PASSED.clear()
    FAILURES.clear()
    # days
    equal("july night", london_day(instant("2025-07-01T23:30:00Z")), day("2025-07-02"))
    equal("january night", london_day(instant("2025-01-01T23:30:00Z")), day("2025-01-01"))
    equal("bst begins", london_day(instant("2025-03-30T23:00:00Z")), day("2025-03-31"))
    equal("bst ended", london_day(instant("2025-10-26T23:30:00Z")), day("2025-10-26"))

    # a.4
    def a4(start2, first=True):
        s = Set()
        if first:
            s.add("appointment", "A1", post="quality_manager", person="P", from_="2023-01-01", to="2025-02-28")
        s.add("appointment", "A2", post="quality_manager", person="Q", from_=start2)
        return s

    check("gap 28", a4("2025-03-29"), "2025-06-30", "a.4", S, ["A1", "A2"])
    check("gap 29", a4("2025-03-30"), "2025-06-30", "a.4", C, ["A1", "A2"])
    check("A2 alone", a4("2025-03-29", False), "2025-06-30", "a.4", I)

    # b.4
    def b4(understood, received):
        s = Set()
        s.staff(10)
        s.add("objective", "O", title="t", from_="2025-01-10")
        s.add("communication", "C", kind="information", subjects=["O"], audiences=["staff"], sent_on="2025-02-01")
        for i in range(understood + received):
            s.add(
                "receipt",
                communication="C",
                person="P%02d" % i,
                given_on="2025-02-02",
                level="understood" if i < understood else "received",
            )
        return s

    check("8", b4(8, 0), "2025-06-30", "b.4", S, ["O", "C"])
    check("7+3", b4(7, 3), "2025-06-30", "b.4", I, ["O"])
    check("4", b4(2, 2), "2025-06-30", "b.4", C, ["O", "C"])
    check("4 early", b4(2, 2), "2025-04-02", "b.4", I, [])
    check("4 a day later", b4(2, 2), "2025-04-03", "b.4", C)

    # d.1
    s = Set()
    s.meeting("2023-03-01", "qms_review", id_="M1")
    s.meeting("2024-03-01", "qms_review", id_="M2")
    check("366", s, "2024-06-01", "d.1", S, ["M1", "M2"])
    check("open 366", s, "2025-03-02", "d.1", S, ["M2"])
    check("open 367", s, "2025-03-03", "d.1", C, ["M2"])
    s = Set()
    s.meeting("2024-03-01", "qms_review", attended=["P"])
    s.meeting("2024-04-01", "qms_review", minutes=None)
    check("none qualifies", s, "2024-06-01", "d.1", I, [])

    # d.3
    def d3(implemented=True, field="yes"):
        s = Set()
        if field:
            s.profile("parent_document_system", field)
        s.doc("procedure", "2025-01-01", "D1", "parent")
        s.doc("procedure", "2025-04-01", "D2", "parent")
        if implemented:
            s.add("implementation", "X1", version="D1-v1", implemented_on="2025-01-20", how="h")
        return s

    check("pending", d3(), "2025-05-31", "d.3", S, ["D1", "X1"])
    check("fail", d3(), "2025-06-01", "d.3", C, ["D2"])
    check("silent", d3(False), "2025-06-01", "d.3", I, ["D1", "D2"])
    check("no", d3(field="no"), "2025-06-01", "d.3", N, ["profile-parent_document_system"])
    check("unknown", d3(field=None), "2025-06-01", "d.3", I, [])

    # e.3
    def e3(n, author_approved=False):
        s = Set()
        for i in range(n):
            change = (
                {}
                if i
                else (dict(approved_by="A") if author_approved else dict(authorised_by=None, authorised_on=None))
            )
            s.doc("procedure", id_="D%02d" % i, **change)
        return s

    for by_author in (False, True):
        check("10", e3(10, by_author), "2025-06-30", "e.3", S)
        check("4", e3(4, by_author), "2025-06-30", "e.3", I)
        check("3", e3(3, by_author), "2025-06-30", "e.3", C, ["D00-v1"])

    # f.4
    def f4(compliant):
        s = Set()
        s.profile("research")
        s.profile("medico_legal", "no")
        s.doc("research_policy", "2024-01-01", "POL")
        s.add("special_examination", kind="research", performed_on="2023-06-30", number=50)
        s.add("special_examination", kind="research", performed_on="2023-07-02", number=5)
        s.add("special_examination", kind="research", performed_on="2024-06-30", number=7)
        s.add(
            "audit", "AU", topic="vetting_research", done_on="2024-06-30", sample=12, compliant=compliant, locations=[]
        )
        return s

    check("12", f4(12), "2025-07-01", "f.4", S, ["POL-v1", "AU"])
    check("11", f4(11), "2025-07-01", "f.4", I)
    check("9", f4(9), "2025-07-01", "f.4", C, ["AU"])
    check("old", f4(12), "2025-07-02", "f.4", I)

    # g.5
    s = Set()
    for i, d in enumerate(("2024-07-01", "2024-12-10", "2025-05-20")):
        s.add("nonconformity", "N%d" % i, area="reporting", category="labelling", raised_on=d)
    s.add(
        "decision",
        kind="trend",
        subjects=[],
        decided_on="2024-02-01",
        decided_by="P",
        choice="watch",
        reason="r",
        stream="nonconformity",
        category="other",
    )
    s.meeting("2025-04-01", "nonconformity_review", id_="M")
    check("pending", s, "2025-06-19", "g.5", I, [])
    check("fail", s, "2025-06-20", "g.5", C, ["N0", "N1", "N2"])
    check("out", s, "2025-07-01", "g.5", S, ["N1", "M", "N2"])

    # i.2
    def i2(started, others=True):
        s = Set()
        s.profile("ionising_radiation")
        s.profile("nation", "england")
        s.doc("overexposure_procedure", id_="OV")
        s.incident("2025-06-01", "INC")
        s.add(
            "exposure",
            "EXP",
            incident="INC",
            noted_on="2025-06-01",
            kind="accidental",
            person_group="patient",
            age_band="adult",
            received_usv=3000,
        )
        if started:
            s.add("investigation", "INV", incident="INC", lead="P", started_on=started)
        elif others:
            s.incident("2024-02-01", "OLD")
            s.add("investigation", incident="OLD", lead="P", started_on="2024-02-01")
        return s

    check("started", i2("2025-06-15"), "2025-06-30", "i.2", S, ["OV-v1", "EXP", "INV"])
    check("pending", i2(None), "2025-06-15", "i.2", I, [])
    check("overdue", i2(None), "2025-06-16", "i.2", C, ["EXP"])
    for start, verdict in (("2024-07-01", S), ("2024-07-02", I)):
        s = Set()
        s.profile("ionising_radiation")
        s.doc("overexposure_procedure", id_="OV")
        s.nil("exposure", start, "2025-03-31")
        check("nil " + start, s, "2025-06-30", "i.2", verdict)

    # i.8
    def i8(received=3000, sent=None, decided=None):
        s = Set()
        s.profile("nation", "england")
        s.incident("2025-06-01", "INC")
        s.add(
            "exposure",
            "EXP",
            incident="INC",
            noted_on="2025-06-01",
            kind="unintended",
            person_group="patient",
            age_band="adult",
            intended_usv=300,
            received_usv=received,
        )
        if sent:
            s.add("notification", "NOT", incident="INC", duty="exposure_notice", body="b", sent_on=sent)
        if decided:
            s.add(
                "decision",
                "DEC",
                kind="not_notified",
                subjects=["INC"],
                decided_on=decided,
                decided_by="P",
                reason="r",
                duty="exposure_notice",
            )
        return s

    check("pending", i8(), "2025-06-15", "i.8", I, [])
    check("fail", i8(), "2025-06-16", "i.8", C, ["INC"])
    check("notified", i8(sent="2025-06-14"), "2025-06-16", "i.8", S, ["INC", "NOT"])
    check("late", i8(sent="2025-06-16"), "2025-06-20", "i.8", C, ["INC", "NOT"])
    check("late, a year on", i8(sent="2025-06-16"), "2026-05-31", "i.8", C)
    check("late, out of W", i8(sent="2025-06-16"), "2026-06-01", "i.8", I)
    check("2999 pending", i8(2999), "2025-06-15", "i.8", I, [])
    check("2999 unknown", i8(2999), "2025-06-16", "i.8", I, ["INC"])
    check("2999 notified late", i8(2999, sent="2025-07-20"), "2025-07-20", "i.8", S)
    check("2999 decided", i8(2999, decided="2025-07-20"), "2025-07-20", "i.8", S, ["INC", "DEC"])
    check("notice decided: no report", i8(decided="2025-06-10"), "2025-12-01", "i.8", S)
    check("report overdue", i8(sent="2025-06-14"), "2025-08-25", "i.8", C, ["INC"])

    # k.5
    def k5(minutes="yes"):
        s = Set()
        s.profile("interventional")
        s.meeting("2024-07-01", "outcomes", id_="M1", minutes=minutes)
        for i, d in enumerate(("2024-10-01", "2025-01-08", "2025-04-02")):
            s.meeting(d, "outcomes", id_="M%d" % (i + 2))
        return s

    check("4", k5(), "2025-06-30", "k.5", S, ["M1", "M2", "M3", "M4"])
    check("3", k5(), "2025-07-01", "k.5", C)
    check("no minutes", k5(None), "2025-06-30", "k.5", I)

    # n.1
    def n1(done):
        s = Set()
        for i, d in enumerate(("2024-09-01", "2024-12-01", "2025-02-01", "2025-04-01", "2025-05-10")):
            s.add("audit_plan_item", "P%d" % i, title="t", agreed_on="2024-01-01", due_on=d)
            if i < done:
                s.add("audit", "A%d" % i, topic="other_topic", done_on=d, plan_item="P%d" % i, locations=[])
        return s

    check("4 of 4", n1(4), "2025-06-30", "n.1", S)
    check("4 of 5", n1(4), "2025-07-05", "n.1", S)
    check("mixed", n1(4), "2025-07-06", "n.1", I)
    check("3 of 5", n1(3), "2025-07-06", "n.1", C, ["P3", "P4"])

    # withdrawal, modes and overrides
    s = k5()
    s.records[-1]["revisions"].append({"recorded_at": "2025-06-29T23:30:00Z", "state": "withdrawn"})  # 30 June, London
    check("withdrawn that day", s, "2025-06-30", "k.5", I)
    check("before", s, "2025-06-29", "k.5", S)
    check("before, as happened", s, "2025-06-29", "k.5", I, mode="happened")
    o = dict(key="outcome_meetings_min", value=3, to="2025-07-01", recorded_at="2025-06-01T09:00:00Z")
    check("override", k5(), "2025-07-01", "k.5", S, overrides=[dict(o, **{"from": "2025-06-01"})])
    check("override over", k5(), "2025-07-02", "k.5", C, overrides=[dict(o, **{"from": "2025-06-01"})])
    check(
        "override by clause",
        k5(),
        "2025-07-01",
        "k.5",
        S,
        overrides=[
            dict(o, **{"from": "2025-06-01"}),
            dict(o, key="outcome_meetings_min@k.5", **{"from": "2025-05-01"}),
        ],
    )
    o = {"key": "met_share", "value": 1, "from": "2025-01-01", "recorded_at": "2025-01-01T09:00:00Z"}
    check("general override loosens no clause of its own", n1(4), "2025-07-06", "n.1", S, overrides=[o])
    s = i8(sent="2025-06-14")
    s.incident("2025-06-10", "I2", affected=["staff"])
    check("1 of 2 with met_share@i.8", s, "2025-07-20", "i.8", I, ["I2"], overrides=[o])

    return len(PASSED) + len(FAILURES), FAILURES
