"""Notions about what is done: meetings, messages, actions, decisions, trends, activity, incidents and risks."""
from .dates import year12
from .items import Item, Record
from .registers import CLINICAL


class FollowUp:
    """Needs Visibility, Settings and Notions."""

    def qualifies(self, m, *items):
        return (
            any(x in m.all("items") for x in items)
            and len(set(m.all("attended"))) >= self.setting("meeting_min_attendance")
            and m.get("minutes") is not None
        )

    def meetings(self, *items):
        return [m for m in self.records("meeting") if self.qualifies(m, *items)]

    def REACH(self, s, level, t):
        N = self.staff_at(self.date) & self.staff_at(self.date - self.setting("ack_days"))
        told = [
            c
            for c in self.records("communication")
            if c.get("kind") == "information" and "staff" in c.all("audiences") and s in c.all("subjects")
        ]
        receipts = [r for r in self.records("receipt") if r.get("communication") in told]
        received = len(N & {r.get("person") for r in receipts})
        understood = len(N & {r.get("person") for r in receipts if r.get("level") == "understood"})
        a = understood if level == "understood" else received
        base = [c for c in self.records("communication") if "staff" in c.all("audiences")]
        d = self.due(t, self.setting("dissemination_days"), self.events(told), self.events(base))
        first = min(c.on for c in told) if told else None
        if len(N) >= 1 and 100 * a >= self.setting("ack_share") * len(N):
            state = "pass"
        elif d.state == "overdue" or (
            told
            and len(N) >= 1
            and self.records("receipt")
            and self.date > first + self.setting("ack_days")
            and 100 * received < self.setting("ack_floor") * len(N)
        ):
            state = "fail"
        elif d.state == "pending" or (told and self.date <= first + self.setting("ack_days")):
            state = "pending"
        else:
            state = "unknown"
        return Item(state, [s], told)

    def ACTION(self, a):
        if a.get("completed_on") is not None:
            return "done"
        return "overdue" if self.date > a.f["due_on"] + self.setting("action_grace_days") else "open"

    def action_item(self, a):
        return Item({"done": "pass", "overdue": "fail", "open": "pending"}[self.ACTION(a)], [a])

    def TREND(self, stream):
        """flags: (category, flag_on, counted records, decisions)"""
        field = "category" if stream == "nonconformity" else "type"
        groups = {}
        for r in self.records(stream):
            if self.in_window(r.on, self.setting("trend_days")) and r.get(field) is not None:
                groups.setdefault(r.get(field), []).append(r)
        flags = []
        for category in sorted(groups):
            counted = sorted(groups[category], key=Record.key)
            if len(counted) >= self.setting("trend_count"):
                flag_on = counted[self.setting("trend_count") - 1].on
                decisions = [
                    d for d in self.trend_decisions(stream) if d.get("category") == category and d.on >= flag_on
                ]
                flags.append((category, flag_on, counted, decisions))
        return flags

    def trend_decisions(self, stream):
        return [d for d in self.records("decision") if d.get("kind") == "trend" and d.get("stream") == stream]

    def Y(self):
        return year12(self.date - self.setting("activity_lag_days"))

    def SPAN(self):
        Y = self.Y()
        return Y[0][0], Y[-1][1]

    def EXAMS(self):
        firsts = {first for first, _ in self.Y()}
        return sum(a.get("examinations") for a in self.records("activity") if a.f["month"] in firsts)

    def COMPLETE(self):
        if not self.open("location"):
            return False
        have = {(a.f["month"], a.get("location")) for a in self.records("activity")}
        return all(
            (first, L) in have
            for first, last in self.Y()
            for L in self.records("location")
            if self.is_open(L, first) and self.is_open(L, last)
        )

    @staticmethod
    def clinical(i):
        return i.get("type") in CLINICAL

    def clinical_W(self):
        return [i for i in self.window("incident") if self.clinical(i)]

    def of_incident(self, register, i):
        return [r for r in self.records(register) if r.get("incident") is i]

    def with_incident(self, register):
        return [r for r in self.records(register) if r.get("incident") is not None]

    def need(self, i):
        groups = {e.get("person_group") for e in self.of_incident("exposure", i)}
        out = set()
        if groups & {"patient", "carer"} or i.get("type") == "overexposure":
            out.add("mpe")
        if groups & {"staff", "public"} or i.get("type") == "staff_exposure":
            out.add("rpa")
        if i.get("type") in ("mr_safety", "laser"):
            out.add(i.get("type"))
        return sorted(out)

    @staticmethod
    def recipients(i):
        return ["clinical_team"] + [r for r in ("patient", "staff", "other") if r in i.all("affected")]

    def closed_in_W(self):
        return [i for i in self.records("incident") if self.in_reporting_window(i.get("closed_on"))]

    def decisions(self, kind, x=None, register=None, **fields):
        """decisions of a kind with subject x, or with a subject of a register, or (neither) all of the kind"""
        return [
            d
            for d in self.records("decision")
            if d.get("kind") == kind
            and all(d.get(k) is not None and d.get(k) == v for k, v in fields.items())
            and self.has_subject(d, x, register)
        ]

    @staticmethod
    def has_subject(r, x=None, register=None):
        if x is not None:
            return x in r.all("subjects")
        if register is not None:
            return any(s.register == register for s in r.all("subjects"))
        return True

    def actions(self, kinds=None, x=None, register=None):
        return [
            a
            for a in self.records("action")
            if (kinds is None or a.get("kind") in kinds) and self.has_subject(a, x, register)
        ]

    def told_staff(self, x=None, register=None):
        return [
            c
            for c in self.records("communication")
            if c.get("kind") == "information" and "staff" in c.all("audiences") and self.has_subject(c, x, register)
        ]

    def scorings(self, r):
        """(date, 0 own / 1 review, id, likelihood x consequence, record), ordered"""
        out = []
        if all(r.get(k) is not None for k in ("assessed_on", "likelihood", "consequence")):
            out.append((r.f["assessed_on"], 0, r.id, r.f["likelihood"] * r.f["consequence"], r))
        for v in self.records("review"):
            if v.get("subject") is r and v.get("likelihood") is not None and v.get("consequence") is not None:
                out.append((v.on, 1, v.id, v.f["likelihood"] * v.f["consequence"], v))
        return sorted(out, key=lambda s: s[:3])

    def is_high(self, r):
        s = self.scorings(r)
        return bool(s) and s[-1][3] >= self.setting("high_risk_score")

    def high_since(self, r):
        since = None
        for s in reversed(self.scorings(r)):
            if s[3] < self.setting("high_risk_score"):
                break
            since = s[0]
        return since
