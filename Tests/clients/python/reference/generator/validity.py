"""Which records the product accepts."""
from .dates import london
from .schema import SCHEMA
from .values import AREA, CLINICAL, NATION, SAFETY


def valid(reg, f, by_id):
    """Refused at entry (one record; uniqueness is kept by the builder). by_id: id -> (register, fields)."""
    happened, fields = SCHEMA[reg]
    for name, (type_, values, optional, plus) in fields.items():
        if name not in f:
            if optional or (type_ in "ENR" and not plus):
                continue
            return False
        if plus and not f[name]:
            return False
    if any(n not in fields for n in f):
        return False

    def before(a, b):  # b before a
        x, y = f.get(a), f.get(b)
        return x is not None and y is not None and y < x

    if before("from", "to"):
        return False
    if reg == "profile_entry":
        return (f["value"] in NATION) == (f["field"] == "nation")
    if reg == "objective" and "policy" in f and f["policy"] in by_id:
        v = by_id[f["policy"]][1]
        return v["document"] in by_id and by_id[v["document"]][1]["kind"] == "quality_policy"
    if reg == "measurement":
        if "value" not in f and "effective" not in f:
            return False
        kind = by_id[f["subject"]][0] if f["subject"] in by_id else None
        return not ("value" in f and kind == "process") and not ("effective" in f and kind == "indicator")
    if reg == "review":
        if ("likelihood" in f) != ("consequence" in f):
            return False
        return "likelihood" not in f or f["subject"] not in by_id or by_id[f["subject"]][0] == "risk"
    if reg == "receipt" and f["communication"] in by_id:
        return f["given_on"] >= by_id[f["communication"]][1]["sent_on"]
    if reg == "document_version":
        return (
            ("approved_by" in f) == ("approved_on" in f)
            and ("authorised_by" in f) == ("authorised_on" in f)
            and not before("drafted_on", "withdrawn_on")
        )
    if reg == "access_test":
        rt = f["subject"] == "record_type"
        return (
            ("record_type" in f) == rt
            and ("access_point" in f) == (not rt)
            and (not f.get("found") or f["subject"] == "documents")
        )
    if reg == "implementation" and f["version"] in by_id:
        v = by_id[f["version"]][1]
        return v["document"] in by_id and by_id[v["document"]][1]["origin"] == "parent"
    if reg == "special_examination":
        return not ("study" in f and f["kind"] == "medico_legal")
    if reg == "nonconformity":
        return not before("raised_on", "closed_on")
    if reg == "action":
        return not (
            before("raised_on", "completed_on")
            or before("completed_on", "checked_on")
            or ("checked_on" in f and "completed_on" not in f)
            or ("effective" in f and "checked_on" not in f)
        )
    if reg == "decision":
        k = f["kind"]
        if k == "trend":
            return all(x in f for x in ("choice", "stream", "category"))
        return bool(f.get("subjects")) and not (
            (k == "not_notified" and "duty" not in f)
            or (k == "adviser_not_needed" and "adviser" not in f)
            or (k == "not_disclosed" and "recipient" not in f)
        )
    if reg == "nil_return":
        q, s = f.get("qualifier"), f["subject"]
        if before("period_from", "period_to") or f["period_to"] > f["stated_on"]:
            return False
        if q is None:
            return s not in ("incident_type", "location", "special_examination")
        return (
            (s == "nonconformity" and q in AREA)
            or (s == "incident_type" and q in CLINICAL + SAFETY)
            or (s == "location" and q in by_id and by_id[q][0] == "location")
            or (s == "special_examination" and q in ("medico_legal", "research"))
        )
    if reg == "incident":
        return not (before("discovered_at", "closed_on_time") or before("occurred_at", "discovered_at")) and not (
            "closed_on" in f and f["closed_on"] < london(f["discovered_at"])
        )
    if reg == "harm_assessment":
        return any(x in f for x in ("physical", "psychological", "psychological_days"))
    if reg == "exposure":
        I, R = f.get("intended_usv"), f.get("received_usv")
        return not (f["kind"] == "accidental" and I is not None and R is not None and I > R)
    if reg == "investigation":
        return not (
            before("started_on", "completed_on")
            or ("completed_on" in f and "findings" not in f)
            or ("learning" in f) != ("learning_on" in f)
        )
    if reg == "critical_rule":
        return bool(f.get("types")) or "physical_from" in f or "psychological_from" in f
    if reg == "complication":
        return not before("occurred_on", "analysed_on")
    if reg == "registry_submission":
        return not before("period_from", "period_to")
    if reg == "risk":
        return not (before("identified_on", "assessed_on") or before("identified_on", "closed_on"))
    if reg == "audit":
        return not ("compliant" in f and ("sample" not in f or f["compliant"] > f["sample"]))
    return True
