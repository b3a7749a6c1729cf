"""Notions that all clauses share: windows, the profile, item lists, nil returns, limits, cycles and verdicts."""
from datetime import date

from .dates import day
from .items import CON, INS, NA, SUP, Due, Item


class Notions:
    """Needs Visibility and Settings."""

    def in_window(self, x, n):
        return x is not None and self.date - n < x <= self.date

    def in_reporting_window(self, x):
        return self.in_window(x, self.setting("window_days"))

    def window(self, register):
        return [r for r in self.records(register) if self.in_reporting_window(r.on)]

    def working_day_limit(self, t, n):
        holidays = {day(h) for h in self.setting("bank_holidays")}
        x = t
        while n > 0:
            x += 1
            if date.fromordinal(x).weekday() < 5 and x not in holidays:
                n -= 1
        return x

    def is_open(self, r, x=None):
        x = self.date if x is None else x
        if "from" in r.f:
            return r.f["from"] <= x and (r.get("to") is None or x <= r.f["to"])
        return r.on <= x and (r.get("closed_on") is None or r.f["closed_on"] > x)

    def open(self, register):
        return [r for r in self.records(register) if self.is_open(r)]

    def staff_at(self, x):
        return {r.get("person") for r in self.records("staff") if self.is_open(r, x)}

    def profile_record(self, field):
        rs = [r for r in self.open("profile_entry") if r.get("field") == field]
        return max(rs, key=lambda r: (r.f["from"], r.content_at)) if rs else None

    def profile(self, field):
        r = self.profile_record(field)
        return r.get("value") if r else None

    def profile_records(self, fields):
        return [r for r in map(self.profile_record, fields) if r is not None]

    def gate_all(self, *fields):
        values = [self.profile(f) for f in fields]
        if "no" in values:
            return NA, self.profile_records(fields)
        if None in values:
            return INS, self.profile_records(fields)
        return None

    def gate_any(self, *fields):
        values = [self.profile(f) for f in fields]
        if all(v == "no" for v in values):
            return NA, self.profile_records(fields)
        if None in values:
            return INS, self.profile_records(fields)
        return None

    @staticmethod
    def count(A, state):
        return sum(i.weight for i in A if i.state == state)

    def n(self, A):
        return sum(i.weight for i in A if i.state != "pending")

    def BREACH(self, A):
        fail = self.count(A, "fail")
        return fail >= 1 and 100 * fail > self.setting("breach_share") * self.n(A)

    def MET(self, A):
        n = self.n(A)
        return (
            n >= self.setting("sample_min") and n >= 1 and 100 * self.count(A, "pass") >= self.setting("met_share") * n
        )

    def MET0(self, A):
        n = self.n(A)
        return n == 0 or 100 * self.count(A, "pass") >= self.setting("met_share") * n

    @staticmethod
    def records_of(A, state):
        return [r for i in A if i.state == state for r in i.anchors + i.events]

    def passes(self, A):
        return self.records_of(A, "pass")

    def breach(self, A):
        """(held, records) of the condition BREACH(A)."""
        return self.BREACH(A), self.records_of(A, "fail")

    def met(self, A):
        return self.MET(A), self.passes(A)

    def met0(self, A):
        return self.MET0(A), self.passes(A)

    def met_nil(self, A, subject):
        if self.MET(A):
            return True, self.passes(A)
        if not A:
            return self.NIL(subject)
        return False, []

    def NIL(self, subject, qualifier=None):
        taken = [
            r
            for r in self.records("nil_return")
            if r.get("subject") == subject
            and r.get("qualifier") == qualifier
            and "period_from" in r.f
            and "period_to" in r.f
        ]
        w = self.setting("window_days")
        if qualifier is None:
            if subject == "nonconformity" and self.window("nonconformity"):
                return False, []
            if subject == "incident" and self.window("incident"):
                return False, []
            if subject == "clinical_incident" and self.clinical_W():
                return False, []
        if not any(r.f["period_from"] <= self.date and r.f["period_to"] > self.date - w for r in taken):
            return False, []
        x, end = self.date - w + 1, self.date - self.setting("nil_trail_days")
        spans = sorted((r.f["period_from"], r.f["period_to"]) for r in taken)
        for a, b in spans:
            if a <= x <= b:
                x = b + 1
        return (True, taken) if x > end else (False, [])

    @staticmethod
    def events(recs, field=None):
        """Events (date, record); a record without the field is no event."""
        out = []
        for r in recs:
            d = r.on if field is None else r.get(field)
            if d is not None:
                out.append((d, r))
        return out

    @staticmethod
    def first_use(E):
        return min(d for d, _ in E) if E else None

    def due(self, t, n, E, B=None, strict=False, working=False):
        limit = (lambda d: self.working_day_limit(d, n)) if working else (lambda d: d + n)
        if E:
            e, rec = min(E, key=lambda p: (p[0], p[1].id))
            return Due("in_time" if e <= limit(t) else "late", rec, e)
        if strict:
            return Due("overdue" if self.date > limit(t) else "pending")
        if not B:
            return Due("silent")
        return Due("overdue" if self.date > limit(max(t, self.first_use(B))) else "pending")

    @staticmethod
    def due_item(d, anchors, late_fails=False):
        state = {
            "in_time": "pass",
            "late": "fail" if late_fails else "pass",
            "overdue": "fail",
            "pending": "pending",
            "silent": "unknown",
        }[d.state]
        return Item(state, anchors, d.events)

    def cycle(self, start, E, n, B, n0=None):
        """start None: the service itself. n may be a function of the last event's record."""
        if E:
            e, rec = max(E, key=lambda p: (p[0], p[1].id))
            n = n(rec) if callable(n) else n
            return Due("current" if self.date <= e + n else "overdue", rec, e)
        if not B:
            return Due("silent")
        use = self.first_use(B)
        base = use if start is None else max(start, use)
        return Due("overdue" if self.date > base + n0 else "pending")

    @staticmethod
    def cycle_item(c, anchors):
        state = {"current": "pass", "overdue": "fail", "pending": "pending", "silent": "unknown"}[c.state]
        return Item(state, anchors, c.events)

    def judge(self, contradicted, supported, lists=(), needs=()):
        """contradicted: conditions (held, records) joined by or; supported: conditions joined by and."""
        if any(held for held, _ in contradicted):
            return CON, [r for held, rs in contradicted if held for r in rs]
        if all(held for held, _ in supported):
            if any(self.profile(f) is None for f in needs):
                return INS, self.profile_records(needs)
            return SUP, [r for _, rs in supported for r in rs]
        return INS, [r for A in lists for i in A if i.state == "unknown" for r in i.anchors]

    @staticmethod
    def either(*conditions):
        """conditions joined by or: every one that holds gives its records"""
        return any(h for h, _ in conditions), [r for h, rs in conditions if h for r in rs]

    @staticmethod
    def both(*conditions):
        return all(h for h, _ in conditions), [r for _, rs in conditions for r in rs]

    @staticmethod
    def exists(recs, minimum=1):
        return len(recs) >= minimum, list(recs)
