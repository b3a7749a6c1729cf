"""The fields of every register, and what each may hold."""
from .values import (
    ACTION_KIND,
    ADVISER,
    AREA,
    AUDIENCE,
    CATEGORY,
    CLINICAL,
    DECISION_KIND,
    DOC_KIND,
    DUTY,
    GRADE,
    INPUT,
    MEETING_ITEM,
    MODALITY,
    NATION,
    NIL_SUBJECT,
    PROCEDURE,
    PROFESSION,
    PROFILE_FIELD,
    RECIPIENT,
    SAFETY,
    SUBJECT_TEST,
    TOOL,
    YN,
)

# name, type, values; type: e enum, E list of enums, i int, d date, t time, p plan, x text, n person, N persons,
# r reference, R references. '?' optional, '+' not empty.
SCHEMA = {}


def schema(register, happened, *fields):
    out = {}
    for f in fields:
        name, type_, *values = f
        optional = name.endswith("?")
        plus = name.endswith("+")
        out[name.rstrip("?+")] = (type_, values[0] if values else None, optional, plus)
    SCHEMA[register] = (happened, out)


FT = [("from", "p"), ("to?", "p")]
schema("profile_entry", "from", ("field", "e", PROFILE_FIELD), ("value", "e", YN + NATION), *FT)
schema("registry", "from", ("code", "x"), ("period_days", "i", (1, 200)), ("due_days", "i", (0, 90)), *FT)
schema("location", "from", ("name", "x"), ("kind", "e", ["permanent", "mobile", "outsourced"]), *FT)
schema("staff", "from", ("person", "n"), ("profession", "e", PROFESSION), *FT)
schema(
    "activity",
    "month",
    ("month", "d"),
    ("location", "r", ["location"]),
    ("modality", "e", MODALITY),
    ("examinations", "i", (0, 900)),
)
schema(
    "equipment",
    "from",
    ("name", "x"),
    ("modality", "e", MODALITY),
    ("manufacturer", "x"),
    ("location", "r", ["location"]),
    *FT
)
schema(
    "process",
    "from",
    ("name", "x"),
    ("area", "e", AREA),
    ("owner?", "n"),
    ("locations", "R", ["location"]),
    ("monitor_days?", "i", (1, 400)),
    *FT
)
schema("appointment", "from", ("post", "e", ["quality_manager", "other_post"]), ("person", "n"), *FT)
schema(
    "meeting",
    "held_on",
    ("held_on", "d"),
    ("items+", "E", MEETING_ITEM),
    ("attended", "N"),
    ("minutes?", "x"),
    ("inputs", "E", INPUT),
    ("decisions?", "i", (0, 3)),
    ("effectiveness?", "e", ["effective", "partly_effective", "not_effective"]),
    ("reviewed", "R", ["nonconformity", "incident", "risk", "complication"]),
)
schema(
    "objective",
    "from",
    ("title", "x"),
    ("owner?", "n"),
    ("policy?", "r", ["document_version"]),
    ("review_days?", "i", (1, 500)),
    *FT
)
schema(
    "indicator",
    "from",
    ("objective", "r", ["objective"]),
    ("unit", "x"),
    ("direction", "e", ["at_least", "at_most"]),
    ("target?", "i", (0, 99000)),
    ("interval_days?", "i", (1, 200)),
    *FT
)
schema(
    "measurement",
    "measured_on",
    ("subject", "r", ["indicator", "process"]),
    ("measured_on", "d"),
    ("value?", "i", (0, 99000)),
    ("effective?", "e", YN),
)
schema(
    "review",
    "reviewed_on",
    ("subject", "r", ["document", "objective", "risk"]),
    ("reviewed_on", "d"),
    ("likelihood?", "i", (1, 5)),
    ("consequence?", "i", (1, 5)),
)
schema(
    "communication",
    "sent_on",
    ("kind", "e", ["information", "consultation"]),
    ("subjects", "R", None),
    ("audiences+", "E", AUDIENCE),
    ("sent_on", "d"),
)
schema(
    "receipt",
    "given_on",
    ("communication", "r", ["communication"]),
    ("person", "n"),
    ("level", "e", ["received", "understood"]),
    ("given_on", "d"),
)
schema(
    "document",
    "created_on",
    ("title", "x"),
    ("kind", "e", DOC_KIND),
    ("origin", "e", ["service", "parent", "external"]),
    ("core", "e", YN),
    ("review_days?", "i", (1, 800)),
    ("locations", "R", ["location"]),
    ("modalities", "E", MODALITY),
    ("created_on", "d"),
)
schema(
    "document_version",
    "drafted_on",
    ("document", "r", ["document"]),
    ("number", "i", (1, 9)),
    ("author", "n"),
    ("drafted_on", "d"),
    ("effective_from", "p"),
    ("approved_by?", "n"),
    ("approved_on?", "d"),
    ("authorised_by?", "n"),
    ("authorised_on?", "d"),
    ("published_on?", "d"),
    ("withdrawn_on?", "d"),
)
schema(
    "access_point",
    "from",
    ("location", "r", ["location"]),
    ("offers+", "E", SUBJECT_TEST[:3]),
    ("all_documents", "e", YN),
    ("documents", "R", ["document"]),
    *FT
)
schema(
    "access_test",
    "tested_on",
    ("subject", "e", SUBJECT_TEST),
    ("access_point?", "r", ["access_point"]),
    ("record_type?", "r", ["record_type"]),
    ("tested_on", "d"),
    ("passed", "e", YN),
    ("found", "R", ["document_version"]),
)
schema(
    "document_use",
    "used_on",
    ("version", "r", ["document_version"]),
    ("used_on", "d"),
    ("purpose", "e", ["work", "evidence", "history"]),
    ("person?", "n"),
)
schema("record_type", "from", ("name", "x"), ("class", "e", ["technical", "quality"]), *FT)
schema(
    "implementation", "implemented_on", ("version", "r", ["document_version"]), ("implemented_on", "d"), ("how", "x")
)
schema(
    "special_examination",
    "performed_on",
    ("kind", "e", ["medico_legal", "research"]),
    ("performed_on", "d"),
    ("number", "i", (1, 20)),
    ("study?", "r", ["research_study"]),
)
schema("research_study", "from", ("title", "x"), ("approval_reference?", "x"), *FT)
schema(
    "nonconformity",
    "raised_on",
    ("area", "e", AREA),
    ("category", "e", CATEGORY),
    ("location?", "r", ["location"]),
    ("raised_on", "d"),
    ("closed_on?", "d"),
    ("recurrence_of?", "r", ["nonconformity"]),
)
schema(
    "action",
    "raised_on",
    ("kind", "e", ACTION_KIND),
    ("subjects+", "R", None),
    ("owner?", "n"),
    ("raised_on", "d"),
    ("due_on", "p"),
    ("completed_on?", "d"),
    ("checked_on?", "d"),
    ("effective?", "e", YN),
    ("cost_pence?", "i", (0, 3)),
)
schema(
    "decision",
    "decided_on",
    ("kind", "e", DECISION_KIND),
    ("subjects", "R", None),
    ("decided_on", "d"),
    ("decided_by", "n"),
    ("choice?", "e", ["act", "watch", "none"]),
    ("reason", "x"),
    ("stream?", "e", ["nonconformity", "incident"]),
    ("category?", "e", CATEGORY + CLINICAL + SAFETY),
    ("duty?", "e", DUTY),
    ("adviser?", "e", ADVISER),
    ("recipient?", "e", RECIPIENT),
)
schema(
    "nil_return",
    "stated_on",
    ("subject", "e", NIL_SUBJECT),
    ("qualifier?", "x"),
    ("period_from", "d"),
    ("period_to", "d"),
    ("stated_by", "n"),
    ("stated_on", "d"),
)
schema(
    "incident",
    "discovered_at",
    ("level", "e", ["incident", "error", "near_miss"]),
    ("type", "e", CLINICAL + SAFETY),
    ("discovered_at", "t"),
    ("occurred_at?", "t"),
    ("location?", "r", ["location"]),
    ("affected", "E", ["patient", "staff", "other"]),
    ("care_affected?", "e", YN),
    ("critical?", "e", YN),
    ("route", "e", ["reported", "found"]),
    ("equipment?", "r", ["equipment"]),
    ("workplace_outcome?", "e", ["none", "death", "specified_injury", "over_seven_days"]),
    ("risks", "R", ["risk"]),
    ("closed_on?", "d"),
)
schema(
    "harm_assessment",
    "assessed_on",
    ("incident", "r", ["incident"]),
    ("assessed_on", "d"),
    ("assessor", "n"),
    ("physical?", "e", GRADE),
    ("psychological?", "e", GRADE[:4]),
    ("psychological_days?", "i", (0, 40)),
)
schema(
    "exposure",
    "noted_on",
    ("incident", "r", ["incident"]),
    ("noted_on", "d"),
    ("kind", "e", ["accidental", "unintended"]),
    ("person_group", "e", ["patient", "carer", "staff", "public"]),
    ("age_band?", "e", ["adult", "child"]),
    ("intended_usv?", "i", (0, 12000)),
    ("received_usv?", "i", (0, 30000)),
)
schema(
    "investigation",
    "started_on",
    ("incident", "r", ["incident"]),
    ("lead", "n"),
    ("started_on", "d"),
    ("completed_on?", "d"),
    ("findings?", "x"),
    ("learning?", "x"),
    ("learning_on?", "d"),
)
schema("advice", "advised_on", ("incident", "r", ["incident"]), ("adviser", "e", ADVISER), ("advised_on", "d"))
schema(
    "notification",
    "sent_on",
    ("incident", "r", ["incident"]),
    ("duty", "e", DUTY),
    ("body", "x"),
    ("sent_on", "d"),
    ("reference?", "x"),
)
schema("disclosure", "told_at", ("incident", "r", ["incident"]), ("recipient", "e", RECIPIENT), ("told_at", "t"))
schema(
    "support_offer",
    "offered_on",
    ("incident", "r", ["incident"]),
    ("offered_on", "d"),
    ("kind", "e", ["occupational_health", "other"]),
)
schema(
    "critical_rule",
    "from",
    ("physical_from?", "e", GRADE),
    ("psychological_from?", "e", GRADE),
    ("types", "E", CLINICAL + SAFETY),
    *FT
)
schema(
    "training",
    "completed_on",
    ("person", "n"),
    ("topic", "e", ["incident_reporting", "other_topic"]),
    ("completed_on", "d"),
    ("valid_days?", "i", (1, 800)),
)
schema("outcome_count", "month", ("month", "d"), ("procedure", "e", PROCEDURE), ("outcomes", "i", (0, 60)))
schema(
    "complication",
    "occurred_on",
    ("occurred_on", "d"),
    ("procedure", "e", PROCEDURE),
    ("grade?", "i", (1, 6)),
    ("category?", "e", CATEGORY),
    ("avoidable?", "e", ["yes", "no", "undetermined"]),
    ("analysed_on?", "d"),
)
schema(
    "registry_submission",
    "submitted_on",
    ("registry", "r", ["registry"]),
    ("period_from", "d"),
    ("period_to", "d"),
    ("submitted_on", "d"),
)
schema(
    "risk",
    "identified_on",
    ("title", "x"),
    ("kind", "e", ["clinical", "operational"]),
    ("area", "e", AREA),
    ("locations", "R", ["location"]),
    ("modalities", "E", MODALITY),
    ("identified_on", "d"),
    ("assessed_on?", "d"),
    ("likelihood?", "i", (1, 5)),
    ("consequence?", "i", (1, 5)),
    ("review_days?", "i", (1, 400)),
    ("closed_on?", "d"),
)
schema(
    "audit",
    "done_on",
    ("topic", "e", ["vetting_medico_legal", "vetting_research", "other_topic"]),
    ("done_on", "d"),
    ("plan_item?", "r", ["audit_plan_item"]),
    ("tool_body?", "e", TOOL),
    ("sample?", "i", (1, 30)),
    ("compliant?", "i", (0, 30)),
    ("locations", "R", ["location"]),
    ("reaudit_of?", "r", ["audit"]),
)
schema("audit_plan_item", "agreed_on", ("title", "x"), ("agreed_on", "d"), ("due_on", "p"))
