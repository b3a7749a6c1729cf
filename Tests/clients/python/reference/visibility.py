"""What is visible as at a date, by what was recorded by then or by when it happened."""
from .dates import day, instant, london_day, month_last
from .items import Record
from .registers import DATE, HAPPENED, PLAN, REFS, TIME


class Visibility:
    """The records and overrides of one set that are visible, each register in the order of days and ids."""

    def __init__(self, interchange, as_at, mode):
        self.date, self.mode = day(as_at), mode
        self.overrides = []
        for o in interchange.get("overrides", []):
            at = instant(o["recorded_at"])
            if mode == "recorded" and london_day(at) > self.date:
                continue
            start, to = day(o["from"]), (day(o["to"]) if o.get("to") else None)
            if start <= self.date and (to is None or self.date <= to):
                self.overrides.append((start, at, o["key"], o["value"]))
        self.load(interchange.get("records", []))

    def load(self, records):
        self.by_id, self.by_register = {}, {r: [] for r in HAPPENED}
        for raw in records:
            revisions = [(instant(v["recorded_at"]), v) for v in raw["revisions"]]
            if not revisions:
                continue
            first = min(at for at, _ in revisions)
            existing = [(at, v) for at, v in revisions if self.mode == "happened" or london_day(at) <= self.date]
            if not existing:
                continue
            at, last = max(existing, key=lambda p: p[0])
            if last["state"] != "live":
                continue
            r = Record()
            r.id, r.register, r.content_at, r.first_recorded_on = raw["id"], raw["register"], at, london_day(first)
            r.f = {}
            for name, value in (last.get("fields") or {}).items():
                if value is None or value == "" or value == []:
                    continue
                if name in TIME:
                    value = london_day(instant(value))  # only its date is ever compared
                elif name in DATE or name in PLAN:
                    value = day(value)
                r.f[name] = value
            r.on = r.f.get(HAPPENED[r.register])
            if r.on is None:
                continue
            if r.register in ("activity", "outcome_count"):
                r.on = month_last(r.on)
            if r.on > self.date:
                continue
            for name in [n for n in r.f if (n in TIME or n in DATE) and r.f[n] > self.date]:
                del r.f[name]
            self.by_id[r.id] = r
            self.by_register[r.register].append(r)
        for r in self.by_id.values():
            singles, lists = REFS.get(r.register, ((), ()))
            for name in singles:
                if name in r.f:
                    target = self.by_id.get(r.f[name])
                    if target is None:
                        del r.f[name]
                    else:
                        r.f[name] = target
            for name in lists:
                if name in r.f:
                    r.f[name] = [self.by_id[i] for i in r.f[name] if i in self.by_id]
        for rs in self.by_register.values():
            rs.sort(key=Record.key)

    def records(self, register):
        return self.by_register[register]
