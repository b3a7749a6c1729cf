"""What a service records for criteria h to j."""
from .pieces import Pieces
from .values import ADVISER, CLINICAL, GRADE, MODALITY, SAFETY


class ThemesHToJ(Pieces):
    """A method a criterion; q is how well the service does."""

    def theme_h(self, q):
        if q != "silent":
            self.document("harm_grading_procedure", q)
        none = q in ("bad", "silent") and self.p(0.5)
        self.activity("good" if self.p(0.8) else q, [600, 700] if none else [0, 20, 80, 400], ["ct"])
        if none:
            self.incident("good", self.D - 700)
        quiet = self.p(0.15)
        for i in range(0 if none or quiet else self.pick([2, 5, 9])):
            t = (
                self.pick(["missed_diagnosis", "wrong_drug", "inappropriate_treatment", "violence", "fall", "injury"])
                if self.p(0.7)
                else self.pick(CLINICAL + SAFETY)
            )
            on = self.recent()
            x = self.incident(q, on, type=t, level=self.pick(["incident", "error", "near_miss"]))
            if x and self.follow(q):
                self.add(
                    "harm_assessment",
                    incident=x,
                    assessed_on=on + self.delay(14, q),
                    assessor=self.person(),
                    physical=self.pick(GRADE),
                    psychological=self.pick(GRADE[:4]) if self.p(0.7) else None,
                )
        for t in ("missed_diagnosis", "wrong_drug", "inappropriate_treatment", "violence", "fall", "injury"):
            if self.p(0.4):
                self.nil("incident_type", q, t)
        if quiet or none:
            self.nil("incident", q)
            self.nil("clinical_incident", q)
        for L in self.locations():
            if self.p(0.4):
                self.nil("location", q, L)
        for _ in range(self.pick([3, 5, 6])):
            self.risk(q)

    def theme_i(self, q):
        if q != "silent":
            for k in (
                "incident_reporting_procedure",
                "incident_investigation_procedure",
                "overexposure_procedure",
                "harm_grading_procedure",
            ):
                self.document(k, q)
        for _ in range(self.pick([0, 1, 2])):
            self.add(
                "equipment",
                name="n",
                modality=self.pick(MODALITY),
                manufacturer="m",
                location=self.pick(self.locations()),
                from_=self.old(),
            )
        if self.p(0.8):
            start = self.old()
            self.add(
                "critical_rule",
                physical_from=self.pick([None, "moderate", "severe"]),
                psychological_from=self.pick([None, "moderate"]),
                types=self.some(CLINICAL + SAFETY, 6),
                from_=start,
                to=start + self.r.randrange(100, 600) if self.p(0.1 if q != "bad" else 0.4) else None,
            )
        quiet = self.p(0.2)
        subjects = [
            "exposure",
            "clinical_incident",
            "adviser_incident",
            "notifiable_incident",
            "equipment_incident",
            "staff_incident",
            "incident",
        ]
        for s in subjects:
            if self.p(0.9 if quiet else 0.15):
                self.nil(s, q)
        for _ in range(0 if quiet else self.pick([1, 3, 6, 9])):
            on = self.past(0, 60) if self.p(0.4) else self.recent()
            t = (
                self.pick(["overexposure", "staff_exposure", "mr_safety", "laser", "equipment_failure"])
                if self.p(0.5)
                else self.pick(CLINICAL)
            )
            x = self.incident(
                q, on, type=t, critical="yes" if self.p({"good": 1}.get(q, 0.5)) else self.pick([None, "no"])
            )
            if x is None:
                continue
            if t in ("overexposure", "staff_exposure") or self.p(0.25):
                for _ in range(self.pick([1, 1, 2])):
                    self.exposure(x, on, q)
            if self.follow(q):
                done = on + self.delay(84, q) if self.p(0.6) else None
                self.add(
                    "investigation",
                    incident=x,
                    lead=self.person(),
                    started_on=on + self.delay(14, q) if done is None else min(done, on + self.delay(14, q)),
                    completed_on=done,
                    findings="f" if done else None,
                )
            if self.follow(q):
                self.add(
                    "harm_assessment",
                    incident=x,
                    assessed_on=on + self.delay(14, q),
                    assessor=self.person(),
                    physical=self.pick(GRADE[:3]),
                    psychological=self.pick(GRADE[:3]),
                )
            if self.follow(q):
                self.add(
                    "notification", incident=x, duty="clinical_governance", body="b", sent_on=on + self.delay(28, q)
                )
            for a in ADVISER:
                if self.follow(q) and self.p(0.6):
                    if self.p(0.7):
                        self.add("advice", incident=x, adviser=a, advised_on=on + self.delay(28, q))
                    else:
                        self.decide("adviser_not_needed", x, on + self.delay(28, q), adviser=a)
            limits = {
                "exposure_notice": 14,
                "exposure_report": 84,
                "workplace_notice": 1,
                "workplace_report": 10,
                "manufacturer": 7,
                "device_regulator": 7,
            }
            outcome, exposed = self.f(x).get("workplace_outcome"), t in ("overexposure", "staff_exposure")
            for duty, n in limits.items():
                relevant = (
                    exposed
                    if duty.startswith("exposure")
                    else (
                        outcome not in (None, "none")
                        if duty.startswith("workplace")
                        else t == "equipment_failure" or "equipment" in self.f(x)
                    )
                )
                if self.follow(q) and self.p(0.97 if relevant else 0.08):
                    d = on + self.delay(n, q) - (4 if duty.startswith("workplace") and q == "good" else 0)
                    if self.p(0.75):
                        self.add("notification", incident=x, duty=duty, body="b", sent_on=d)
                    else:
                        self.decide("not_notified", x, d, duty=duty)
            if "staff" in self.f(x).get("affected", []) and self.follow(q):
                if self.p(0.8):
                    self.add(
                        "support_offer",
                        incident=x,
                        offered_on=on + self.delay(14, q),
                        kind="occupational_health" if self.p(0.9) else "other",
                    )
                else:
                    self.decide("support_not_needed", x, on + self.delay(14, q))

    def theme_j(self, q):
        self.access("incident_form", q)
        for person in self.persons():
            if self.follow(q):
                self.add(
                    "training",
                    person=person,
                    topic="incident_reporting" if self.p(0.95) else "other_topic",
                    completed_on=self.D - self.r.randrange(0, 365) if q == "good" else self.past(0, 900),
                    valid_days=self.pick([None, None, 366, 100]) if q != "good" else None,
                )
        quiet = self.p(0.2)
        for s in ("incident", "near_miss", "error", "exposure", "care_affecting_incident", "practice_change"):
            if self.p(0.9 if quiet else 0.4 if q == "good" else 0.2):
                self.nil(s, q)
        for _ in range(0 if quiet else self.pick([1, 3, 5])):
            on = self.past(0, 40) if self.p(0.3) else self.recent()
            closed = max(on, self.past(0, 300)) if self.p(0.6) else None
            x = self.incident(q, on, care_affected="yes" if self.p(0.6) else self.pick([None, "no"]), closed_on=closed)
            if x is None:
                continue
            if self.p(0.6):
                self.add(
                    "harm_assessment",
                    incident=x,
                    assessed_on=on + self.r.randrange(0, 14),
                    assessor=self.person(),
                    physical=self.pick(GRADE[:4]),
                    psychological=self.pick([None] + GRADE[:3]),
                    psychological_days=self.pick([None, 27, 28]),
                )
            for r in ["clinical_team"] + self.f(x)["affected"]:
                if self.follow(q):
                    if self.p(0.8):
                        who = "carer" if r == "patient" and self.p(0.3) else r
                        self.add(
                            "disclosure",
                            incident=x,
                            recipient=who,
                            told_at=max(self.moment(on + self.delay(3, q)), self.f(x)["discovered_at"]),
                        )
                    else:
                        self.decide("not_disclosed", x, on + self.delay(3, q), recipient=r)
            if self.follow(q):
                start = on + self.r.randrange(0, 20)
                done = max(start, on + self.delay(84, q)) if self.p(0.95 if q == "good" else 0.6) else None
                learn = self.p(0.7)
                self.add(
                    "investigation",
                    incident=x,
                    lead=self.person(),
                    started_on=start,
                    completed_on=done,
                    findings="f" if done else None,
                    learning="l" if learn else None,
                    learning_on=(closed or start) + self.delay(28, q) if learn else None,
                )
            if closed:
                self.tell(x, closed, q)
        for _ in range(0 if quiet else self.pick([0, 1, 2, 3])):
            on = self.recent()
            done = on + self.r.randrange(0, 60)
            x = self.add(
                "action",
                kind="practice_change",
                subjects=[self.pick(list(self.ids))],
                raised_on=on,
                due_on=on + 30,
                completed_on=done,
            )
            if x and self.follow(q):
                self.add(
                    "communication",
                    kind="information",
                    subjects=[x],
                    audiences=["staff"],
                    sent_on=done + self.delay(14, q),
                )
