"""Notions about documents: versions in force, reviews, and where they can be read."""
from .items import Item, Record


class Documents:
    """Needs Visibility, Settings and Notions."""

    def cache_versions(self):
        self.versions = {}
        for v in self.records("document_version"):
            if v.get("document") is not None:
                self.versions.setdefault(v.f["document"].id, []).append(v)
        self.obsolete = {v.id: self._obsolete_on(v) for v in self.records("document_version")}

    def of(self, d):
        return self.versions.get(d.id, [])

    @staticmethod
    def in_force_from(v):
        if v.get("approved_on") is None or v.get("authorised_on") is None or v.get("effective_from") is None:
            return None
        return max(v.f["effective_from"], v.f["approved_on"], v.f["authorised_on"])

    def _obsolete_on(self, v):
        dates = [v.f["withdrawn_on"]] if "withdrawn_on" in v.f else []
        if v.get("document") is not None:
            for w in self.of(v.f["document"]):
                start = self.in_force_from(w)
                if w.get("number") > v.get("number") and start is not None and start <= self.date:
                    if w.get("withdrawn_on") is None or w.f["withdrawn_on"] > start:
                        dates.append(start)
        return min(dates) if dates else None

    def obsolete_on(self, v):
        return self.obsolete[v.id]

    def in_force(self, v, x):
        start, end = self.in_force_from(v), self.obsolete_on(v)
        return start is not None and start <= x and (end is None or x < end)

    def live(self, v, x):
        end = self.obsolete_on(v)
        if not (v.get("effective_from") is not None and v.f["effective_from"] <= x and (end is None or x < end)):
            return False
        return not any(w is not v and self.in_force(w, x) for w in self.of(v.f["document"]))

    def stale(self, v, x):
        end = self.obsolete_on(v)
        return end is not None and end + self.setting("obsolete_grace_days") < x

    def current_version(self, d):
        for v in self.of(d):
            if self.in_force(v, self.date):
                return v
        return None

    def last_review(self, x):
        rs = [r for r in self.records("review") if r.get("subject") is x]
        return max(rs, key=Record.key) if rs else None

    def review_state(self, d):
        v, r = self.current_version(d), self.last_review(d)
        base = max(self.in_force_from(v), r.on) if r else self.in_force_from(v)
        days = d.get("review_days") or self.setting(
            "core_document_days" if d.get("core") == "yes" else "other_document_days"
        )
        due = base + days
        if self.date <= due:
            return "current"
        return "grace" if self.date <= due + self.setting("document_grace_days") else "overdue"

    def DOC(self, kind, published=False):
        """(state, records)"""
        docs = [
            d for d in self.records("document") if d.get("kind") == kind and d.get("origin") in ("service", "parent")
        ]
        good = []
        for d in docs:
            v = self.current_version(d)
            if v and self.review_state(d) == "current" and (not published or v.get("published_on") is not None):
                good.append(v)
        if good:
            return "good", good
        bad, such = True, []
        for d in docs:
            started = [
                v for v in self.of(d) if self.in_force_from(v) is not None and self.in_force_from(v) <= self.date
            ]
            if started:
                such.append(max(started, key=lambda v: (self.in_force_from(v), v.id)))
                if self.current_version(d) is not None and self.review_state(d) != "overdue":
                    bad = False
        return ("bad", such) if such and bad else ("open", [])

    def last_test(self, p, subject):
        ts = [t for t in self.records("access_test") if t.get("access_point") is p and t.get("subject") == subject]
        return max(ts, key=Record.key) if ts else None

    def ACCESS(self, p, subject):
        t = self.last_test(p, subject)
        if t is None:
            return "untested"
        if t.get("passed") == "no":
            return "broken"
        return "works" if self.date <= t.on + self.setting("access_test_days") else "stale"

    def offering(self, d):
        return [
            p
            for p in self.open("access_point")
            if "documents" in p.all("offers") and (p.get("all_documents") == "yes" or d in p.all("documents"))
        ]

    def REACHABLE(self, L, s):
        points = [p for p in self.open("access_point") if p.get("location") is L and s in p.all("offers")]
        states = [self.ACCESS(p, s) for p in points]
        tests = [t for t in (self.last_test(p, s) for p in points) if t is not None]
        base = [t for t in self.records("access_test") if t.get("subject") == s]
        E = [
            t
            for t in base
            if t.get("passed") == "yes"
            and t.get("access_point") is not None
            and t.f["access_point"].get("location") is L
        ]
        n = self.setting("access_test_days")
        C = self.cycle(L.f["from"], self.events(E), n, self.events(base), n)
        if "works" in states:
            state = "pass"
        elif (points and all(x == "broken" for x in states)) or C.state == "overdue":
            state = "fail"
        elif C.state == "pending":
            state = "pending"
        else:
            state = "unknown"
        return Item(state, [L], tests)

    def reachable_clause(self, s):
        A = [self.REACHABLE(x, s) for x in self.open("location")]
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def doc(self, kind, published=False):
        """((bad?, records), (good?, records))"""
        state, recs = self.DOC(kind, published)
        return (state == "bad", recs), (state == "good", recs)
