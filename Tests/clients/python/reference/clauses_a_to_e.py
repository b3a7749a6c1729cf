"""The clauses of criteria a to e."""
from .items import CON, INS, Item, Record, SUP
from .registers import EXTERNAL, INTERNAL


class ClausesAToE:
    """A method a clause gives its verdict and the records that decided."""

    def areas(self):
        no_radiation = self.profile("ionising_radiation") == "no"
        return [a for a in self.setting("qms_areas") if not (a == "radiation_safety" and no_radiation)]

    def clause_a1(self):
        A = []
        for area in self.areas():
            ps = [p for p in self.open("process") if p.get("area") == area]
            for L in self.open("location"):
                good = [p for p in ps if p.get("owner") is not None and L in p.all("locations")]
                if good:
                    A.append(Item("pass", [L], good))
                elif ps and not any(L in p.all("locations") for p in ps):
                    A.append(Item("fail", [L], ps))
                else:
                    A.append(Item("unknown", [L]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_a2(self):
        A = []
        ms = self.records("measurement")
        B = self.events([m for m in ms if m.get("subject") is not None and m.f["subject"].register == "process"])
        for x in self.open("process"):
            n = x.get("monitor_days") or self.setting("process_monitor_days")
            C = self.cycle(x.f["from"], self.events([m for m in ms if m.get("subject") is x], "measured_on"), n, B, n)
            A.append(self.cycle_item(C, [x]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_a3(self):
        A = []
        for x in self.open("location"):
            processes = self.open("process")
            listing = [p for p in processes if x in p.all("locations")]
            points = [p for p in self.open("access_point") if p.get("location") is x and "documents" in p.all("offers")]
            audits = [
                a
                for a in self.records("audit")
                if x in a.all("locations") and self.in_window(a.on, self.setting("audit_cover_days"))
            ]
            if listing and points and audits:
                A.append(Item("pass", [x], listing + points + audits))
            elif not listing and processes:
                A.append(Item("fail", [x], processes))
            else:
                A.append(Item("unknown", [x]))
        for field, kind in (("mobile_units", "mobile"), ("outsourced_services", "outsourced")):
            if self.profile(field) == "yes" and not any(x.get("kind") == kind for x in self.open("location")):
                A.append(Item("unknown", [self.profile_record(field)]))
        return self.judge([self.breach(A)], [self.met(A)], [A], needs=("mobile_units", "outsourced_services"))

    def clause_a4(self):
        posts = [a for a in self.records("appointment") if a.get("post") == "quality_manager"]
        if not posts:
            return INS, []
        use = self.first_use(self.events(posts))
        bare = untold = 0
        for x in range(self.date - self.setting("window_days") + 1, self.date + 1):
            if not any(self.is_open(a, x) for a in posts):
                if x >= use:
                    bare += 1
                else:
                    untold += 1
        if bare > self.setting("post_gap_days"):
            return CON, posts
        if any(self.is_open(a) for a in posts) and bare + untold <= self.setting("post_gap_days"):
            return SUP, posts
        return INS, posts

    def clause_a5(self):
        Q = self.meetings("qms_review")
        n = self.setting("qms_review_days")
        C = self.cycle(None, self.events([m for m in Q if m.get("effectiveness") is not None]), n, self.events(Q), n)
        return self.judge([(C.state == "overdue", C.events)], [(C.state == "current", C.events)])

    def clause_b1(self):
        objectives, opened = self.records("objective"), self.open("objective")
        lapsed = (False, [])
        if objectives and not opened:
            last = max(objectives, key=lambda o: (o.f["to"], o.id))
            lapsed = (last.f["to"] < self.date - self.setting("objective_lapse_days"), [last])
        A, present = [], self.staff_at(self.date)
        for x in opened:
            mine = [
                s for s in self.records("staff") if x.get("owner") is not None and s.get("person") == x.get("owner")
            ]
            if x.get("owner") in present:
                A.append(Item("pass", [x], [s for s in mine if self.is_open(s)]))
            elif mine:
                A.append(Item("fail", [x], mine))
            else:
                A.append(Item("unknown", [x]))
        return self.judge([lapsed, self.breach(A)], [self.met(A)], [A])

    def clause_b2(self):
        A = []
        ms = [
            m
            for m in self.records("measurement")
            if m.get("value") is not None and m.get("subject") is not None and m.f["subject"].register == "indicator"
        ]
        B = self.events(ms)
        for x in self.open("objective"):
            cycles = []
            for y in self.open("indicator"):
                if y.get("objective") is x and y.get("target") is not None:
                    n = y.get("interval_days") or self.setting("measurement_days")
                    cycles.append(
                        self.cycle(y.f["from"], self.events([m for m in ms if m.get("subject") is y]), n, B, n)
                    )
            states = [c.state for c in cycles]
            for cycle_state, state in (("current", "pass"), ("overdue", "fail"), ("pending", "pending")):
                if cycle_state in states:
                    A.append(Item(state, [x], [r for c in cycles if c.state == cycle_state for r in c.events]))
                    break
            else:
                A.append(Item("unknown", [x]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_b3(self):
        A = []
        for x in self.open("objective"):
            v = x.get("policy")
            end = self.obsolete_on(v) if v else None
            if v and self.in_force(v, self.date):
                A.append(Item("pass", [x], [v]))
            elif v and end is not None and end + self.setting("relink_days") < self.date:
                A.append(Item("fail", [x], [v]))
            else:
                A.append(Item("unknown", [x]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_b4(self):
        A = [self.REACH(x, "understood", x.f["from"]) for x in self.open("objective")]
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_b5(self):
        A = []
        reviews = [
            r for r in self.records("review") if r.get("subject") is not None and r.f["subject"].register == "objective"
        ]
        for x in self.open("objective"):
            n = x.get("review_days") or self.setting("objective_review_days")
            C = self.cycle(
                x.f["from"], self.events([r for r in reviews if r.get("subject") is x]), n, self.events(reviews), n
            )
            work = [
                m
                for m in self.window("measurement")
                if m.get("subject") is not None
                and m.f["subject"].register == "indicator"
                and m.f["subject"].get("objective") is x
            ]
            work += [a for a in self.window("action") if x in a.all("subjects")]
            if C.state == "current" and work:
                A.append(Item("pass", [x], C.events + work))
            elif C.state == "overdue":
                A.append(Item("fail", [x], C.events))
            elif C.state == "pending":
                A.append(Item("pending", [x]))
            else:
                A.append(Item("unknown", [x]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_b6(self):
        cs = self.records("communication")

        def C(group, n):
            return self.cycle(
                None, self.events([c for c in cs if group & set(c.all("audiences"))]), n, self.events(cs), n
            )

        I = C(INTERNAL, self.setting("internal_comm_days"))
        X = C(EXTERNAL, self.setting("external_comm_days"))
        return self.judge(
            [(c.state == "overdue", c.events) for c in (I, X)], [(c.state == "current", c.events) for c in (I, X)]
        )

    def clause_c1(self):
        A = []
        use = self.first_use(self.events(self.records("access_point")))
        for d in self.records("document"):
            v = self.current_version(d)
            if v is None:
                continue
            P = self.offering(d)
            states = [self.ACCESS(p, "documents") for p in P]
            tests = [t for t in (self.last_test(p, "documents") for p in P) if t]
            if "works" in states:
                A.append(Item("pass", [d], tests))
            elif (
                not P
                and use is not None
                and self.date > max(self.in_force_from(v), use) + self.setting("access_grace_days")
            ):
                A.append(Item("fail", [d]))
            elif P and all(s == "broken" for s in states):
                A.append(Item("fail", [d], tests))
            elif not P and use is not None:
                A.append(Item("pending", [d]))
            else:
                A.append(Item("unknown", [d]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_c2(self):
        return self.reachable_clause("documents")

    def clause_c3(self):
        A = []
        tests = [t for t in self.records("access_test") if t.get("record_type") is not None]
        n = self.setting("record_test_days")
        for x in self.open("record_type"):
            mine = [t for t in tests if t.get("record_type") is x]
            t = max(mine, key=Record.key) if mine else None
            C = self.cycle(x.f["from"], self.events(mine), n, self.events(tests), n)
            if t and t.get("passed") == "yes" and C.state == "current":
                A.append(Item("pass", [x], [t]))
            elif (t and t.get("passed") == "no") or C.state == "overdue":
                A.append(Item("fail", [x], C.events))
            elif C.state == "pending":
                A.append(Item("pending", [x]))
            else:
                A.append(Item("unknown", [x]))
        types = self.open("record_type")
        return self.judge(
            [self.breach(A)],
            [
                self.met(A),
                self.exists([x for x in types if x.get("class") == "technical"]),
                self.exists([x for x in types if x.get("class") == "quality"]),
            ],
            [A],
        )

    def clause_d1(self):
        Q = sorted(self.meetings("qms_review"), key=Record.key)
        if not Q:
            return INS, []
        days = sorted({m.on for m in Q})
        gaps = [(b - a, a, b) for a, b in zip(days, days[1:]) if self.in_reporting_window(b)]
        gaps.append((self.date - days[-1], days[-1], None))
        longest = max(g[0] for g in gaps)
        _, a, b = [g for g in gaps if g[0] == longest][0]
        around = [[m for m in Q if m.on == a][-1]]  # last (greater id) before the gap
        if b is not None:
            around.append([m for m in Q if m.on == b][0])  # first (smaller id) after it
        limit = self.setting("qms_review_days")
        return (CON if longest > limit else SUP), around

    def clause_d2(self):
        Q = self.meetings("qms_review")
        M = max(Q, key=Record.key) if Q else None
        if M and M.on + self.setting("qms_review_days") < self.date:
            M = None
        A = []
        for value in self.setting("review_inputs"):
            if M and value in M.all("inputs"):
                A.append(Item("pass", [], [M]))
            elif M and M.all("inputs"):
                A.append(Item("fail", [], [M]))
            else:
                A.append(Item("unknown"))
        B = [
            self.action_item(a)
            for a in self.records("action")
            if self.in_window(a.on, self.setting("action_lookback_days")) and any(s in Q for s in a.all("subjects"))
        ]
        ok = M is not None and M.get("decisions") is not None and M.get("decisions") >= 1
        return self.judge([self.breach(A), self.breach(B)], [(ok, [M] if M else []), self.met(A), self.met0(B)], [A, B])

    def clause_d3(self):
        gate = self.gate_all("parent_document_system")
        if gate:
            return gate
        A = []
        B = self.events([i for i in self.records("implementation") if i.get("version") is not None])
        for d in self.records("document"):
            v = self.current_version(d)
            if d.get("origin") == "parent" and v:
                E = self.events([i for i in self.records("implementation") if i.get("version") is v], "implemented_on")
                A.append(
                    self.due_item(
                        self.due(self.in_force_from(v), self.setting("parent_implementation_days"), E, B), [d]
                    )
                )
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_e1(self):
        A = []
        for u in self.window("document_use"):
            if u.get("purpose") not in ("work", "evidence"):
                continue
            v = u.get("version")
            if v and self.in_force(v, u.on):
                A.append(Item("pass", [u], [v]))
            elif v and self.stale(v, u.on):
                A.append(Item("fail", [u], [v]))
            else:
                A.append(Item("unknown", [u]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_e2(self):
        A = []
        for d in self.records("document"):
            v = self.current_version(d)
            if d.get("origin") == "service" and v:
                r = self.last_review(d)
                state = {"current": "pass", "overdue": "fail", "grace": "unknown"}[self.review_state(d)]
                A.append(Item(state, [d], [v] + ([r] if r else [])))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_e3(self):
        A = []
        for v in self.records("document_version"):
            d = v.get("document")
            if d is None or d.get("origin") != "service" or not self.live(v, self.date):
                continue
            author, approver = v.get("author"), v.get("approved_by")
            if (
                self.in_force(v, self.date)
                and approver is not None
                and approver != author
                and self.review_state(d) == "current"
            ):
                r = self.last_review(d)
                A.append(Item("pass", [v], [r] if r else []))
            elif (
                v.get("approved_on") is None
                or v.get("authorised_on") is None
                or (approver is not None and approver == author)
            ):
                A.append(Item("fail", [v]))
            else:
                A.append(Item("unknown", [v]))
        return self.judge([self.breach(A)], [self.met(A)], [A])

    def clause_e4(self):
        A = []
        for p in self.open("access_point"):
            if "documents" not in p.all("offers"):
                continue
            ts = [
                t
                for t in self.records("access_test")
                if t.get("access_point") is p and t.get("subject") == "documents" and t.all("found")
            ]
            t = max(ts, key=Record.key) if ts else None
            stale = [v for v in t.all("found") if self.stale(v, t.on)] if t else []
            if t and self.date <= t.on + self.setting("access_test_days") and not stale:
                A.append(Item("pass", [p], [t] + t.all("found")))
            elif t and stale:
                A.append(Item("fail", [p], [t] + stale))
            else:
                A.append(Item("unknown", [p]))
        return self.judge([self.breach(A)], [self.met(A)], [A])
