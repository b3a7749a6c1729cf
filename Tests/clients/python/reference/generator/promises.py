"""What a generated set should keep to: fields as the product accepts them, and nothing recorded before it was known."""
from datetime import date, datetime

from .dates import london
from .schema import SCHEMA
from .validity import valid


def decoded(register, fields):
    out = {}
    for name, value in fields.items():
        kind = SCHEMA[register][1][name][0]
        if kind in "dp":
            value = date.fromisoformat(value).toordinal()
        elif kind == "t":
            value = instant(value)
        out[name] = value
    return out


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def references(register, fields):
    for name, value in fields.items():
        kind = SCHEMA[register][1][name][0]
        if kind in "rR":
            yield from [value] if kind == "r" else value


def broken(job):
    """What the set breaks, a line each."""
    records, overrides = job["set"]["records"], job["set"]["overrides"]
    revisions = [revision for record in records for revision in record["revisions"]]
    moments = [one["recorded_at"] for one in revisions + overrides]
    out = [] if len(set(moments)) == len(moments) else ["two things were recorded at the same moment"]
    live, first = {}, {}
    for record in records:
        first[record["id"]] = record["revisions"][0]["recorded_at"]
        for revision in record["revisions"]:
            if revision["state"] == "live":
                live[record["id"]] = (record["register"], decoded(record["register"], revision["fields"]))
    for record in records:
        at = [revision["recorded_at"] for revision in record["revisions"]]
        if at != sorted(at):
            out.append(f"{record['id']}: the revisions do not ascend")
        for revision in record["revisions"]:
            if revision["state"] == "live":
                out += broken_revision(record, revision, live, first)
    return out


def broken_revision(record, revision, live, first):
    register, when = record["register"], instant(revision["recorded_at"])
    fields = decoded(register, revision["fields"])
    if not valid(register, fields, live):
        yield f"{record['id']}: the product would not accept it"
    for name, value in fields.items():
        kind = SCHEMA[register][1][name][0]
        if kind == "t" and value > when or kind == "d" and value > london(when):
            yield f"{record['id']}: {name} lay in the future"
    for other in references(register, fields):
        if other in first and first[other] >= revision["recorded_at"]:
            yield f"{record['id']}: refers to {other}, which was recorded later"
