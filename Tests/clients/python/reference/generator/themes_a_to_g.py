"""What a service records for criteria a to g."""
from .pieces import Pieces
from .values import AREA, CATEGORY, DOC_KIND, EXTERNAL, INPUT, INTERNAL, YN


class ThemesAToG(Pieces):
    """A method a criterion; q is how well the service does."""

    def theme_a(self, q):
        if q != "silent":
            hole = {"good": 0, "mixed": 0.1, "bad": 0.45}[q]
            for area in AREA:
                if self.p(0.03 if q == "good" else 0.15):
                    continue
                x = self.add(
                    "process",
                    name="n",
                    area=area,
                    owner=self.person() if self.p(0.97 if q == "good" else 0.8) else None,
                    locations=[L for L in self.locations() if not self.p(hole)],
                    from_=self.old(),
                    monitor_days=self.pick([None, None, 100, 366]),
                )
                if x and self.follow(q):
                    self.add(
                        "measurement",
                        subject=x,
                        measured_on=self.D - self.r.randrange(0, 100) if q == "good" else self.past(0, 500),
                        effective=self.pick(YN),
                    )
            for L in self.locations():
                if self.follow(q):
                    self.add(
                        "access_point",
                        location=L,
                        offers=["documents"] + self.some(["index"], 1),
                        all_documents="yes",
                        documents=[],
                        from_=self.old(),
                    )
                if self.follow(q):
                    self.add("audit", topic="other_topic", done_on=self.past(0, 1100), locations=[L])
        start = self.D - self.r.randrange(300, 900)
        for _ in range(self.pick([1, 1, 2, 3])):
            end = None if self.p(0.4) else start + self.r.randrange(100, 500)
            self.add("appointment", post="quality_manager", person=self.person(), from_=start, to=end)
            if end is None:
                break
            start = end + self.pick([1, 10, 28, 29, 30, 60])
        for d in self.series(366, q, hi=500):
            self.meeting(
                "qms_review",
                d,
                q,
                effectiveness=(
                    self.pick(["effective", "not_effective"]) if self.p(0.9 if q == "good" else 0.5) else None
                ),
            )

    def theme_b(self, q):
        self.document("quality_policy", q)
        versions = self.in_use_versions("quality_policy")
        for _ in range(self.pick([1, 3, 3, 4, 6])):
            t = self.D - self.r.randrange(100, 400) if q in ("good", "bad") and self.p(0.8) else self.past(0, 500)
            owner = self.pick(self.persons()) if q == "good" else self.pick([None, "P13", "gone", self.person()])
            x = self.add(
                "objective",
                title="t",
                owner=owner,
                policy=self.pick(versions[-1:] if q == "good" else versions + [None]),
                from_=t,
                to=t + self.r.randrange(100, 500) if self.p(0.03 if q == "good" else 0.3) else None,
                review_days=self.pick([None, None, 100]),
            )
            if x is None:
                continue
            for _ in range(self.pick([1, 1, 2])):
                y = self.add(
                    "indicator",
                    objective=x,
                    unit="u",
                    direction=self.pick(["at_least", "at_most"]),
                    target=self.r.randrange(5000) if self.p(0.9) else None,
                    from_=t,
                    interval_days=self.pick([None, None, 30, 100]),
                )
                if y and self.follow(q):
                    self.add(
                        "measurement",
                        subject=y,
                        measured_on=self.D - self.r.randrange(0, 40) if q == "good" else self.past(0, 300),
                        value=self.r.randrange(5000),
                    )
            if self.follow(q):
                self.add(
                    "review",
                    subject=x,
                    reviewed_on=self.D - self.r.randrange(0, 100) if q == "good" else self.past(0, 500),
                )
            if self.p(0.4):
                self.action("improvement", x, self.recent(), q)
            self.tell(x, t, q)
        if q == "bad" and self.p(0.6):
            self.add("staff", person="gone", profession="nurse", from_=self.D - 800, to=self.D - 300)
        for group, step in ((INTERNAL, 100), (EXTERNAL, 190)):
            if q == "silent" or self.p(0.1):
                continue
            for d in self.series(step, q, hi=200):
                self.add(
                    "communication",
                    kind=self.pick(["information", "consultation"]),
                    subjects=[],
                    audiences=[self.pick(group)],
                    sent_on=d,
                )

    def theme_c(self, q):
        for _ in range(self.pick([1, 2, 4])):
            self.document(self.pick(["procedure", "protocol", "form"]), self.pick([q, "good"]))
        self.access("documents", q)
        for _ in range(self.pick([1, 2, 4])):
            x = self.add(
                "record_type",
                name="n",
                class_=self.pick(["technical", "quality"]),
                from_=self.old(),
                to=self.past() if self.p(0.1) else None,
            )
            if x and self.follow(q):
                self.add(
                    "access_test",
                    subject="record_type",
                    record_type=x,
                    tested_on=self.past(0, 366 if q == "good" else 500),
                    passed="yes" if self.p({"good": 1, "mixed": 0.8}.get(q, 0.4)) else "no",
                    found=[],
                )

    def theme_d(self, q):
        for d in self.series(366, q, hi=700):
            m = self.meeting(
                "qms_review",
                d,
                q,
                inputs=INPUT[:9] if q == "good" else self.some(INPUT, 10),
                decisions=self.pick([1, 2] if q == "good" else [None, 0, 1]),
                effectiveness="effective",
            )
            for _ in range(self.pick([0, 1, 2])):
                if m:
                    self.action("improvement", m, d + self.r.randrange(0, 10), q)
        for _ in range(self.pick([1, 2, 4])):
            self.document(
                self.pick(DOC_KIND),
                self.pick([q, "good", "good"]),
                "parent",
                self.D - self.pick([62, 80, 100, 200]) if self.p(0.5) else None,
            )
        for v in self.in_use_versions(origin="parent"):
            if self.follow(q):
                self.add(
                    "implementation", version=v, how="h", implemented_on=self.f(v)["effective_from"] + self.delay(60, q)
                )

    def theme_e(self, q):
        for _ in range(self.pick([1, 3, 5, 6])):
            self.document(self.pick(["procedure", "protocol", "form", "other"]), self.pick([q, q, "good"]))
        versions = self.in_use_versions()
        if q == "good":
            best = {}
            for v in versions:
                best[self.f(v)["document"]] = v
            versions = list(best.values()) or versions
        for _ in range(self.pick([3, 10, 14])):
            v = self.pick(versions)
            if v and q != "silent":
                t = (
                    self.f(v)["effective_from"] + 5 + self.r.randrange(0, 60)
                    if q == "good" or self.p(0.4)
                    else self.recent()
                )
                self.add(
                    "document_use",
                    version=v,
                    used_on=t,
                    purpose=self.pick(["work", "work", "evidence", "history"]),
                    person=self.person(),
                )
        self.access("documents", q)
        points = self.get("access_point")
        for x in points:
            if versions and q != "silent":
                self.add(
                    "access_test",
                    subject="documents",
                    access_point=x,
                    tested_on=self.D - self.r.randrange(0, 60) if q == "good" else self.past(0, 400),
                    passed="yes",
                    found=self.r.sample(versions, 1),
                )

    def theme_f(self, q):
        for k in ("medico_legal", "research"):
            start = self.D - 364 if q == "good" and self.p(0.6) else None
            if q != "silent":
                self.document(k + "_policy", q, self.pick(["service", "service", "parent"]), start)
            if self.p(0.75):
                for _ in range(self.pick([1, 2, 4])):
                    self.add(
                        "special_examination",
                        kind=k,
                        performed_on=self.D - self.r.randrange(0, 300) if q == "good" else self.past(0, 500),
                        number=self.r.randrange(1, 12),
                    )
            else:
                self.nil("special_examination", q, k)
            if self.follow(q):
                n = self.pick([5, 12, 20, 40])
                share = {"good": [1, 0.95], "mixed": [0.85, 0.9, 1], "bad": [0.5, 0.79, 0.8]}[q]
                self.add(
                    "audit",
                    topic="vetting_" + k,
                    done_on=self.past(0, 366),
                    sample=n,
                    compliant=int(n * self.pick(share)),
                    locations=[],
                )
        for _ in range(self.pick([0, 1, 2])):
            s = self.add(
                "research_study",
                title="t",
                from_=self.past(0, 500),
                to=self.past() if self.p(0.1) else None,
                approval_reference="ref" if self.p(0.95 if q == "good" else 0.5) else None,
            )
            if s and self.p(0.6):
                self.add("special_examination", kind="research", performed_on=self.recent(), number=2, study=s)

    def theme_g(self, q):
        if q != "silent":
            self.document("nonconformity_procedure", q)
        quiet = self.p(0.25)
        ncs = []
        for area in ([] if quiet else AREA):
            if self.p(0.7 if q != "silent" else 0.3):
                on = self.recent()
                nc = self.add(
                    "nonconformity",
                    area=area,
                    category=self.pick(CATEGORY if self.p(0.5) else CATEGORY[:2]),
                    raised_on=on,
                    location=self.pick(self.locations()),
                    closed_on=on + self.r.randrange(90) if self.p(0.4) else None,
                )
                if nc is None:
                    continue
                ncs.append((nc, on))
                if self.follow(q):
                    if self.p(0.85):
                        self.action(
                            self.pick(["correction", "corrective", "corrective"]),
                            nc,
                            on + self.delay(30, q),
                            q,
                            cost_pence=self.pick([None, None, 0, 500]),
                        )
                    else:
                        self.decide("no_action", nc, on + self.delay(30, q))
            elif self.p(0.5):
                self.nil("nonconformity", q, area)
        if quiet:
            self.nil("nonconformity", q)
            if self.p(0.4):
                self.nil("costed_action", q)
            for area in AREA[:8]:
                if self.p(0.8):
                    self.nil("nonconformity", q, area)
        if q != "silent":
            for d in self.series(100, q, hi=370):
                self.meeting("nonconformity_review", d, q, reviewed=[n for n, on in ncs if on <= d and self.follow(q)])
            for _ in range(self.pick([0, 0, 2, 4])):
                decided = self.past(0, 250)
                d = self.decide(
                    "trend",
                    None,
                    decided,
                    stream="nonconformity",
                    category=self.pick(CATEGORY),
                    choice=self.pick(["act", "act", "watch", "none"]),
                )
                if d and self.follow(q):
                    self.action("preventive", d, decided + self.delay(60, q), q, cost_pence=self.pick([None, 1000]))
            if ncs and self.p(0.5):
                self.action("preventive", self.pick(ncs)[0], self.recent(), q)
            for a in self.get("action"):
                if self.f(a).get("cost_pence") and self.follow(q):
                    self.decide("budget", a, self.f(a)["raised_on"] + self.delay(90, q))
            if q == "good":
                self.flags("nonconformity", "category", q)
