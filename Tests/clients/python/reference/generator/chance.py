"""A set that grows: seeded choices, days near a limit, and adding a record if it is valid."""
from datetime import date, datetime, timedelta

from .dates import london
from .limits import LIMITS
from .schema import SCHEMA
from .validity import valid
from .values import PERSONS


class Chance:
    """The choices that all other parts are made of."""

    def __init__(self, rng, dangling):
        self.r, self.dangling = rng, dangling
        self.D = date(2025, 1, 1).toordinal() + rng.randrange(720)
        if rng.random() < 0.1:  # 29 February and clock changes near
            self.D = rng.choice(
                [
                    date(2025, 3, 1),
                    date(2024, 2, 29),
                    date(2024, 12, 31),
                    date(2025, 3, 30),
                    date(2025, 10, 26),
                    date(2026, 3, 31),
                ]
            ).toordinal()
        self.mode = rng.choice(["recorded", "recorded", "happened"])
        self.ids = {}  # id -> (register, fields)
        self.lag = {}
        self.of = {r: [] for r in SCHEMA}
        self.used = set()
        self.rate = rng.choice([0.1, 0.35, 0.6])  # how often a bad service follows up
        self.n = 0
        self.limit = rng.choice([rng.randrange(20, 60), rng.randrange(60, 151), 150])

    def p(self, x):
        return self.r.random() < x

    def pick(self, xs, default=None):
        return self.r.choice(xs) if xs else default

    def some(self, xs, k=3):
        xs = list(xs)
        return self.r.sample(xs, min(len(xs), self.r.randrange(k + 1)))

    def past(self, lo=0, hi=420):
        """a day before D, often just at a limit"""
        x = self.r.random()
        if x < 0.35:
            n = self.pick(LIMITS) + self.pick([-1, 0, 0, 1])
            if lo <= n <= hi:
                return self.D - n
        if x < 0.39 and lo == 0:
            return self.D + self.r.randrange(1, 60)
        return self.D - self.r.randrange(lo, hi + 1)

    def recent(self):
        return self.past(0, 370)

    def old(self):
        return self.D - self.r.randrange(380, 900) if self.p(0.9) else self.past(0, 900)

    def delay(self, limit, q):
        """a delay against a limit: in time for good, often just late for bad"""
        x = self.r.random()
        if q == "good":
            return limit if x < 0.2 else self.r.randrange(0, limit + 1)
        if q == "bad":
            return limit + 1 if x < 0.3 else self.r.randrange(0, 2 * limit + 8)
        return limit + self.pick([0, 0, 1]) if x < 0.4 else self.r.randrange(0, limit + limit // 3 + 2)

    def follow(self, q):
        return self.p({"good": 0.97, "mixed": 0.8, "bad": self.rate, "silent": 0}[q])

    def moment(self, d):
        """an instant whose London date is d"""
        if self.p(0.15):
            t = datetime.fromordinal(d - 1) + timedelta(hours=23, minutes=self.r.randrange(60))
            if london(t) == d:
                return t
        if self.p(0.1):
            t = datetime.fromordinal(d) + timedelta(hours=23, minutes=self.r.randrange(60))
            if london(t) == d:
                return t
        return datetime.fromordinal(d) + timedelta(seconds=self.r.randrange(82000))

    def get(self, register):
        return self.of[register]

    def full(self):
        return len(self.ids) >= self.limit

    def add(self, register, lag=None, id_=None, **fields):
        f = {k.rstrip("_"): v for k, v in fields.items() if v is not None}
        if self.full():
            return None
        for name, (type_, values, optional, plus) in SCHEMA[register][1].items():
            if type_ == "r" and name in f and self.p(self.dangling):
                f[name] = "ghost-%d" % self.r.randrange(3)
            if type_ == "R" and f.get(name) is not None:
                f[name] = [x for x in f[name] if x is not None]
                if f[name] and self.p(self.dangling):
                    f[name] = f[name] + ["ghost-1"]
        if not valid(register, f, self.ids):
            return None
        unique = {
            "activity": ("month", "location", "modality"),
            "outcome_count": ("month", "procedure"),
            "document_version": ("document", "number"),
        }.get(register)
        if unique:
            key = (register,) + tuple(f[u] for u in unique)
            if key in self.used:
                return None
            self.used.add(key)
        self.n += 1
        # ids in an order of their own, so that ties and sorting by id are tested
        id_ = "%s%02x-%s%d" % (
            self.pick("abcZ0é" if self.p(0.02) else "abcdef01"),
            self.r.randrange(256),
            register[:4],
            self.n,
        )
        self.ids[id_] = (register, f)
        self.lag[id_] = lag
        self.of[register].append(id_)
        return id_

    def f(self, id_):
        return self.ids[id_][1]

    def persons(self):
        ps = sorted({self.f(s)["person"] for s in self.get("staff")})
        return ps or PERSONS[:3]

    def person(self):
        return self.pick(self.persons()) if self.p(0.9) else self.pick(PERSONS)
