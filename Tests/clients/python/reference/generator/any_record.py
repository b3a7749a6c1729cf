"""A record of any register, with anything that it may hold."""
from .chance import Chance
from .dates import first_of_month
from .schema import SCHEMA
from .validity import valid
from .values import AREA, CLINICAL, NATION, SAFETY


class AnyRecord(Chance):
    """For what no theme thinks of."""

    def noise(self, register):
        for _ in range(20):
            f = {}
            ok = True
            on = self.past(0, 900) if self.p(0.5) else self.recent()
            for name, (type_, values, optional, plus) in SCHEMA[register][1].items():
                if optional and not self.p(0.3 if name == "to" else 0.55):
                    continue
                if type_ == "e":
                    v = self.pick(values)
                elif type_ == "E":
                    v = self.some(values, 3)
                elif type_ == "i":
                    v = self.r.randint(*values)
                elif type_ == "d":
                    v = (
                        on
                        if name == SCHEMA[register][0] or self.p(0.2)
                        else on + self.pick([0, 1, 3, 7, 14, 28, 29, 56, 90])
                    )
                elif type_ == "p":
                    v = on if name in ("from", "effective_from") and self.p(0.8) else on + self.r.randrange(0, 400)
                elif type_ == "t":
                    v = self.moment(on if name != "occurred_at" else on - self.r.randrange(3))
                elif type_ == "x":
                    v = self.pick(["x", "y", "z"])
                elif type_ == "n":
                    v = self.person()
                elif type_ == "N":
                    v = self.some(self.persons(), 4)
                else:
                    pool = [i for g in (values or SCHEMA) for i in self.get(g)]
                    if type_ == "r":
                        v = self.pick(pool)
                        if v is None:
                            ok = ok and optional
                            continue
                    else:
                        v = self.some(pool, 3)
                if v == [] and self.p(0.5):
                    continue
                f[name] = v
            if register in ("activity", "outcome_count"):
                f["month"] = first_of_month(on)
            if register == "nil_return":
                s = f["subject"]
                f.pop("qualifier", None)
                q = {
                    "nonconformity": self.pick(AREA + [None] * 12),
                    "incident_type": self.pick(CLINICAL + SAFETY),
                    "location": self.pick(self.get("location")),
                    "special_examination": self.pick(["medico_legal", "research"]),
                }.get(s)
                if q:
                    f["qualifier"] = q
                f["period_from"] = on - self.r.randrange(20, 400)
                f["period_to"] = on
            if register == "registry_submission":
                f["period_from"], f["period_to"] = on - self.r.randrange(100, 400), on
            if register == "receipt" and f.get("communication") in self.ids:
                f["given_on"] = max(f["given_on"], self.f(f["communication"])["sent_on"])
            if register == "profile_entry" and f["field"] == "nation":
                f["value"] = self.pick(NATION)
            if register == "access_test":
                if f["subject"] == "record_type":
                    f.pop("access_point", None)
                    f["record_type"] = self.pick(self.get("record_type"))
                    ok = f["record_type"] is not None
                else:
                    f.pop("record_type", None)
                    f["access_point"] = self.pick(self.get("access_point"))
                    ok = f["access_point"] is not None
                if f["subject"] != "documents":
                    f.pop("found", None)
            if ok and valid(register, f, self.ids):
                return self.add(register, **{k: v for k, v in f.items()})
        return None
