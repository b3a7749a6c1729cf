"""The clauses of criteria j to n."""
from .dates import year12
from .items import Due, Item, Record
from .registers import EXTERNAL


class ClausesJToN:
    """A method a clause gives its verdict and the records that decided."""

    def clause_j1(self):
        A = []
        for x in self.window("incident"):
            if all(x.get(f) is not None and x.get(f) != [] for f in self.setting("mandatory_incident_fields")):
                A.append(Item("pass", [x]))
            else:
                A.append(Item("fail" if self.date > x.on + self.setting("completion_days") else "pending", [x]))
        streams = []
        for level in ("near_miss", "error"):
            streams.append(
                self.either(
                    self.exists([i for i in self.window("incident") if i.get("level") == level]), self.NIL(level)
                )
            )
        if self.profile("ionising_radiation") != "no":
            exposures = [e for e in self.with_incident("exposure") if self.in_reporting_window(e.f["incident"].on)]
            streams.append(self.either(self.exists(exposures), self.NIL("exposure")))
        return self.judge([self.breach(A)], [self.met_nil(A, "incident")] + streams, [A])

    def clause_j2(self):
        return self.reachable_clause("incident_form")

    def clause_j3(self):
        trainings = [t for t in self.records("training") if t.get("topic") == "incident_reporting"]
        A = []
        for person in sorted(self.staff_at(self.date)):
            mine = [s for s in self.open("staff") if s.get("person") == person]
            C = self.cycle(
                min(s.f["from"] for s in mine),
                self.events([t for t in trainings if t.get("person") == person], "completed_on"),
                lambda t: t.get("valid_days") or self.setting("training_days"),
                self.events(trainings),
                self.setting("induction_days"),
            )
            A.append(self.cycle_item(C, mine))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_j4(self):
        A, B = [], []
        base = self.events(self.with_incident("disclosure"), "told_at") + self.events(
            self.decisions("not_disclosed", register="incident")
        )
        for x in self.window("incident"):
            candour = self.candour_item(x)
            if candour:
                A.append(candour)
            if x.get("care_affected") == "yes":
                for r in self.recipients(x):
                    if r == "patient" and candour:
                        continue
                    d = self.due(x.on, self.setting("disclosure_days"), self.disclosure_events(x, r), base)
                    B.append(self.due_item(d, [x], late_fails=True))
            if x.get("care_affected") is None and x.get("level") in ("incident", "error"):
                B.append(self.waiting(x))
        failed = (self.count(A, "fail") >= 1, self.records_of(A, "fail"))
        return self.judge([failed, self.breach(B)], [self.met_nil(A + B, "care_affecting_incident")], [A, B])

    def clause_j5(self):
        base = self.events(self.with_incident("investigation"), "completed_on")
        A = [
            self.due_item(
                self.due(
                    x.on,
                    self.setting("investigation_days"),
                    self.events(self.of_incident("investigation", x), "completed_on"),
                    base,
                ),
                [x],
            )
            for x in self.window("incident")
        ]
        return self.judge([self.breach(A)], [self.met_nil(A, "incident")], [A])

    def clause_j6(self):
        A = [
            self.REACH(x, "any", x.f["closed_on"])
            for x in self.closed_in_W()
            if any(v.get("completed_on") is not None for v in self.of_incident("investigation", x))
        ]
        return self.judge([self.breach(A)], [self.met_nil(A, "incident")], [A])

    def clause_j7(self):
        base = self.events(self.told_staff(register="action"))
        A = [
            self.due_item(
                self.due(
                    x.f["completed_on"], self.setting("change_notice_days"), self.events(self.told_staff(x)), base
                ),
                [x],
            )
            for x in self.records("action")
            if x.get("kind") == "practice_change" and self.in_reporting_window(x.get("completed_on"))
        ]
        return self.judge([self.breach(A)], [self.met_nil(A, "practice_change")], [A])

    def clause_k1(self):
        gate = self.gate_all("interventional")
        if gate:
            return gate
        A = []
        use = self.first_use(self.events(self.records("outcome_count")))
        for first, last in year12(self.date - self.setting("outcome_lag_days")):
            activity = [
                a for a in self.records("activity") if a.get("modality") == "interventional" and a.f["month"] == first
            ]
            counts = [o for o in self.records("outcome_count") if o.f["month"] == first]
            if not activity:
                A.append(Item("unknown"))
                continue
            P, O = sum(a.get("examinations") for a in activity), sum(o.get("outcomes") for o in counts)
            if P == 0:
                continue
            if 100 * O >= self.setting("outcome_share") * P:
                A.append(Item("pass", [], activity + counts))
            elif use is not None and use <= last and 100 * O < self.setting("outcome_floor") * P:
                A.append(Item("fail", [], activity + counts))
            else:
                A.append(Item("unknown"))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_k2(self):
        gate = self.gate_all("interventional", "registries")
        if gate:
            return gate
        A = []
        subs = self.records("registry_submission")
        for g in self.open("registry"):
            period, due_days = g.get("period_days"), g.get("due_days")
            start = g.f["from"]
            while start + period - 1 + due_days <= self.date:
                end = start + period - 1
                if self.in_reporting_window(end + due_days):
                    E = [
                        s
                        for s in subs
                        if s.get("registry") is g
                        and "period_from" in s.f
                        and "period_to" in s.f
                        and s.f["period_from"] <= start
                        and s.f["period_to"] >= end
                    ]
                    A.append(
                        self.due_item(self.due(end, due_days, self.events(E, "submitted_on"), self.events(subs)), [g])
                    )
                start += period
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_k3(self):
        gate = self.gate_all("interventional")
        if gate:
            return gate
        A = []
        for x in self.window("complication"):
            if all(x.get(f) is not None for f in ("grade", "category", "analysed_on")):
                A.append(Item("pass", [x]))
            else:
                A.append(Item("fail" if self.date > x.on + self.setting("complication_days") else "pending", [x]))
        return self.judge([self.breach(A)], [self.met_nil(A, "complication")], [A])

    def clause_k4(self):
        gate = self.gate_all("interventional")
        if gate:
            return gate
        A = []
        base = self.events(self.actions(register="complication"))
        for x in self.window("complication"):
            if x.get("avoidable") == "yes":
                A.append(
                    self.due_item(
                        self.due(
                            x.on,
                            self.setting("complication_action_days"),
                            self.events(self.actions(x=x), "raised_on"),
                            base,
                        ),
                        [x],
                    )
                )
            elif x.get("avoidable") is None:
                A.append(Item("pending" if self.date <= x.on + self.setting("complication_days") else "unknown", [x]))
        silence = self.both(
            (not A, []), self.either(self.exists(self.window("complication")), self.NIL("complication"))
        )
        return self.judge([self.breach(A)], [self.either(self.met(A), silence)], [A])

    def clause_k5(self):
        gate = self.gate_all("interventional")
        if gate:
            return gate
        Q = self.meetings("outcomes")
        inside = [m for m in Q if self.in_reporting_window(m.on)]
        enough = len(inside) >= self.setting("outcome_meetings_min")
        late = bool(Q) and self.first_use(self.events(Q)) <= self.date - self.setting("window_days")
        return self.judge([(not enough and late, inside)], [(enough, inside)])

    def clause_k6(self):
        gate = self.gate_all("interventional")
        if gate:
            return gate
        base = self.events(self.told_staff(register="meeting"))
        A = [
            self.due_item(
                self.due(x.on, self.setting("meeting_feedback_days"), self.events(self.told_staff(x)), base), [x]
            )
            for x in self.meetings("outcomes")
            if self.in_reporting_window(x.on)
        ]
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_l1(self):
        reviews = [
            r for r in self.records("review") if r.get("subject") is not None and r.f["subject"].register == "risk"
        ]
        base = self.events(self.records("risk"), "assessed_on") + self.events(reviews)
        A = []
        risks = self.open("risk")
        for x in risks:
            E = self.events([x], "assessed_on") + self.events(
                [r for r in reviews if r.get("subject") is x], "reviewed_on"
            )
            n = x.get("review_days") or self.setting("high_risk_review_days" if self.is_high(x) else "risk_review_days")
            C = self.cycle(x.on, E, n, base, n)
            scorings = self.scorings(x)
            if C.state == "current" and scorings:
                A.append(Item("pass", [x], C.events + [scorings[-1][4]]))
            elif C.state == "overdue":
                A.append(Item("fail", [x], C.events))
            elif C.state == "pending":
                A.append(Item("pending", [x]))
            else:
                A.append(Item("unknown", [x]))
        return self.judge(
            [self.breach(A)],
            [
                self.met(A),
                self.exists(risks, self.setting("risk_min")),
                self.exists([r for r in risks if r.get("kind") == "clinical"]),
                self.exists([r for r in risks if r.get("kind") == "operational"]),
            ],
            [A],
        )

    def clause_l2(self):
        base = self.events(self.actions(("risk_treatment",)))
        A = []
        for x in self.open("risk"):
            if not self.is_high(x):
                continue
            treatments = self.actions(("risk_treatment",), x)
            good = [
                a
                for a in treatments
                if self.ACTION(a) == "done"
                or (self.ACTION(a) == "open" and a.f["due_on"] <= a.on + self.setting("risk_treatment_days"))
            ]
            good += self.decisions("risk_accepted", x)
            d = self.due(
                self.high_since(x), self.setting("risk_action_days"), self.events(treatments, "raised_on"), base
            )
            if good:
                A.append(Item("pass", [x], good))
            elif treatments and all(self.ACTION(a) == "overdue" for a in treatments):
                A.append(Item("fail", [x], treatments))
            elif d.state == "overdue":
                A.append(Item("fail", [x]))
            elif d.state == "pending":
                A.append(Item("pending", [x]))
            else:
                A.append(Item("unknown", [x]))
        scored = self.exists([r for r in self.open("risk") if self.scorings(r)], self.setting("risk_min"))
        return self.judge([self.breach(A)], [self.either(self.met(A), self.both((not A, []), scored))], [A])

    def near_misses(self):
        return [i for i in self.window("incident") if i.get("level") == "near_miss"]

    def clause_l3(self):
        base = self.events([i for i in self.records("incident") if i.all("risks")]) + self.events(
            self.decisions("no_risk_link", register="incident")
        )
        A = []
        for x in self.near_misses():
            E = (self.events([x]) if x.all("risks") else []) + self.events(self.decisions("no_risk_link", x))
            A.append(self.due_item(self.due(x.on, self.setting("near_miss_link_days"), E, base), [x]))
        return self.judge([self.breach(A)], [self.met_nil(A, "near_miss")], [A])

    def clause_l4(self):
        Q = [
            m for m in self.meetings("discrepancy", "morbidity_mortality", "learning") if self.in_reporting_window(m.on)
        ]
        A = []
        mine = {}
        for s in self.open("staff"):
            if s.get("profession") == "radiologist":
                mine.setdefault(s.get("person"), []).append(s)
        for person in sorted(mine):
            start = min(s.f["from"] for s in mine[person])
            since = [m for m in Q if m.on >= start]
            attended = [m for m in since if person in m.all("attended")]
            ok = since and 100 * len(attended) >= self.setting("learning_attendance_share") * len(since)
            A.append(Item("pass", [], attended) if ok else Item("unknown"))
        return self.judge([], [self.exists(Q, self.setting("learning_meetings_min")), self.met(A)], [A])

    def clause_l5(self):
        base = self.events(self.actions(register="incident")) + self.events(
            self.decisions("no_action", register="incident")
        )
        A = []
        for x in self.near_misses():
            E = self.events(self.actions(x=x), "raised_on") + self.events(self.decisions("no_action", x))
            A.append(self.due_item(self.due(x.on, self.setting("near_miss_response_days"), E, base), [x]))
        return self.judge([self.breach(A)], [self.met_nil(A, "near_miss")], [A])

    def clause_m1(self):
        firsts = [first for first, _ in year12(self.date)]
        pairs = {}
        for a in self.records("activity"):
            L = a.get("location")
            if L is not None and self.is_open(L) and a.get("examinations") >= 1 and a.f["month"] in firsts:
                key = (a.get("modality"), L.id)
                pairs[key] = min(pairs.get(key, (a.f["month"], L)), (a.f["month"], L), key=lambda p: p[0])
        # the index: (event, record that carries locations and modalities)
        index = [(e, e[1]) for e in self.events(self.open("risk"), "assessed_on")]
        for d in self.records("document"):
            v = self.current_version(d)
            if d.get("kind") == "risk_assessment" and v:
                index.append(((self.in_force_from(v), v), d))

        def fits(r, modality, L):
            ls, ms = r.all("locations"), r.all("modalities")
            return (not ls or L in ls) and (not ms or modality in ms) and bool(ls or ms)

        A = []
        for (modality, _), (t, L) in sorted(pairs.items(), key=lambda p: p[0]):
            E = [e for e, r in index if fits(r, modality, L)]
            A.append(self.due_item(self.due(t, self.setting("index_days"), E, [e for e, _ in index]), [L]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_m2(self):
        return self.reachable_clause("index")

    def clause_m3(self):
        base = self.events(self.trend_decisions("incident"))
        every_action = self.events(self.records("action"))
        A = []
        for _, flag_on, counted, ds in self.TREND("incident"):
            C = self.due(flag_on, self.setting("trend_decision_days"), self.events(ds), base)
            y = max(ds, key=Record.key) if ds else None
            choice = y.get("choice") if y else None
            E = (
                self.due(
                    y.on, self.setting("trend_action_days"), self.events(self.actions(x=y), "raised_on"), every_action
                )
                if choice == "act"
                else Due("silent")
            )
            if choice in ("watch", "none"):
                A.append(Item("pass", counted, [y]))
            elif choice == "act" and E.state in ("in_time", "late"):
                A.append(Item("pass", counted, [y] + E.events))
            elif C.state == "overdue":
                A.append(Item("fail", counted))
            elif choice == "act" and E.state == "overdue":
                A.append(Item("fail", counted, [y]))
            elif C.state == "pending" or (choice == "act" and E.state == "pending"):
                A.append(Item("pending", counted))
            else:
                A.append(Item("unknown", counted))
        silence = self.trend_silence(A, "incident", "incident_trends", self.setting("trend_review_days"))
        return self.judge([self.breach(A)], [self.either(self.met(A), silence)], [A])

    def clause_m4(self):
        base = self.events(self.with_incident("investigation"), "learning_on")
        A = [
            self.due_item(
                self.due(
                    x.f["closed_on"],
                    self.setting("learning_days"),
                    self.events(self.of_incident("investigation", x), "learning_on"),
                    base,
                ),
                [x],
            )
            for x in self.closed_in_W()
        ]
        return self.judge([self.breach(A)], [self.met_nil(A, "incident")], [A])

    def clause_n1(self):
        audits = self.records("audit")
        A = [
            self.due_item(
                self.due(
                    x.f["due_on"],
                    self.setting("audit_grace_days"),
                    self.events([a for a in audits if a.get("plan_item") is x], "done_on"),
                    self.events(audits),
                ),
                [x],
            )
            for x in self.records("audit_plan_item")
            if self.in_reporting_window(x.f["due_on"])
        ]
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_n2(self):
        A = []
        for x in self.window("audit"):
            tool = x.get("tool_body")
            if tool in ("rcr", "sor", "bnms", "ipem", "bir", "other_professional"):
                A.append(Item("pass", [x]))
            else:
                A.append(Item("fail" if tool == "local_tool" else "unknown", [x]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_n3(self):
        consultations = [c for c in self.records("communication") if c.get("kind") == "consultation"]
        A = []
        for x in self.window("audit"):
            for p in ("staff", "clinical_users"):
                E = [
                    c
                    for c in consultations
                    if p in c.all("audiences")
                    and (
                        x in c.all("subjects")
                        or (x.get("plan_item") is not None and x.get("plan_item") in c.all("subjects"))
                    )
                ]
                A.append(
                    self.due_item(
                        self.due(x.on, self.setting("consultation_days"), self.events(E), self.events(consultations)),
                        [x],
                    )
                )
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_n4(self):
        A = [self.REACH(x, "any", x.on) for x in self.window("audit")]
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_n5(self):
        external = [c for c in self.records("communication") if EXTERNAL & set(c.all("audiences"))]
        A = [
            self.due_item(
                self.due(
                    x.on,
                    self.setting("dissemination_days"),
                    self.events([c for c in external if c.get("kind") == "information" and x in c.all("subjects")]),
                    self.events(external),
                ),
                [x],
            )
            for x in self.window("audit")
        ]
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_n6(self):
        base = self.events(self.decisions("development", register="audit"))
        A = [
            self.due_item(
                self.due(x.on, self.setting("development_days"), self.events(self.decisions("development", x)), base),
                [x],
            )
            for x in self.window("audit")
        ]
        return self.judge([self.breach(A)], [self.met(A)], [A])
