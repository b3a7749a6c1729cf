"""The clauses of criteria f to i."""
from .items import Item, Record
from .registers import CLINICAL, GRADES, SAFETY


class ClausesFToI:
    """A method a clause gives its verdict and the records that decided."""

    def clause_f1(self):
        gate = self.gate_all("medico_legal")
        if gate:
            return gate
        bad, good = self.doc("medico_legal_policy", True)
        return self.judge([bad], [good])

    def clause_f2(self):
        gate = self.gate_all("research")
        if gate:
            return gate
        bad, good = self.doc("research_policy", True)
        A = []
        for s in self.open("research_study"):
            used = [x for x in self.window("special_examination") if x.get("study") is s]
            if s.get("approval_reference") is not None:
                A.append(Item("pass", [s]))
            elif used:
                A.append(Item("fail", [s], used))
            else:
                A.append(Item("unknown", [s]))
        return self.judge([bad, self.breach(A)], [good, self.met0(A)], [A])

    def special_kinds(self):
        return [k for k in ("medico_legal", "research") if self.profile(k) == "yes"]

    def clause_f3(self):
        gate = self.gate_any("medico_legal", "research")
        if gate:
            return gate
        A = []
        kinds = self.special_kinds()
        for x in self.window("special_examination"):
            if x.get("kind") not in kinds:
                continue
            V = [
                v
                for d in self.records("document")
                if d.get("kind") == x.get("kind") + "_policy" and d.get("origin") in ("service", "parent")
                for v in self.of(d)
            ]
            good = [
                v
                for v in V
                if self.in_force(v, x.on) and v.get("published_on") is not None and v.f["published_on"] <= x.on
            ]
            started = [v for v in V if self.in_force_from(v) is not None and self.in_force_from(v) <= x.on]
            if good:
                A.append(Item("pass", [x], good, x.get("number")))
            elif started:
                A.append(Item("fail", [x], started, x.get("number")))
            else:
                A.append(Item("unknown", [x], [], x.get("number")))
        nil = self.both((not A, []), *[self.NIL("special_examination", k) for k in kinds])
        return self.judge([self.breach(A)], [self.either(self.met(A), nil)], [A])

    def clause_f4(self):
        gate = self.gate_any("medico_legal", "research")
        if gate:
            return gate
        contradicted, supported = [], []
        for k in self.special_kinds():
            bad, good = self.doc(k + "_policy")
            audits = [
                a
                for a in self.records("audit")
                if a.get("topic") == "vetting_" + k
                and a.get("sample") is not None
                and a.get("compliant") is not None
                and self.date <= a.on + self.setting("vetting_days")
            ]
            s = max(audits, key=Record.key) if audits else None
            exams = [x for x in self.records("special_examination") if x.get("kind") == k]
            holds = False
            if s:
                c = sum(x.get("number") for x in exams if s.on - self.setting("window_days") < x.on <= s.on)
                needed = (
                    min(self.setting("vetting_sample_min"), max(1, c)) if exams else self.setting("vetting_sample_min")
                )
                holds = s.get("sample") >= needed
            floor = holds and 100 * s.get("compliant") < self.setting("vetting_floor") * s.get("sample")
            share = holds and 100 * s.get("compliant") >= self.setting("vetting_share") * s.get("sample")
            contradicted += [bad, (floor, [s] if s else [])]
            silent = self.both(
                (not any(self.in_reporting_window(x.on) for x in exams), []), self.NIL("special_examination", k)
            )
            supported += [good, self.either((share, [s] if s else []), silent)]
        return self.judge(contradicted, supported)

    def clause_g1(self):
        bad, good = self.doc("nonconformity_procedure")
        return self.judge([bad], [good])

    def clause_g2(self):
        A = []
        for area in self.areas():
            seen = self.exists([x for x in self.window("nonconformity") if x.get("area") == area])
            held, recs = self.either(seen, self.NIL("nonconformity", area))
            A.append(Item("pass" if held else "unknown", [], recs))
        return self.judge([], [self.met(A)], [A])

    def clause_g3(self):
        kinds = ("correction", "corrective")
        base = self.events(self.actions(kinds, register="nonconformity"), "raised_on") + self.events(
            self.decisions("no_action", register="nonconformity")
        )
        A = []
        for x in self.window("nonconformity"):
            E = self.events(self.actions(kinds, x), "raised_on") + self.events(self.decisions("no_action", x))
            A.append(self.due_item(self.due(x.on, self.setting("nc_action_days"), E, base), [x]))
        B = []
        for a in self.actions(("corrective",), register="nonconformity"):
            if not self.in_window(a.on, self.setting("action_lookback_days")):
                continue
            state = self.ACTION(a)
            if state == "done" and (
                a.get("checked_on") is not None or self.date <= a.f["completed_on"] + self.setting("effectiveness_days")
            ):
                B.append(Item("pass", [a]))
            else:
                B.append(Item({"overdue": "fail", "open": "pending", "done": "unknown"}[state], [a]))
        return self.judge([self.breach(A), self.breach(B)], [self.met_nil(A, "nonconformity"), self.met0(B)], [A, B])

    def clause_g4(self):
        Q = self.meetings("nonconformity_review")
        n = self.setting("nc_review_days")
        C = self.cycle(None, self.events(Q), n, self.events(Q), n)
        A = [
            self.due_item(self.due(x.on, n, self.events([m for m in Q if x in m.all("reviewed")]), self.events(Q)), [x])
            for x in self.window("nonconformity")
        ]
        return self.judge(
            [(C.state == "overdue", C.events), self.breach(A)],
            [(C.state == "current", C.events), self.met_nil(A, "nonconformity")],
            [A],
        )

    def trend_silence(self, A, register, item, days):
        looked = self.both(
            self.exists(self.window(register)),
            self.exists([m for m in self.meetings(item) if self.date <= m.on + days]),
        )
        return self.both((not A, []), self.either(looked, self.NIL(register)))

    def clause_g5(self):
        base = self.events(self.trend_decisions("nonconformity"))
        A = [
            self.due_item(self.due(flag_on, self.setting("trend_decision_days"), self.events(ds), base), counted)
            for _, flag_on, counted, ds in self.TREND("nonconformity")
        ]
        silence = self.trend_silence(A, "nonconformity", "nonconformity_review", self.setting("nc_review_days"))
        return self.judge([self.breach(A)], [self.either(self.met(A), silence)], [A])

    def clause_g6(self):
        base = self.events(self.actions(("preventive",)))
        A = [
            self.due_item(
                self.due(
                    x.on,
                    self.setting("trend_action_days"),
                    self.events(self.actions(("preventive",), x), "raised_on"),
                    base,
                ),
                [x],
            )
            for x in self.window("decision")
            if x.get("kind") == "trend" and x.get("stream") == "nonconformity" and x.get("choice") == "act"
        ]
        preventive = self.exists(
            [
                a
                for a in self.window("action")
                if a.get("kind") == "preventive"
                and any(s.register in ("nonconformity", "risk") for s in a.all("subjects"))
            ]
        )
        return self.judge([self.breach(A)], [self.either(self.met(A), self.both((not A, []), preventive))], [A])

    def clause_g7(self):
        base = self.events(self.decisions("budget", register="action"))
        A = [
            self.due_item(
                self.due(x.on, self.setting("budget_days"), self.events(self.decisions("budget", x)), base), [x]
            )
            for x in self.window("action")
            if x.get("cost_pence") is not None and x.get("cost_pence") >= 1
        ]
        return self.judge([self.breach(A)], [self.met_nil(A, "costed_action")], [A])

    def clause_h1(self):
        first_day, last_day = self.SPAN()
        incidents = self.records("incident")
        k = [i for i in incidents if first_day <= i.on <= last_day]
        risks = self.open("risk")
        complete, exams = self.COMPLETE(), self.EXAMS()
        contradicted = (
            complete
            and exams >= self.setting("rate_exam_min")
            and bool(incidents)
            and self.first_use(self.events(incidents)) < first_day
            and not k
        )
        supported = (
            complete
            and exams >= 1
            and 1000 * len(k) >= self.setting("report_rate") * exams
            and any(i.get("level") == "near_miss" for i in k)
            and len(risks) >= self.setting("risk_min")
        )
        first = [min(incidents, key=Record.key)] if incidents else []
        return self.judge([(contradicted, first)], [(supported, k + risks)])

    def reporting(self, types, expected):
        B = [
            Item("pass" if i.get("route") == "reported" else "fail", [i])
            for i in self.window("incident")
            if i.get("type") in types
        ]
        A = []
        for t in expected:
            seen = self.exists([i for i in self.window("incident") if i.get("type") == t])
            held, recs = self.either(seen, self.NIL("incident_type", t))
            A.append(Item("pass" if held else "unknown", [], recs))
        breach, fails = self.breach(B)
        return self.judge(
            [(self.n(B) >= self.setting("found_sample_min") and breach, fails)],
            [self.met(A), (not breach, self.passes(B))],
            [A, B],
        )

    def clause_h2(self):
        return self.reporting(CLINICAL, self.setting("clinical_types_expected"))

    def clause_h3(self):
        return self.reporting(SAFETY, self.setting("safety_types_expected"))

    def recording_items(self, incidents):
        return [
            Item("pass" if i.first_recorded_on - i.on <= self.setting("record_days") else "fail", [i])
            for i in incidents
        ]

    def clause_h4(self):
        A = self.recording_items(self.window("incident"))
        these = [L for L in self.open("location") if L.f["from"] <= self.date - self.setting("window_days")]
        silent, nils = 0, []
        for L in these:
            if not any(i.get("location") is L for i in self.window("incident")):
                held, recs = self.NIL("location", L.id)
                if held:
                    nils += recs
                else:
                    silent += 1
        enough = bool(these) and 100 * silent <= self.setting("silent_location_share") * len(these)
        return self.judge([self.breach(A)], [self.met_nil(A, "incident"), (enough, these + nils)], [A])

    def grading_items(self, incidents, graded, base):
        return [
            self.due_item(
                self.due(
                    x.on,
                    self.setting("grading_days"),
                    self.events([h for h in self.of_incident("harm_assessment", x) if graded(h)]),
                    base,
                ),
                [x],
            )
            for x in incidents
            if x.get("level") in ("incident", "error")
        ]

    def clause_h5(self):
        bad, good = self.doc("harm_grading_procedure")

        def graded(h):
            return h.get("physical") is not None or h.get("psychological") is not None

        base = self.events([h for h in self.with_incident("harm_assessment") if graded(h)])
        A = self.grading_items(self.window("incident"), graded, base)
        other = self.both((not A, []), self.exists(self.window("incident")))
        return self.judge([bad, self.breach(A)], [good, self.either(self.met_nil(A, "incident"), other)], [A])

    def clause_i1(self):
        bad1, good1 = self.doc("incident_reporting_procedure")
        bad2, good2 = self.doc("incident_investigation_procedure")
        return self.judge([bad1, bad2], [good1, good2])

    def clause_i2(self):
        gate = self.gate_all("ionising_radiation")
        if gate:
            return gate
        bad, good = self.doc("overexposure_procedure")
        A = []
        base = self.events(self.with_incident("investigation"))
        for e in self.records("exposure"):
            x = e.get("incident")
            if x is None or not self.in_reporting_window(x.on):
                continue
            C = self.due(
                x.on,
                self.setting("investigation_start_days"),
                self.events(self.of_incident("investigation", x), "started_on"),
                base,
            )
            if C.state in ("in_time", "late") and e.get("received_usv") is not None:
                A.append(Item("pass", [e], C.events))
            elif C.state == "overdue":
                A.append(Item("fail", [e]))
            elif C.state == "pending":
                A.append(Item("pending", [e]))
            else:
                A.append(Item("unknown", [e]))
        return self.judge([bad, self.breach(A)], [good, self.met_nil(A, "exposure")], [A])

    def clause_i3(self):
        rules, opened = self.records("critical_rule"), self.open("critical_rule")
        q = max(opened, key=lambda r: (r.f["from"], r.id)) if opened else None
        A = []

        def at_least(h, name):
            return (
                h.get(name) is not None
                and q.get(name + "_from") is not None
                and GRADES.index(h.get(name)) >= GRADES.index(q.get(name + "_from"))
            )

        for x in self.window("incident") if q else []:
            hs = self.of_incident("harm_assessment", x)
            h = max(hs, key=Record.key) if hs else None
            if x.get("type") in q.all("types") or (h and (at_least(h, "physical") or at_least(h, "psychological"))):
                A.append(Item({"yes": "pass", "no": "fail"}.get(x.get("critical"), "unknown"), [x]))
        lapsed = (bool(rules) and not opened, rules)
        return self.judge([lapsed, self.breach(A)], [(q is not None, [q] if q else []), self.met0(A)], [A])

    def clause_i4(self):
        A = self.recording_items(self.clinical_W())
        return self.judge([self.breach(A)], [self.met_nil(A, "clinical_incident")], [A])

    def clause_i5(self):
        ns = [x for x in self.records("notification") if x.get("duty") == "clinical_governance"]
        A = [
            self.due_item(
                self.due(
                    x.on,
                    self.setting("governance_days"),
                    self.events([m for m in ns if m.get("incident") is x], "sent_on"),
                    self.events(ns),
                ),
                [x],
            )
            for x in self.clinical_W()
        ]
        return self.judge([self.breach(A)], [self.met_nil(A, "clinical_incident")], [A])

    def clause_i6(self):
        def graded(h):
            return h.get("physical") is not None and h.get("psychological") is not None

        A = self.grading_items(self.clinical_W(), graded, self.events(self.records("harm_assessment")))
        other = self.both((not A, []), self.exists(self.clinical_W()))
        return self.judge([self.breach(A)], [self.either(self.met_nil(A, "clinical_incident"), other)], [A])

    def clause_i7(self):
        A = []
        base = self.events(self.records("advice")) + self.events(self.decisions("adviser_not_needed"))
        for x in self.window("incident"):
            investigations = self.of_incident("investigation", x)
            if not investigations:
                continue
            t = min(v.on for v in investigations)
            for a in self.need(x):
                E = self.events(
                    [v for v in self.of_incident("advice", x) if v.get("adviser") == a], "advised_on"
                ) + self.events(self.decisions("adviser_not_needed", x, adviser=a))
                A.append(self.due_item(self.due(t, self.setting("advice_days"), E, base), [x]))
        return self.judge([self.breach(A)], [self.met_nil(A, "adviser_incident")], [A])

    def waiting(self, x):
        """pending while D <= discovered_on + completion_days, then unknown"""
        return Item("pending" if self.date <= x.on + self.setting("completion_days") else "unknown", [x])

    def clause_i8(self):
        A = []
        for i in self.window("incident"):
            A += self.clock_items_i8(i)
            if "staff" in i.all("affected") and i.get("workplace_outcome") is None:
                A.append(self.waiting(i))
        return self.judge([self.breach(A)], [self.met_nil(A, "notifiable_incident")], [A], needs=("nation",))

    def clause_i9(self):
        duties = ("manufacturer", "device_regulator")
        base = self.events([x for x in self.records("notification") if x.get("duty") in duties]) + self.events(
            [x for x in self.decisions("not_notified") if x.get("duty") in duties]
        )
        A = []
        for i in self.window("incident"):
            if i.get("equipment") is not None or i.get("type") == "equipment_failure":
                for duty in duties:
                    d = self.due(
                        i.on, self.setting("device_working_days"), self.duty_events(i, duty), base, working=True
                    )
                    A.append(self.due_item(d, [i]))
        return self.judge([self.breach(A)], [self.met_nil(A, "equipment_incident")], [A])

    def clause_i10(self):
        offers = [o for o in self.with_incident("support_offer") if o.get("kind") == "occupational_health"]
        base = self.events(offers) + self.events(self.decisions("support_not_needed", register="incident"))
        A = []
        for x in self.window("incident"):
            if "staff" in x.all("affected"):
                E = self.events([o for o in offers if o.get("incident") is x], "offered_on") + self.events(
                    self.decisions("support_not_needed", x)
                )
                A.append(self.due_item(self.due(x.on, self.setting("support_days"), E, base), [x]))
        return self.judge([self.breach(A)], [self.met_nil(A, "staff_incident")], [A])
