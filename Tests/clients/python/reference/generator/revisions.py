"""How the records came about: revisions, withdrawals, and overrides of settings."""
from datetime import datetime, timedelta

from .chance import Chance
from .dates import iso, month_end, stamp
from .limits import CLAUSES, LISTS, OVERRIDES, PERCENT
from .schema import SCHEMA
from .validity import valid


class Revisions(Chance):
    """A set as it is handed out, once all its records are chosen."""

    def lower_bound(self, register, f):
        """the earliest instant at which these fields may be recorded"""
        bounds = []
        for name, v in f.items():
            type_ = SCHEMA[register][1][name][0]
            if type_ == "d":
                bounds.append(datetime.fromordinal(v) + timedelta(hours=1))
            elif type_ == "t":
                bounds.append(v)
        if register in ("activity", "outcome_count"):
            bounds.append(datetime.fromordinal(month_end(f["month"])) + timedelta(hours=1))
        return max(bounds) if bounds else None

    def mutate(self, register, f):
        frozen = {
            "document_version": {"document", "number"},
            "activity": {"month", "location", "modality"},
            "outcome_count": {"month", "procedure"},
            "communication": {"sent_on"},
            "document": {"kind", "origin"},
            "nil_return": {"qualifier", "subject"},
            "profile_entry": {"field"},
        }.get(register, set())
        for _ in range(12):
            g = dict(f)
            for _ in range(self.pick([1, 1, 2, 3])):
                name = self.pick(sorted(SCHEMA[register][1]))
                type_, values, optional, plus = SCHEMA[register][1][name]
                if name in frozen:
                    continue
                if optional and name in g and self.p(0.5):
                    del g[name]
                elif type_ == "e":
                    g[name] = self.pick(values)
                elif type_ == "E":
                    g[name] = self.some(values, 3)
                elif type_ == "i":
                    g[name] = self.r.randint(*values)
                elif type_ in "dp" and name in g:
                    g[name] += self.pick([-30, -7, -1, 1, 2, 7, 30])
                elif type_ == "t" and name in g:
                    g[name] += timedelta(hours=self.pick([-30, -2, 1, 26]))
                elif type_ == "R" and g.get(name):
                    g[name] = g[name][1:]
            if g != f and valid(register, g, self.ids):
                return g
        return None

    def output(self):
        heavy = self.p(0.6)  # the other 40 % of sets hardly change
        plan, first = [], {}  # (instant, order, record index, revision)
        records = []
        for n, (id_, (register, f)) in enumerate(self.ids.items()):
            versions = [f]
            x = self.r.random()
            scale = 1.3 if heavy else 0.2
            optional = [k for k in f if SCHEMA[register][1][k][2]]
            if x < 0.10 * scale and optional:  # at first without some of the optional fields
                g = {k: v for k, v in f.items() if k not in self.r.sample(optional, self.r.randint(1, len(optional)))}
                if valid(register, g, self.ids):
                    versions = [g, f]
            elif x < 0.15 * scale:
                g = self.mutate(register, f)
                if g:
                    versions = [g, f] if self.p(0.5) else [f, g]
            if 0.15 * scale <= x < 0.20 * scale or (len(versions) > 1 and self.p(0.1)):
                versions = versions + [None]
                if self.p(0.08):
                    versions = versions + [f]
            refs = []
            for k, v in f.items():
                if SCHEMA[register][1][k][0] == "r":
                    refs.append(v)
                elif SCHEMA[register][1][k][0] == "R":
                    refs += v
            if register == "nil_return" and f.get("subject") == "location":
                refs.append(f["qualifier"])
            floor = max([first[i] for i in refs if i in first], default=None)
            at, revisions = None, []
            for g in versions:
                low = self.lower_bound(register, g) if g is not None else None
                if at is None:
                    if low is None:
                        start = g.get("from", self.D)
                        at = datetime.fromordinal(min(start, self.D + 50) - self.pick([0, 0, 0, 5, 30])) + timedelta(
                            hours=9
                        )
                        if self.p(0.03):
                            at = datetime.fromordinal(self.D) + timedelta(days=self.r.randrange(-3, 30), hours=9)
                    else:
                        lag = self.lag[id_]
                        if lag is None:
                            lag = self.pick([0] * 12 + [1, 2, 7, 8, 30])
                        if self.p(0.02):
                            lag += 60
                        at = low + timedelta(days=lag, seconds=self.r.randrange(3000))
                    if floor is not None and at <= floor:
                        at = floor + timedelta(seconds=1)
                    first[id_] = at
                else:
                    step = timedelta(days=self.pick([0, 1, 5, 20, 60, 200]), seconds=self.r.randrange(1, 80000))
                    at = max(at + step, low or at)
                    if self.p(0.25):  # around D, or after it
                        at = max(
                            at,
                            datetime.fromordinal(self.D)
                            + timedelta(days=self.r.randrange(-5, 40), hours=self.pick([9, 22, 23])),
                        )
                rev = {"recorded_at": at, "state": "live" if g is not None else "withdrawn"}
                if g is not None:
                    rev["fields"] = self.encode(register, g)
                revisions.append(rev)
                plan.append((at, len(plan), rev))
            records.append({"id": id_, "register": register, "revisions": revisions})
        overrides = []
        for _ in range(self.pick([0, 0, 0, 1, 2, 3, 5])):
            o = self.override()
            plan.append((o["recorded_at"], len(plan), o))
            overrides.append(o)
        last = None
        for at, _, rev in sorted(plan, key=lambda t: t[:2]):
            if last is not None and at <= last:
                at = last + timedelta(seconds=1)
            last = at
            rev["recorded_at"] = stamp(at)
        self.r.shuffle(records)
        return {"set": {"records": records, "overrides": overrides}, "date": iso(self.D), "mode": self.mode}

    def override(self):
        x = self.r.random()
        if x < 0.3:
            key = self.pick(sorted(PERCENT))
            value = self.pick([0, 10, 25, 50, 75, 80, 90, 95, 100])
        elif x < 0.45:
            key = self.pick(sorted(LISTS))
            value = self.some(LISTS[key], 5) or [LISTS[key][0]]
        elif x < 0.5:
            key, value = "bank_holidays", sorted(iso(self.past(0, 400)) for _ in range(20))
        else:
            key = self.pick(sorted(OVERRIDES))
            value = self.pick(OVERRIDES[key])
        if self.p(0.5):
            own = [c for c in CLAUSES if c[0] == self.theme]
            key += "@" + self.pick(own if self.p(0.7) else CLAUSES)
        start = self.past(0, 500) if self.p(0.8) else self.D + self.pick([-1, 0, 1])
        o = {"key": key, "value": value, "from": iso(start)}
        if self.p(0.3):
            o["to"] = iso(max(start, self.D + self.pick([-30, -1, 0, 1, 30])))
        o["recorded_at"] = datetime.fromordinal(start) + timedelta(days=self.pick([0, 0, 0, -10, 10, 60]), hours=9)
        return o

    @staticmethod
    def encode(register, f):
        out = {}
        for k, v in f.items():
            type_ = SCHEMA[register][1][k][0]
            if type_ in "dp":
                v = iso(v)
            elif type_ == "t":
                v = stamp(v)
            elif isinstance(v, list):
                v = list(v)
            out[k] = v
        return out
