"""What a service records for criteria k to n."""
from .dates import first_of_month
from .pieces import Pieces
from .values import CATEGORY, CLINICAL, EXTERNAL, MODALITY, PROCEDURE, SAFETY, TOOL


class ThemesKToN(Pieces):
    """A method a criterion; q is how well the service does."""

    def theme_k(self, q):
        if not self.locations():
            self.add("location", name="L", kind="permanent", from_=self.D - 900)
        x = self.D - 60
        low = {"good": [0.9, 1], "mixed": [0.75, 0.8, 0.9], "bad": [0.5, 0.74, 0.75], "silent": [0]}[q]
        for i in range(13):
            m = first_of_month(x)
            P = self.pick([0, 10, 20, 40])
            if self.p(0.97 if q == "good" else 0.85):
                self.add(
                    "activity",
                    month=m,
                    location=self.pick(self.locations()[:1], "ghost-0"),
                    modality="interventional",
                    examinations=P,
                )
            if q != "silent":
                self.add("outcome_count", month=m, procedure=self.pick(PROCEDURE), outcomes=-int(-P * self.pick(low)))
            x = m - 1
        for _ in range(self.pick([1, 1, 2])):
            start, period, due = (
                self.D - self.r.randrange(400, 800),
                self.pick([30, 91, 100, 182]),
                self.pick([0, 28, 60]),
            )
            g = self.add("registry", code="c", period_days=period, due_days=due, from_=start)
            while g and start + period - 1 <= self.D:
                if self.follow(q):
                    end = start + period - 1
                    self.add(
                        "registry_submission",
                        registry=g,
                        period_from=start,
                        period_to=end - (0 if self.p(0.95) else 1),
                        submitted_on=end + self.delay(due + 1, q),
                    )
                start += period
        if self.p(0.2):
            self.nil("complication", q)
        else:
            for _ in range(self.pick([1, 3, 5])):
                on = self.past(0, 60) if self.p(0.4) else self.recent()
                whole = self.p({"good": 1, "mixed": 0.85}.get(q, 0.4))
                x = self.add(
                    "complication",
                    occurred_on=on,
                    procedure=self.pick(PROCEDURE),
                    grade=self.r.randint(1, 6) if whole or self.p(0.5) else None,
                    category=self.pick(CATEGORY) if whole else None,
                    analysed_on=on + self.r.randrange(20) if whole or self.p(0.5) else None,
                    avoidable=self.pick(["yes", "yes", "no", "undetermined"]) if whole or self.p(0.5) else None,
                )
                if x and self.follow(q) and self.p(0.8 if q != "good" else 1):
                    self.action("complication_response", x, on + self.delay(56, q), q)
        if q != "silent":
            for d in self.series(91, q, hi=420):
                m = self.meeting("outcomes", d, q)
                if m and self.follow(q):
                    self.add(
                        "communication",
                        kind="information",
                        subjects=[m],
                        audiences=["staff"],
                        sent_on=d + self.delay(28, q),
                    )

    def theme_l(self, q):
        for _ in range(self.pick([3, 5, 6, 8])):
            high = self.p(0.5)
            x = self.risk(q, **(dict(likelihood=self.pick([3, 4, 5]), consequence=5) if high and q != "silent" else {}))
            if x is None:
                continue
            t = self.f(x).get("assessed_on", self.f(x)["identified_on"])
            if high and self.follow(q):
                if self.p(0.85):
                    self.action("risk_treatment", x, t + self.delay(28, q), q)
                else:
                    self.decide("risk_accepted", x, t + self.delay(28, q))
        quiet = self.p(0.2)
        if quiet or self.p(0.2):
            self.nil("near_miss", q)
        for _ in range(0 if quiet else self.pick([1, 3, 5])):
            on = self.past(0, 60) if self.p(0.4) else self.recent()
            x = self.incident(
                q, on, level="near_miss", risks=self.some(self.get("risk"), 2) if self.p(0.6) and q != "silent" else []
            )
            if x and self.follow(q):
                if not self.f(x)["risks"]:
                    self.decide("no_risk_link", x, on + self.delay(28, q))
            if x and self.follow(q):
                if self.p(0.8):
                    self.action("near_miss_response", x, on + self.delay(56, q), q)
                else:
                    self.decide("no_action", x, on + self.delay(56, q))
        for d in self.series(60, q, hi=360):
            rads = [self.f(s)["person"] for s in self.get("staff") if self.f(s)["profession"] == "radiologist"]
            att = [p for p in sorted(set(rads)) if self.p(0.9 if q == "good" else 0.5)] + ["guest"]
            self.meeting(
                self.pick(["discrepancy", "morbidity_mortality", "learning"]), d, q, attended=sorted(att) + ["guest2"]
            )

    def theme_m(self, q):
        self.access("index", q)
        modalities = self.r.sample(MODALITY, self.pick([1, 2]))
        for m in modalities:
            for L in self.locations():
                x = self.D - self.pick([1, 40, 100, 300])
                for _ in range(self.pick([1, 2])):
                    self.add(
                        "activity", month=first_of_month(x), location=L, modality=m, examinations=self.pick([0, 10, 50])
                    )
                    x -= self.r.randrange(28, 150)
                if self.follow(q):
                    where = dict(locations=[L] if self.p(0.7) else [], modalities=[m] if self.p(0.7) else [])
                    if self.p(0.5):
                        self.risk(q, **where)
                    else:
                        self.document("risk_assessment", q, start=self.past(0, 400), **where)
        types = self.r.sample(CLINICAL + SAFETY, 2)
        quiet = self.p(0.15)
        if quiet:
            self.nil("incident", q)
        for _ in range(0 if quiet else self.pick([1, 4, 7])):
            on = self.recent()
            closed = max(on, self.past(0, 300)) if self.p(0.7) else None
            x = self.incident(q, on, type=self.pick(types) if self.p(0.6) else self.pick(CLINICAL), closed_on=closed)
            if x and closed and self.follow(q):
                learned = closed + self.delay(28, q)
                self.add(
                    "investigation",
                    incident=x,
                    lead=self.person(),
                    started_on=on,
                    completed_on=closed,
                    findings="f",
                    learning="l",
                    learning_on=learned,
                )
        if q != "silent":
            for d in self.series(100, q, hi=200):
                self.meeting("incident_trends", d, q)
            self.flags("incident", "type", q)
            if q == "bad":
                self.decide("trend", None, self.old(), stream="incident", category="fall", choice="watch")

    def theme_n(self, q):
        items = []
        for _ in range(self.pick([2, 4, 5, 6])):
            due = self.past(0, 370) if self.p(0.8) else self.D + self.r.randrange(90)
            x = self.add("audit_plan_item", title="t", agreed_on=due - self.r.randrange(30, 300), due_on=due)
            if x is None:
                continue
            items.append(x)
            if not self.p({"good": 0.98, "mixed": 0.85, "bad": 0.5, "silent": 0.3}[q]):
                continue
            on = due + self.delay(56, q) if q != "silent" else due
            a = self.add(
                "audit",
                topic="other_topic",
                done_on=on,
                plan_item=x if q != "silent" else None,
                locations=self.some(self.locations(), 2),
                tool_body=(
                    "local_tool"
                    if self.p({"good": 0.2, "mixed": 0.5, "bad": 0.95}.get(q, 0))
                    else self.pick(TOOL[:6] + [None])
                ),
                reaudit_of=self.pick(self.get("audit")) if self.p(0.2) else None,
            )
            if a is None:
                continue
            for party in ("staff", "clinical_users"):
                if self.follow(q):
                    self.add(
                        "communication",
                        kind="consultation",
                        subjects=[self.pick([a, x])],
                        audiences=[party],
                        sent_on=on + self.delay(56, q),
                    )
            self.tell(a, on, q)
            if self.follow(q):
                self.add(
                    "communication",
                    kind="information",
                    subjects=[a],
                    audiences=[self.pick(EXTERNAL)],
                    sent_on=on + self.delay(60, q),
                )
            if self.follow(q):
                self.decide("development", a, on + self.delay(90, q))
