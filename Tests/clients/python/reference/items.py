"""What a rule counts: records, items of a list, and the outcome of a limit or a cycle."""
NA, CON, INS, SUP = "not_applicable", "contradicted", "insufficient", "supported"


class Record:
    __slots__ = ("id", "register", "f", "on", "content_at", "first_recorded_on")

    def get(self, name):
        return self.f.get(name)

    def all(self, name):
        return self.f.get(name) or []

    def key(self):
        return (self.on, self.id)


class Item:
    def __init__(self, state, anchors=(), events=(), weight=1):
        self.state, self.anchors, self.events, self.weight = state, list(anchors), list(events), weight


class Due:
    """Result of DUE or CYCLE: a state and the deciding event's record (earliest, or last) if any."""

    def __init__(self, state, rec=None, on=None):
        self.state, self.on = state, on
        self.events = [rec] if rec is not None else []
