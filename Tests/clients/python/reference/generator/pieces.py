"""Groups of records that several themes are made of."""
from datetime import timedelta

from .chance import Chance
from .dates import first_of_month, london
from .values import (
    AREA,
    AUDIENCE,
    CLINICAL,
    MEETING_ITEM,
    MODALITY,
    PERSONS,
    PROFESSION,
    PROFILE_FIELD,
    SAFETY,
    SUBJECT_TEST,
    YN,
)


class Pieces(Chance):
    """Here q is how well the service does: good, mixed, bad or silent."""

    def base(self, theme):
        want = {
            "f": ["medico_legal", "research"],
            "k": ["interventional", "registries"],
            "d": ["parent_document_system"],
            "i": ["ionising_radiation", "nation"],
            "a": ["mobile_units", "outsourced_services"],
            "j": ["ionising_radiation"],
        }
        for field in PROFILE_FIELD:
            if self.p(0.93 if field in want.get(theme, ()) else 0.7):
                yes = 0.85 if field in want.get(theme, ()) else 0.5
                value = (
                    self.pick(["england", "england", "scotland", "wales"])
                    if field == "nation"
                    else "yes" if self.p(yes) else "no"
                )
                start = self.D - self.r.randrange(400, 900) if self.p(0.93) else self.past()
                self.add(
                    "profile_entry", field=field, value=value, from_=start, to=self.past() if self.p(0.06) else None
                )
        for i in range(
            self.pick([0, 1, 1, 2, 2, 3, 4])
            if theme != "h" and theme not in "acjmh"
            else self.pick([1, 1, 2, 3] if theme != "h" else [1, 1, 1, 2])
        ):
            start = self.D - self.r.randrange(366, 1000) if self.p(0.8) else self.past()
            self.add(
                "location",
                name="L%d" % i,
                kind=self.pick(["permanent", "permanent", "mobile", "outsourced"]),
                from_=start,
                to=start + self.r.randrange(900) if self.p(0.1) else None,
            )
        for i in range(self.r.randrange(2, 8)):
            self.add(
                "staff",
                person="P%02d" % i,
                from_=self.D - self.r.randrange(60, 1000) if self.p(0.85) else self.past(),
                profession="radiologist" if self.p(0.4) else self.pick(PROFESSION),
                to=self.D + self.r.randrange(-200, 200) if self.p(0.1) else None,
            )

    def locations(self):
        return self.get("location")

    def document(self, kind, q, origin="service", start=None, **kw):
        start = (
            start if start is not None else (self.D - self.r.randrange(100, 360) if q == "good" else self.past(0, 900))
        )
        d = self.add(
            "document",
            title="t",
            kind=kind,
            origin=origin,
            core=self.pick(YN),
            modalities=kw.pop("modalities", []),
            review_days=self.pick([None, None, 100, 366, 730]) if q != "good" else None,
            locations=kw.pop("locations", []),
            created_on=start,
        )
        if d is None:
            return None
        for number in range(1, self.pick([2, 2, 2, 3, 4])):
            at = start + self.r.randrange(0, 20)
            approver = self.person() if self.p(0.97 if q == "good" else 0.75) else None
            author = self.person()
            if q == "good" and approver == author:
                approver = "boss"
            complete = self.p({"good": 0.98, "mixed": 0.85, "bad": 0.6}.get(q, 0.2))
            if approver is None:
                complete = False
            self.add(
                "document_version",
                document=d,
                number=number,
                author=author,
                drafted_on=start,
                effective_from=at + (0 if self.p(0.9) else self.r.randrange(60)),
                approved_by=approver,
                approved_on=at if approver else None,
                authorised_by=self.person() if complete else None,
                authorised_on=at + self.r.randrange(3) if complete else None,
                published_on=at + self.r.randrange(5) if self.p(0.9 if q == "good" else 0.5) else None,
                withdrawn_on=max(start, self.past()) if self.p(0.02 if q == "good" else 0.15) else None,
            )
            start = at + self.r.randrange(1, 200)
        if self.p(0.3):
            self.add("review", subject=d, reviewed_on=self.past(0, 500))
        return d

    def in_use_versions(self, kind=None, origin=None):
        return [
            v
            for v in self.get("document_version")
            if self.f(v)["document"] in self.ids
            and (kind is None or self.f(self.f(v)["document"])["kind"] == kind)
            and (origin is None or self.f(self.f(v)["document"])["origin"] == origin)
        ]

    def nil(self, subject, q, qualifier=None):
        """nil returns that cover W (good), or just fail to"""
        a = self.D - 364 + self.pick([0, 0, -30, -3] if q == "good" else [0, 1, -10, 40])
        end = self.D - 100 + self.pick([0, 0, 5, 60, 90] if q == "good" else [0, -1, 20, -40])
        cuts = [a, end] if self.p(0.6) else [a, a + self.r.randrange(20, 150), end]
        for i, (x, y) in enumerate(zip(cuts, cuts[1:])):
            if i and not (q != "good" and self.p(0.4)):
                x += self.pick([0, 1])
            elif i:
                x += 2
            self.add(
                "nil_return",
                subject=subject,
                qualifier=qualifier,
                period_from=x,
                period_to=y,
                stated_by=self.person(),
                stated_on=y + self.pick([0, 0, 3, 20]),
            )

    def meeting(self, item, on, q="good", **kw):
        att = self.r.sample(
            self.persons(), min(len(self.persons()), self.pick([2, 3, 6] if q == "good" else [1, 2, 3]))
        )
        if q == "good" and len(att) < 2:
            att = PERSONS[:2]
        items = [item] + self.some([m for m in MEETING_ITEM if m != item], 1)
        self.r.shuffle(items)
        kw.setdefault("inputs", [])
        return self.add(
            "meeting",
            held_on=on,
            items=items,
            attended=kw.pop("attended", att),
            minutes="m" if self.p(0.97 if q == "good" else 0.8) else None,
            reviewed=kw.pop("reviewed", []),
            **kw
        )

    def series(self, step, q, lo=0, hi=420):
        """days at about the given spacing up to near D"""
        x = self.D - self.r.randrange(0, step) if q == "good" else self.past(0, min(2 * step, 400))
        out = []
        while x > self.D - hi - step:
            out.append(x)
            x -= (
                self.pick([step, step, step - self.r.randrange(0, step // 2 + 1)])
                if q == "good"
                else self.pick([step, step + 1, 2 * step, step // 2 + 1])
            )
        return out[::-1]

    def tell(self, subject, t, q, limit=60):
        if not self.follow(q):
            return
        c = self.add(
            "communication",
            kind="information",
            subjects=[subject],
            audiences=["staff"] + self.some(AUDIENCE, 1),
            sent_on=t + self.delay(limit, q),
        )
        if c is None:
            return
        share = {"good": 1, "mixed": self.pick([0.5, 0.8, 0.9]), "bad": 0.3}[q]
        for person in self.persons():
            if self.p(share):
                sent = self.f(c)["sent_on"]
                self.add(
                    "receipt",
                    communication=c,
                    person=person,
                    level="understood" if self.p(0.9) else "received",
                    given_on=sent + self.r.randrange(0, 20),
                )

    def action(self, kind, subject, on, q, **kw):
        due = on + self.pick([14, 28, 60, 100, 366, 367])
        done = self.p({"good": 0.95, "mixed": 0.6, "bad": 0.25}.get(q, 0.5))
        completed = on + self.r.randrange(0, 60) if done else None
        checked = completed + self.pick([0, 10, 89, 90, 91]) if done and self.p(0.6 if q != "good" else 0.9) else None
        return self.add(
            "action",
            kind=kind,
            subjects=[subject] + (self.some(self.ids, 1) if self.p(0.1) else []),
            owner=self.person() if self.p(0.7) else None,
            raised_on=on,
            due_on=due,
            completed_on=completed,
            checked_on=checked,
            effective=self.pick(YN) if checked and self.p(0.5) else None,
            **kw
        )

    def decide(self, kind, subject, on, **kw):
        return self.add(
            "decision",
            kind=kind,
            subjects=[subject] if subject else [],
            decided_on=on,
            decided_by=self.person(),
            reason="r",
            **kw
        )

    def access(self, subject, q):
        for L in self.locations():
            for _ in range(self.pick([1, 1, 2])):
                if not self.p(0.95 if q != "silent" else 0.6):
                    continue
                x = self.add(
                    "access_point",
                    location=L,
                    offers=sorted({subject, self.pick(SUBJECT_TEST[:3])}),
                    all_documents="yes" if self.p(0.6) else "no",
                    documents=self.some(self.get("document"), 4),
                    from_=self.old() if self.p(0.8) else self.past(),
                    to=self.past() if self.p(0.05) else None,
                )
                if x and self.follow(q):
                    for _ in range(self.pick([1, 1, 2])):
                        versions = self.in_use_versions()
                        self.add(
                            "access_test",
                            subject=subject,
                            access_point=x,
                            tested_on=self.past(0, 366 if q == "good" else 600),
                            passed="yes" if self.p({"good": 1, "mixed": 0.8}.get(q, 0.4)) else "no",
                            found=self.some(versions, 2) if subject == "documents" and self.p(0.6) else [],
                        )

    def flags(self, stream, field, q):
        """trend decisions for what is likely flagged"""
        counts = {}
        for x in self.get(stream):
            f = self.f(x)
            on = f["raised_on"] if stream == "nonconformity" else london(f["discovered_at"])
            if self.D - 365 < on <= self.D:
                counts.setdefault(f[field], []).append(on)
        for c, days in counts.items():
            if len(days) >= 3 and self.follow(q):
                t = sorted(days)[2] + self.delay(30, q)
                y = self.decide("trend", None, t, stream=stream, category=c, choice=self.pick(["act", "watch", "none"]))
                if y and self.follow(q):
                    self.action(self.pick(["preventive", "improvement"]), y, t + self.delay(60, q), q)

    def activity(self, q, exams, modalities):
        x = self.D - 30
        for i in range(13):
            m = first_of_month(x)
            for L in self.locations():
                for modality in modalities:
                    if self.p(0.995 if q in ("good", "bad") else 0.8):
                        self.add("activity", month=m, location=L, modality=modality, examinations=self.pick(exams))
            x = m - 1

    def incident(self, q, on=None, **kw):
        on = on if on is not None else self.recent()
        at = self.moment(on)
        good = self.p({"good": 0.98, "mixed": 0.8}.get(q, 0.5))
        f = dict(
            level=self.pick(["incident", "incident", "error", "near_miss"]),
            type=self.pick(CLINICAL + SAFETY),
            discovered_at=at,
            occurred_at=at - timedelta(hours=self.r.randrange(0, 90)) if good else None,
            location=self.pick(self.locations()) if good else None,
            affected=self.some(["patient", "staff", "other"], 2) or (["patient"] if good else []),
            care_affected=self.pick(YN) if good else None,
            critical=self.pick(YN) if good or self.p(0.5) else None,
            route="reported" if self.p(0.95 if q == "good" else 0.5) else "found",
            equipment=self.pick(self.get("equipment")) if self.p(0.15) else None,
            workplace_outcome=(
                self.pick(["none", "none", "death", "specified_injury", "over_seven_days"]) if self.p(0.5) else None
            ),
            risks=self.some(self.get("risk"), 2) if self.p(0.4) else [],
            closed_on=on + self.r.randrange(0, 120) if self.p(0.4) else None,
        )
        f.update(kw)
        lag = 0 if q == "good" else self.pick([0, 0, 7, 8, 20])
        return self.add("incident", lag=lag, **f)

    def exposure(self, incident, on, q):
        kind = self.pick(["accidental", "unintended"])
        I = (
            self.pick([100, 299, 300, 301, 2499, 2500, 9999, 10000, 12000])
            if kind == "unintended"
            else self.pick([None, 0])
        )
        R = self.pick(
            [
                500,
                999,
                1000,
                2999,
                3000,
                10 * I if I else 3000,
                10 * (I or 300) - 1,
                24999,
                25000,
                25 * (I or 1000) // 10,
            ]
        )
        self.add(
            "exposure",
            incident=incident,
            noted_on=on,
            kind=kind,
            person_group=self.pick(["patient", "patient", "carer", "staff", "public"]),
            age_band=self.pick(["adult", "child"]) if self.p(0.9) else None,
            intended_usv=I if self.p(0.95) else None,
            received_usv=R if self.p(0.97 if q == "good" else 0.8) else None,
        )

    def risk(self, q, **kw):
        on = self.D - self.r.randrange(30, 200) if q == "good" else self.past(0, 600)
        scored = self.p({"good": 1, "mixed": 0.85, "bad": 0.8}.get(q, 0.3))
        f = dict(
            title="t",
            kind=self.pick(["clinical", "operational"]),
            area=self.pick(AREA),
            locations=self.some(self.locations(), 2),
            modalities=self.some(MODALITY, 2),
            identified_on=on,
            assessed_on=on + self.r.randrange(0, 28) if scored else None,
            likelihood=self.pick([1, 2, 3, 4, 5]) if scored else None,
            consequence=self.pick([2, 3, 4, 5, 5]) if scored else None,
            review_days=self.pick([None, None, None, 100]),
            closed_on=on + self.r.randrange(0, 300) if self.p(0.03 if q == "good" else 0.15) else None,
        )
        f.update(kw)
        x = self.add("risk", **f)
        if x and self.p({"good": 0.8, "mixed": 0.6, "bad": 0.3}.get(q, 0)):
            for _ in range(self.pick([1, 1, 2])):
                scored = self.p(0.6)
                self.add(
                    "review",
                    subject=x,
                    reviewed_on=(
                        max(on, self.D - self.r.randrange(0, 90)) if q == "good" else max(on, self.past(0, 400))
                    ),
                    likelihood=self.r.randint(2, 5) if scored else None,
                    consequence=self.r.randint(3, 5) if scored else None,
                )
        return x
