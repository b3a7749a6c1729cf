// swift-format-ignore-file
extension ClauseExample {
    /// A line `# CLAUSE DATE`, then the records in the interchange form.
    static let texts = #"""
        # a.1 2025-11-18
        {"records": [
        {"id": "process-1", "register": "process", "revisions": [{"recorded_at": "2023-07-13T09:00:00Z", "state": "live", "fields": {"area": "staffing", "from": "2023-08-12"}}]},
        {"id": "process-2", "register": "process", "revisions": [{"recorded_at": "2023-08-08T09:00:00Z", "state": "live", "fields": {"area": "reporting", "from": "2023-09-07"}}]},
        {"id": "process-3", "register": "process", "revisions": [{"recorded_at": "2024-08-16T09:00:01Z", "state": "live", "fields": {"area": "equipment", "from": "2023-10-08"}}]},
        {"id": "process-4", "register": "process", "revisions": [{"recorded_at": "2024-08-16T09:00:02Z", "state": "live", "fields": {"area": "examination", "from": "2024-02-19"}}]},
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2024-11-02T09:00:00Z", "state": "live", "fields": {"from": "2024-11-02"}}]}
        ]}
        # a.2 2025-01-21
        {"records": [
        {"id": "process-1", "register": "process", "revisions": [{"recorded_at": "2023-11-29T09:00:04Z", "state": "live", "fields": {"from": "2023-08-28"}}]},
        {"id": "measurement-1", "register": "measurement", "revisions": [{"recorded_at": "2023-12-21T01:26:59Z", "state": "live", "fields": {"subject": "process-1", "measured_on": "2023-12-21"}}]}
        ]}
        # a.3 2026-09-22
        {"records": [
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2024-10-13T09:00:00Z", "state": "live", "fields": {"from": "2024-10-13"}}]},
        {"id": "process-1", "register": "process", "revisions": [{"recorded_at": "2026-03-07T09:00:00Z", "state": "live", "fields": {"from": "2026-03-07"}}]}
        ]}
        # a.4 2025-11-07
        {"records": [
        {"id": "appointment-1", "register": "appointment", "revisions": [{"recorded_at": "2023-08-05T09:00:00Z", "state": "live", "fields": {"post": "quality_manager", "from": "2023-08-10", "to": "2024-09-29"}}]}
        ]}
        # a.5 2026-09-29
        {"records": [
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2025-02-13T01:31:52Z", "state": "live", "fields": {"held_on": "2025-02-13", "items": ["risk_review", "qms_review"], "attended": ["P00", "P01"], "minutes": "m"}}]}
        ]}
        # b.1 2025-05-03
        {"records": [
        {"id": "objective-1", "register": "objective", "revisions": [{"recorded_at": "2023-02-06T09:00:00Z", "state": "live", "fields": {"from": "2023-02-06", "to": "2023-09-18"}}]}
        ]}
        # b.2 2025-10-31
        {"records": [
        {"id": "objective-1", "register": "objective", "revisions": [{"recorded_at": "2024-12-24T09:00:00Z", "state": "live", "fields": {"from": "2025-01-23"}}]},
        {"id": "indicator-1", "register": "indicator", "revisions": [{"recorded_at": "2024-12-24T09:00:01Z", "state": "live", "fields": {"objective": "objective-1", "target": 1558, "from": "2025-01-23"}}]},
        {"id": "measurement-1", "register": "measurement", "revisions": [{"recorded_at": "2025-07-15T01:38:47Z", "state": "live", "fields": {"subject": "indicator-1", "measured_on": "2025-07-15", "value": 926}}]}
        ]}
        # b.3 2025-04-04
        {"records": [
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2024-10-20T01:13:43Z", "state": "live", "fields": {"drafted_on": "2023-11-02", "withdrawn_on": "2024-10-13"}}]},
        {"id": "objective-1", "register": "objective", "revisions": [{"recorded_at": "2024-10-20T01:13:44Z", "state": "live", "fields": {"policy": "document_version-1", "from": "2024-06-09"}}]}
        ]}
        # b.4 2026-12-05
        {"records": [
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2026-03-06T01:11:17Z", "state": "live", "fields": {"audiences": ["staff"], "sent_on": "2026-03-05"}}]},
        {"id": "objective-1", "register": "objective", "revisions": [{"recorded_at": "2026-07-15T09:00:00Z", "state": "live", "fields": {"from": "2026-07-15"}}]}
        ]}
        # b.5 2026-02-08
        {"records": [
        {"id": "objective-1", "register": "objective", "revisions": [{"recorded_at": "2025-12-26T09:00:00Z", "state": "live", "fields": {"from": "2026-01-25"}}]},
        {"id": "review-1", "register": "review", "revisions": [{"recorded_at": "2025-12-26T09:00:03Z", "state": "live", "fields": {"subject": "objective-1", "reviewed_on": "2024-12-02"}}]}
        ]}
        # b.6 2026-11-10
        {"records": [
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2026-04-04T01:23:25Z", "state": "live", "fields": {"sent_on": "2026-04-04"}}]}
        ]}
        # c.1 2025-05-10
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2023-03-20T01:04:42Z", "state": "live", "fields": {"created_on": "2023-03-20"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2023-04-06T01:35:09Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2023-03-20", "effective_from": "2023-04-14", "approved_on": "2023-04-02", "authorised_on": "2023-04-02"}}]},
        {"id": "access_point-1", "register": "access_point", "revisions": [{"recorded_at": "2024-01-26T09:00:00Z", "state": "live", "fields": {"from": "2024-01-26"}}]},
        {"id": "access_test-1", "register": "access_test", "revisions": [{"recorded_at": "2024-09-25T01:19:39Z", "state": "live", "fields": {"tested_on": "2024-09-24"}}]}
        ]}
        # c.2 2026-10-27
        {"records": [
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2025-03-12T09:00:00Z", "state": "live", "fields": {"from": "2025-04-11"}}]},
        {"id": "access_test-1", "register": "access_test", "revisions": [{"recorded_at": "2026-03-03T01:04:04Z", "state": "live", "fields": {"subject": "documents", "tested_on": "2025-04-12"}}]}
        ]}
        # c.3 2026-08-18
        {"records": [
        {"id": "record_type-1", "register": "record_type", "revisions": [{"recorded_at": "2025-01-13T09:00:00Z", "state": "live", "fields": {"from": "2025-02-12"}}]},
        {"id": "access_test-1", "register": "access_test", "revisions": [{"recorded_at": "2026-08-03T01:17:24Z", "state": "live", "fields": {"record_type": "record_type-1", "tested_on": "2026-08-03", "passed": "no"}}]}
        ]}
        # d.1 2026-09-29
        {"records": [
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2025-02-13T01:31:52Z", "state": "live", "fields": {"held_on": "2025-02-13", "items": ["risk_review", "qms_review"], "attended": ["P00", "P01"], "minutes": "m"}}]}
        ]}
        # d.2 2025-01-06
        {"records": [
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2024-03-29T01:47:12Z", "state": "live", "fields": {"held_on": "2024-02-28", "items": ["qms_review", "learning"], "attended": ["P00", "P01", "P02"], "minutes": "m", "inputs": ["previous_actions"]}}]}
        ]}
        # d.3 2026-09-17
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2024-06-02T09:00:00Z", "state": "live", "fields": {"field": "parent_document_system", "value": "yes", "from": "2024-06-02"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2026-05-04T01:28:11Z", "state": "live", "fields": {"drafted_on": "2026-04-09"}}]},
        {"id": "implementation-1", "register": "implementation", "revisions": [{"recorded_at": "2026-05-29T01:20:47Z", "state": "live", "fields": {"version": "document_version-1", "implemented_on": "2026-05-29"}}]},
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2026-06-29T01:40:56Z", "state": "live", "fields": {"origin": "parent", "created_on": "2026-06-29"}}]},
        {"id": "document_version-2", "register": "document_version", "revisions": [{"recorded_at": "2026-07-10T01:05:12Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2026-06-29", "effective_from": "2026-07-10", "approved_on": "2026-07-10", "authorised_on": "2026-07-10"}}]}
        ]}
        # e.1 2026-09-28
        {"records": [
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2026-06-08T01:34:07Z", "state": "live", "fields": {"drafted_on": "2026-05-18", "withdrawn_on": "2026-05-18"}}]},
        {"id": "document_use-1", "register": "document_use", "revisions": [{"recorded_at": "2026-08-03T01:02:17Z", "state": "live", "fields": {"version": "document_version-1", "used_on": "2026-08-03", "purpose": "work"}}]}
        ]}
        # e.2 2026-10-26
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2025-02-28T01:08:32Z", "state": "live", "fields": {"origin": "service", "core": "yes", "created_on": "2025-02-28"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2025-03-05T01:20:56Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2025-02-28", "effective_from": "2025-03-04", "approved_on": "2025-03-04", "authorised_on": "2025-03-05"}}]}
        ]}
        # e.3 2024-12-31
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2023-12-16T01:42:47Z", "state": "live", "fields": {"origin": "service", "created_on": "2023-12-16"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2024-05-18T01:47:58Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2024-05-04", "effective_from": "2024-05-16"}}]}
        ]}
        # e.4 2025-02-25
        {"records": [
        {"id": "access_point-1", "register": "access_point", "revisions": [{"recorded_at": "2024-10-14T09:00:00Z", "state": "live", "fields": {"offers": ["documents", "index"], "from": "2024-10-14"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2024-12-30T01:13:04Z", "state": "live", "fields": {"drafted_on": "2024-08-05", "withdrawn_on": "2024-12-30"}}]},
        {"id": "access_test-1", "register": "access_test", "revisions": [{"recorded_at": "2025-01-24T01:39:12Z", "state": "live", "fields": {"subject": "documents", "access_point": "access_point-1", "tested_on": "2025-01-24", "found": ["document_version-1", "069-docu8"]}}]}
        ]}
        # f.1 2025-07-20
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2023-12-20T01:43:59Z", "state": "live", "fields": {"kind": "medico_legal_policy", "origin": "service", "core": "yes", "created_on": "2023-12-20"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2023-12-30T01:13:46Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2023-12-20", "effective_from": "2023-12-29", "approved_on": "2023-12-29", "authorised_on": "2023-12-30"}}]},
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2024-01-13T09:00:00Z", "state": "live", "fields": {"field": "medico_legal", "value": "yes", "from": "2024-01-13"}}]}
        ]}
        # f.2 2026-03-31
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2024-04-03T09:00:00Z", "state": "live", "fields": {"field": "research", "value": "yes", "from": "2024-04-03"}}]},
        {"id": "research_study-1", "register": "research_study", "revisions": [{"recorded_at": "2025-02-10T09:00:00Z", "state": "live", "fields": {"from": "2025-02-10"}}]},
        {"id": "special_examination-1", "register": "special_examination", "revisions": [{"recorded_at": "2026-03-09T01:02:30Z", "state": "live", "fields": {"performed_on": "2026-03-08", "study": "research_study-1"}}]}
        ]}
        # f.3 2025-10-17
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2023-04-06T09:00:00Z", "state": "live", "fields": {"field": "research", "value": "yes", "from": "2023-05-06"}}]},
        {"id": "profile_entry-2", "register": "profile_entry", "revisions": [{"recorded_at": "2024-03-16T09:00:00Z", "state": "live", "fields": {"field": "medico_legal", "value": "no", "from": "2024-03-16"}}]},
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2024-10-04T01:16:19Z", "state": "live", "fields": {"kind": "research_policy", "origin": "service", "created_on": "2024-10-03"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2024-10-22T01:08:31Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2024-10-03", "effective_from": "2024-10-20", "approved_on": "2024-10-20", "authorised_on": "2024-10-22"}}]},
        {"id": "special_examination-1", "register": "special_examination", "revisions": [{"recorded_at": "2025-04-02T01:31:35Z", "state": "live", "fields": {"kind": "research", "performed_on": "2025-03-26", "number": 7}}]}
        ]}
        # f.4 2025-05-08
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2023-03-01T09:00:00Z", "state": "live", "fields": {"field": "medico_legal", "value": "yes", "from": "2023-03-31"}}]},
        {"id": "profile_entry-2", "register": "profile_entry", "revisions": [{"recorded_at": "2024-03-24T09:00:00Z", "state": "live", "fields": {"field": "research", "value": "yes", "from": "2024-03-24"}}]},
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2025-04-20T01:08:13Z", "state": "live", "fields": {"topic": "vetting_medico_legal", "done_on": "2025-04-20", "sample": 40, "compliant": 20}}]}
        ]}
        # g.1 2026-03-24
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2024-09-02T01:20:00Z", "state": "live", "fields": {"kind": "nonconformity_procedure", "origin": "service", "review_days": 100, "created_on": "2024-09-02"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2024-09-12T01:38:33Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2024-09-02", "effective_from": "2024-09-11", "approved_on": "2024-09-11", "authorised_on": "2024-09-11"}}]}
        ]}
        # g.2 2026-08-19
        {"records": [
        {"id": "nonconformity-1", "register": "nonconformity", "revisions": [{"recorded_at": "2025-09-18T01:44:04Z", "state": "live", "fields": {"area": "equipment", "raised_on": "2025-09-18"}}]},
        {"id": "nonconformity-2", "register": "nonconformity", "revisions": [{"recorded_at": "2025-09-29T01:32:35Z", "state": "live", "fields": {"area": "audit_and_improvement", "raised_on": "2025-09-27"}}]},
        {"id": "nonconformity-3", "register": "nonconformity", "revisions": [{"recorded_at": "2025-10-19T01:27:56Z", "state": "live", "fields": {"area": "medicines_and_contrast", "raised_on": "2025-10-19"}}]},
        {"id": "nonconformity-4", "register": "nonconformity", "revisions": [{"recorded_at": "2025-11-10T01:15:46Z", "state": "live", "fields": {"area": "reporting", "raised_on": "2025-11-07"}}]},
        {"id": "nonconformity-5", "register": "nonconformity", "revisions": [{"recorded_at": "2025-11-19T01:16:24Z", "state": "live", "fields": {"area": "radiation_safety", "raised_on": "2025-11-19"}}]},
        {"id": "nonconformity-6", "register": "nonconformity", "revisions": [{"recorded_at": "2026-02-01T01:16:51Z", "state": "live", "fields": {"area": "documents", "raised_on": "2026-01-30"}}]},
        {"id": "nonconformity-7", "register": "nonconformity", "revisions": [{"recorded_at": "2026-05-21T01:01:54Z", "state": "live", "fields": {"area": "examination", "raised_on": "2026-05-21"}}]},
        {"id": "nonconformity-8", "register": "nonconformity", "revisions": [{"recorded_at": "2026-05-28T01:26:45Z", "state": "live", "fields": {"area": "staffing", "raised_on": "2026-05-21"}}]},
        {"id": "nonconformity-9", "register": "nonconformity", "revisions": [{"recorded_at": "2026-08-05T01:24:04Z", "state": "live", "fields": {"area": "referral_and_vetting", "raised_on": "2026-07-28"}}]}
        ]}
        # g.3 2025-10-12
        {"records": [
        {"id": "nonconformity-1", "register": "nonconformity", "revisions": [{"recorded_at": "2025-01-01T01:33:34Z", "state": "live", "fields": {"raised_on": "2024-12-13"}}]},
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2025-05-01T01:16:22Z", "state": "live", "fields": {"kind": "corrective", "subjects": ["nonconformity-1"], "raised_on": "2025-01-18"}}]},
        {"id": "nonconformity-2", "register": "nonconformity", "revisions": [{"recorded_at": "2025-09-11T01:05:00Z", "state": "live", "fields": {"raised_on": "2025-09-11"}}]}
        ]}
        # g.4 2025-11-14
        {"records": [
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2023-10-24T01:26:50Z", "state": "live", "fields": {"held_on": "2023-10-16", "items": ["qms_review", "nonconformity_review"], "attended": ["P03", "P02"], "minutes": "m"}}]}
        ]}
        # g.5 2026-09-20
        {"records": [
        {"id": "nonconformity-1", "register": "nonconformity", "revisions": [{"recorded_at": "2025-09-28T09:00:01Z", "state": "live", "fields": {"category": "labelling", "raised_on": "2025-09-21"}}]},
        {"id": "nonconformity-2", "register": "nonconformity", "revisions": [{"recorded_at": "2025-12-07T01:39:37Z", "state": "live", "fields": {"category": "labelling", "raised_on": "2025-11-29"}}]},
        {"id": "decision-1", "register": "decision", "revisions": [{"recorded_at": "2026-03-15T01:21:24Z", "state": "live", "fields": {"kind": "trend", "decided_on": "2026-03-15", "stream": "nonconformity"}}]},
        {"id": "nonconformity-3", "register": "nonconformity", "revisions": [{"recorded_at": "2026-05-09T01:37:57Z", "state": "live", "fields": {"category": "labelling", "raised_on": "2026-04-30"}}]}
        ]}
        # g.6 2025-10-26
        {"records": [
        {"id": "decision-1", "register": "decision", "revisions": [{"recorded_at": "2025-07-10T01:17:13Z", "state": "live", "fields": {"kind": "trend", "decided_on": "2025-07-10", "stream": "nonconformity", "choice": "act"}}]},
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2025-08-06T01:06:54Z", "state": "live", "fields": {"kind": "preventive", "raised_on": "2025-07-23"}}]}
        ]}
        # g.7 2025-02-26
        {"records": [
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2024-06-24T01:42:36Z", "state": "live", "fields": {"raised_on": "2024-06-24"}}]},
        {"id": "action-2", "register": "action", "revisions": [{"recorded_at": "2024-07-11T01:18:03Z", "state": "live", "fields": {"raised_on": "2024-05-04", "cost_pence": 500}}]},
        {"id": "decision-1", "register": "decision", "revisions": [{"recorded_at": "2024-08-18T01:42:19Z", "state": "live", "fields": {"kind": "budget", "subjects": ["action-1"], "decided_on": "2024-08-16"}}]}
        ]}
        # h.1 2026-03-03
        {"records": [
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2025-12-04T09:00:00Z", "state": "live", "fields": {"from": "2025-12-09"}}]},
        {"id": "activity-1", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:01Z", "state": "live", "fields": {"month": "2025-11-01", "examinations": 700}}]},
        {"id": "activity-2", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:02Z", "state": "live", "fields": {"month": "2025-10-01", "examinations": 600}}]},
        {"id": "activity-3", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:03Z", "state": "live", "fields": {"month": "2025-09-01", "examinations": 700}}]},
        {"id": "activity-4", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:04Z", "state": "live", "fields": {"month": "2025-08-01", "examinations": 600}}]},
        {"id": "activity-5", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:06Z", "state": "live", "fields": {"month": "2025-06-01", "examinations": 446}}]},
        {"id": "activity-6", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:07Z", "state": "live", "fields": {"month": "2025-05-01", "examinations": 700}}]},
        {"id": "activity-7", "register": "activity", "revisions": [{"recorded_at": "2025-12-04T09:00:10Z", "state": "live", "fields": {"month": "2025-02-01", "examinations": 600}}]},
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-12-04T09:00:11Z", "state": "live", "fields": {"discovered_at": "2024-04-02T15:51:58Z"}}]},
        {"id": "activity-8", "register": "activity", "revisions": [{"recorded_at": "2026-01-31T01:45:34Z", "state": "live", "fields": {"month": "2026-01-01", "location": "location-1", "examinations": 700}}]}
        ]}
        # h.2 2026-12-15
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-06-17T01:37:23Z", "state": "live", "fields": {"type": "infection", "discovered_at": "2026-01-27T02:31:55Z"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2026-10-23T23:46:50Z", "state": "live", "fields": {"type": "wrong_drug", "discovered_at": "2026-10-16T23:34:00Z"}}]},
        {"id": "incident-3", "register": "incident", "revisions": [{"recorded_at": "2026-11-20T01:41:10Z", "state": "live", "fields": {"type": "wrong_drug", "discovered_at": "2026-11-13T00:09:03Z"}}]},
        {"id": "incident-4", "register": "incident", "revisions": [{"recorded_at": "2026-11-27T01:09:11Z", "state": "live", "fields": {"type": "delay", "discovered_at": "2026-01-26T17:18:37Z"}}]},
        {"id": "incident-5", "register": "incident", "revisions": [{"recorded_at": "2026-12-13T05:38:59Z", "state": "live", "fields": {"type": "wrong_drug", "discovered_at": "2026-12-06T05:00:57Z"}}]}
        ]}
        # h.3 2025-09-19
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2024-10-19T07:53:20Z", "state": "live", "fields": {"type": "injury", "discovered_at": "2024-10-12T07:40:51Z"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2024-11-19T23:41:11Z", "state": "live", "fields": {"type": "fall", "discovered_at": "2024-11-11T23:15:00Z"}}]},
        {"id": "incident-3", "register": "incident", "revisions": [{"recorded_at": "2025-03-06T01:15:09Z", "state": "live", "fields": {"type": "fall", "discovered_at": "2025-01-17T09:13:26Z"}}]},
        {"id": "incident-4", "register": "incident", "revisions": [{"recorded_at": "2025-03-22T01:22:13Z", "state": "live", "fields": {"type": "injury", "discovered_at": "2025-03-15T01:00:07Z"}}]},
        {"id": "incident-5", "register": "incident", "revisions": [{"recorded_at": "2025-08-22T01:59:59Z", "state": "live", "fields": {"type": "injury", "discovered_at": "2025-08-22T01:42:33Z"}}]}
        ]}
        # h.4 2025-02-12
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-01-11T01:17:00Z", "state": "live", "fields": {"discovered_at": "2024-04-02T13:09:20Z"}}]}
        ]}
        # h.5 2025-05-27
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-04-01T19:17:28Z", "state": "live", "fields": {"discovered_at": "2025-04-01T19:02:40Z"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2025-04-05T01:09:12Z", "state": "live", "fields": {"level": "incident", "discovered_at": "2024-12-27T16:01:56Z"}}]},
        {"id": "harm_assessment-1", "register": "harm_assessment", "revisions": [{"recorded_at": "2025-04-07T01:37:03Z", "state": "live", "fields": {"incident": "incident-1", "assessed_on": "2025-04-05", "psychological": "low"}}]}
        ]}
        # i.1 2026-08-04
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2025-03-02T01:08:27Z", "state": "live", "fields": {"kind": "incident_investigation_procedure", "origin": "service", "review_days": 100, "created_on": "2025-03-02"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2025-03-04T01:46:45Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2025-03-02", "effective_from": "2025-03-04", "approved_on": "2025-03-04", "authorised_on": "2025-03-04"}}]}
        ]}
        # i.2 2026-10-13
        {"records": [
        {"id": "document-1", "register": "document", "revisions": [{"recorded_at": "2025-06-01T01:23:32Z", "state": "live", "fields": {"kind": "overexposure_procedure", "origin": "service", "review_days": 100, "created_on": "2025-06-01"}}]},
        {"id": "document_version-1", "register": "document_version", "revisions": [{"recorded_at": "2025-06-18T01:04:53Z", "state": "live", "fields": {"document": "document-1", "drafted_on": "2025-06-01", "effective_from": "2025-06-14", "approved_on": "2025-06-14", "authorised_on": "2025-06-14"}}]},
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2025-07-30T09:00:00Z", "state": "live", "fields": {"field": "ionising_radiation", "value": "yes", "from": "2025-07-30"}}]}
        ]}
        # i.3 2025-09-24
        {"records": [
        {"id": "critical_rule-1", "register": "critical_rule", "revisions": [{"recorded_at": "2023-04-01T09:00:00Z", "state": "live", "fields": {"from": "2023-05-01", "to": "2024-12-09"}}]}
        ]}
        # i.4 2026-09-29
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-05-12T01:17:43Z", "state": "live", "fields": {"type": "wrong_patient", "discovered_at": "2026-04-28T10:44:21Z"}}]}
        ]}
        # i.5 2025-06-16
        {"records": [
        {"id": "notification-1", "register": "notification", "revisions": [{"recorded_at": "2024-12-08T01:31:45Z", "state": "live", "fields": {"duty": "clinical_governance", "sent_on": "2024-12-08"}}]},
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-04-20T02:04:48Z", "state": "live", "fields": {"type": "infection", "discovered_at": "2025-04-20T01:28:39Z"}}]}
        ]}
        # i.6 2025-05-25
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-01-23T17:59:38Z", "state": "live", "fields": {"level": "incident", "type": "infection", "discovered_at": "2025-01-15T17:44:57Z"}}]},
        {"id": "harm_assessment-1", "register": "harm_assessment", "revisions": [{"recorded_at": "2025-01-23T17:59:39Z", "state": "live", "fields": {"assessed_on": "2025-01-15"}}]}
        ]}
        # i.7 2026-05-31
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-11-08T05:09:27Z", "state": "live", "fields": {"type": "overexposure", "discovered_at": "2025-10-19T04:50:08Z"}}]},
        {"id": "investigation-1", "register": "investigation", "revisions": [{"recorded_at": "2026-01-11T01:32:13Z", "state": "live", "fields": {"incident": "incident-1", "started_on": "2025-11-04"}}]},
        {"id": "advice-1", "register": "advice", "revisions": [{"recorded_at": "2026-01-23T01:28:26Z", "state": "live", "fields": {"advised_on": "2025-11-16"}}]}
        ]}
        # i.8 2025-08-29
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-06-05T12:22:19Z", "state": "live", "fields": {"discovered_at": "2025-06-05T11:56:52Z", "workplace_outcome": "death"}}]}
        ]}
        # i.9 2025-06-25
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2024-11-07T01:23:33Z", "state": "live", "fields": {"type": "equipment_failure", "discovered_at": "2024-11-07T00:45:07Z"}}]},
        {"id": "notification-1", "register": "notification", "revisions": [{"recorded_at": "2024-11-14T01:13:50Z", "state": "live", "fields": {"duty": "device_regulator", "sent_on": "2024-11-14"}}]}
        ]}
        # i.10 2026-11-08
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-06-23T01:42:45Z", "state": "live", "fields": {"discovered_at": "2026-04-14T03:48:28Z", "affected": ["staff"]}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2026-10-02T23:49:06Z", "state": "live", "fields": {"discovered_at": "2026-09-12T23:11:00Z"}}]},
        {"id": "support_offer-1", "register": "support_offer", "revisions": [{"recorded_at": "2026-10-02T23:49:07Z", "state": "live", "fields": {"incident": "incident-2", "offered_on": "2024-10-09", "kind": "occupational_health"}}]}
        ]}
        # j.1 2025-02-12
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-01-11T01:17:00Z", "state": "live", "fields": {"discovered_at": "2024-04-02T13:09:20Z"}}]}
        ]}
        # j.2 2025-08-25
        {"records": [
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2023-09-08T09:00:00Z", "state": "live", "fields": {"from": "2023-09-08"}}]},
        {"id": "access_test-1", "register": "access_test", "revisions": [{"recorded_at": "2024-01-12T01:04:22Z", "state": "live", "fields": {"subject": "incident_form", "tested_on": "2024-01-10"}}]}
        ]}
        # j.3 2025-03-24
        {"records": [
        {"id": "staff-1", "register": "staff", "revisions": [{"recorded_at": "2023-05-23T09:00:00Z", "state": "live", "fields": {"person": "P01", "from": "2023-05-23"}}]},
        {"id": "training-1", "register": "training", "revisions": [{"recorded_at": "2024-12-08T01:12:23Z", "state": "live", "fields": {"topic": "incident_reporting", "completed_on": "2024-12-06"}}]}
        ]}
        # j.4 2026-10-30
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-04-18T05:48:00Z", "state": "live", "fields": {"discovered_at": "2026-04-18T05:35:48Z", "affected": ["patient"]}}]},
        {"id": "harm_assessment-1", "register": "harm_assessment", "revisions": [{"recorded_at": "2026-04-30T01:03:14Z", "state": "live", "fields": {"incident": "incident-1", "assessed_on": "2026-04-23", "physical": "moderate"}}]}
        ]}
        # j.5 2025-04-02
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2024-09-10T01:15:10Z", "state": "live", "fields": {"discovered_at": "2024-04-16T06:10:05Z"}}]},
        {"id": "investigation-1", "register": "investigation", "revisions": [{"recorded_at": "2024-09-12T01:17:07Z", "state": "live", "fields": {"incident": "incident-1", "started_on": "2024-04-16", "completed_on": "2024-09-10"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2024-12-03T01:07:59Z", "state": "live", "fields": {"discovered_at": "2024-09-18T02:29:19Z"}}]}
        ]}
        # j.6 2026-10-13
        {"records": [
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2026-04-16T01:18:40Z", "state": "live", "fields": {"audiences": ["staff"], "sent_on": "2026-04-15"}}]},
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-07-09T09:00:02Z", "state": "live", "fields": {"discovered_at": "2026-04-30T13:54:20Z", "closed_on": "2026-04-30"}}]},
        {"id": "investigation-1", "register": "investigation", "revisions": [{"recorded_at": "2026-07-09T09:00:05Z", "state": "live", "fields": {"incident": "incident-1", "started_on": "2026-04-30", "completed_on": "2026-04-30"}}]}
        ]}
        # j.7 2026-05-12
        {"records": [
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2026-03-11T01:29:14Z", "state": "live", "fields": {"raised_on": "2026-02-18"}}]},
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2026-04-12T01:11:28Z", "state": "live", "fields": {"kind": "information", "subjects": ["action-1"], "audiences": ["staff"], "sent_on": "2026-04-12"}}]},
        {"id": "action-2", "register": "action", "revisions": [{"recorded_at": "2026-04-12T01:11:29Z", "state": "live", "fields": {"kind": "practice_change", "raised_on": "2025-10-21", "completed_on": "2025-12-08"}}]}
        ]}
        # k.1 2024-02-29
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2021-10-19T09:00:00Z", "state": "live", "fields": {"field": "interventional", "value": "yes", "from": "2021-10-19"}}]},
        {"id": "outcome_count-1", "register": "outcome_count", "revisions": [{"recorded_at": "2023-04-30T01:48:02Z", "state": "live", "fields": {"month": "2023-04-01"}}]},
        {"id": "activity-1", "register": "activity", "revisions": [{"recorded_at": "2023-06-02T01:23:54Z", "state": "live", "fields": {"month": "2023-05-01", "modality": "interventional", "examinations": 40}}]},
        {"id": "activity-2", "register": "activity", "revisions": [{"recorded_at": "2023-08-31T01:47:24Z", "state": "live", "fields": {"month": "2023-08-01", "modality": "interventional"}}]},
        {"id": "activity-3", "register": "activity", "revisions": [{"recorded_at": "2023-11-08T01:17:28Z", "state": "live", "fields": {"month": "2023-10-01", "modality": "interventional", "examinations": 10}}]},
        {"id": "activity-4", "register": "activity", "revisions": [{"recorded_at": "2024-01-08T01:23:12Z", "state": "live", "fields": {"month": "2023-12-01", "modality": "interventional", "examinations": 10}}]}
        ]}
        # k.2 2025-08-05
        {"records": [
        {"id": "registry-1", "register": "registry", "revisions": [{"recorded_at": "2023-07-15T09:00:00Z", "state": "live", "fields": {"period_days": 30, "from": "2023-07-15"}}]},
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2023-09-12T09:00:00Z", "state": "live", "fields": {"field": "registries", "value": "yes", "from": "2023-09-12"}}]},
        {"id": "registry_submission-1", "register": "registry_submission", "revisions": [{"recorded_at": "2023-10-09T01:00:48Z", "state": "live", "fields": {"submitted_on": "2023-10-09"}}]},
        {"id": "profile_entry-2", "register": "profile_entry", "revisions": [{"recorded_at": "2023-11-18T09:00:00Z", "state": "live", "fields": {"field": "interventional", "value": "yes", "from": "2023-11-18"}}]}
        ]}
        # k.3 2025-03-10
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2022-10-15T09:00:00Z", "state": "live", "fields": {"field": "interventional", "value": "yes", "from": "2022-11-14"}}]},
        {"id": "complication-1", "register": "complication", "revisions": [{"recorded_at": "2024-06-13T01:16:42Z", "state": "live", "fields": {"occurred_on": "2024-05-15"}}]}
        ]}
        # k.4 2026-12-09
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2025-06-06T09:00:00Z", "state": "live", "fields": {"field": "interventional", "value": "yes", "from": "2025-06-06"}}]},
        {"id": "complication-1", "register": "complication", "revisions": [{"recorded_at": "2026-08-29T01:33:18Z", "state": "live", "fields": {"occurred_on": "2026-08-12"}}]},
        {"id": "complication-2", "register": "complication", "revisions": [{"recorded_at": "2026-09-02T01:33:51Z", "state": "live", "fields": {"occurred_on": "2026-08-23", "avoidable": "yes"}}]},
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2026-09-30T01:20:26Z", "state": "live", "fields": {"subjects": ["complication-1"], "raised_on": "2026-09-30"}}]}
        ]}
        # k.5 2026-08-11
        {"records": [
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2024-07-20T01:02:26Z", "state": "live", "fields": {"held_on": "2024-07-20", "items": ["qms_review", "outcomes"], "attended": ["P02", "P00"], "minutes": "m"}}]},
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2025-02-21T09:00:00Z", "state": "live", "fields": {"field": "interventional", "value": "yes", "from": "2025-03-23"}}]}
        ]}
        # k.6 2026-08-05
        {"records": [
        {"id": "profile_entry-1", "register": "profile_entry", "revisions": [{"recorded_at": "2024-07-10T09:00:00Z", "state": "live", "fields": {"field": "interventional", "value": "yes", "from": "2024-07-10"}}]},
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2025-05-02T01:46:22Z", "state": "live", "fields": {"held_on": "2025-05-02"}}]},
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2025-05-30T01:18:57Z", "state": "live", "fields": {"kind": "information", "subjects": ["meeting-1"], "audiences": ["staff"], "sent_on": "2025-05-30"}}]},
        {"id": "meeting-2", "register": "meeting", "revisions": [{"recorded_at": "2025-12-19T01:32:32Z", "state": "live", "fields": {"held_on": "2025-12-19", "items": ["outcomes"], "attended": ["P01", "P00"], "minutes": "m"}}]}
        ]}
        # l.1 2025-12-26
        {"records": [
        {"id": "risk-1", "register": "risk", "revisions": [{"recorded_at": "2024-08-29T01:00:03Z", "state": "live", "fields": {"identified_on": "2024-08-21", "assessed_on": "2024-08-22"}}]}
        ]}
        # l.2 2025-05-22
        {"records": [
        {"id": "risk-1", "register": "risk", "revisions": [{"recorded_at": "2024-09-24T01:44:26Z", "state": "live", "fields": {"identified_on": "2024-09-11", "assessed_on": "2024-09-24", "likelihood": 4, "consequence": 5}}]},
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2025-03-19T01:38:22Z", "state": "live", "fields": {"kind": "risk_treatment", "raised_on": "2024-02-11"}}]}
        ]}
        # l.3 2026-01-30
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2025-04-19T04:52:53Z", "state": "live", "fields": {"level": "near_miss", "discovered_at": "2025-04-19T04:08:19Z"}}]},
        {"id": "risk-1", "register": "risk", "revisions": [{"recorded_at": "2025-09-30T01:30:02Z", "state": "live", "fields": {"identified_on": "2025-08-27"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2025-10-10T07:37:24Z", "state": "live", "fields": {"discovered_at": "2025-10-10T07:21:52Z", "risks": ["risk-1"]}}]}
        ]}
        # l.4 2026-02-10
        {"records": [
        {"id": "staff-1", "register": "staff", "revisions": [{"recorded_at": "2023-12-09T09:00:00Z", "state": "live", "fields": {"person": "P01", "from": "2023-12-09", "profession": "radiologist"}}]},
        {"id": "meeting-1", "register": "meeting", "revisions": [{"recorded_at": "2025-02-24T01:10:54Z", "state": "live", "fields": {"held_on": "2025-02-24", "items": ["morbidity_mortality", "nonconformity_review"], "attended": ["P01", "guest", "guest2"], "minutes": "m"}}]},
        {"id": "meeting-2", "register": "meeting", "revisions": [{"recorded_at": "2025-05-26T01:16:52Z", "state": "live", "fields": {"held_on": "2025-05-26", "items": ["morbidity_mortality"], "attended": ["P01", "guest", "guest2"], "minutes": "m"}}]},
        {"id": "meeting-3", "register": "meeting", "revisions": [{"recorded_at": "2025-06-26T01:20:26Z", "state": "live", "fields": {"held_on": "2025-06-26", "items": ["discrepancy"], "attended": ["guest", "guest2"], "minutes": "m"}}]},
        {"id": "meeting-4", "register": "meeting", "revisions": [{"recorded_at": "2025-09-26T01:01:32Z", "state": "live", "fields": {"held_on": "2025-09-26", "items": ["learning"], "attended": ["P01", "guest", "guest2"], "minutes": "m"}}]},
        {"id": "meeting-5", "register": "meeting", "revisions": [{"recorded_at": "2025-10-28T01:36:08Z", "state": "live", "fields": {"held_on": "2025-10-27", "items": ["morbidity_mortality"], "attended": ["guest", "guest2"], "minutes": "m"}}]},
        {"id": "meeting-6", "register": "meeting", "revisions": [{"recorded_at": "2025-12-27T01:47:00Z", "state": "live", "fields": {"held_on": "2025-12-27", "items": ["morbidity_mortality"], "attended": ["P01", "guest", "guest2"], "minutes": "m"}}]}
        ]}
        # l.5 2026-11-24
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-02-23T22:34:24Z", "state": "live", "fields": {"discovered_at": "2026-02-23T22:28:14Z"}}]},
        {"id": "action-1", "register": "action", "revisions": [{"recorded_at": "2026-02-23T22:34:25Z", "state": "live", "fields": {"subjects": ["incident-1"], "raised_on": "2025-11-24"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2026-03-30T09:24:08Z", "state": "live", "fields": {"level": "near_miss", "discovered_at": "2026-03-10T08:37:20Z"}}]}
        ]}
        # m.1 2025-03-27
        {"records": [
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2023-08-13T09:00:00Z", "state": "live", "fields": {"from": "2023-08-13"}}]},
        {"id": "risk-1", "register": "risk", "revisions": [{"recorded_at": "2024-07-19T01:30:19Z", "state": "live", "fields": {"identified_on": "2024-07-14", "assessed_on": "2024-07-19"}}]},
        {"id": "activity-1", "register": "activity", "revisions": [{"recorded_at": "2024-10-31T01:07:01Z", "state": "live", "fields": {"month": "2024-10-01", "location": "location-1", "modality": "interventional", "examinations": 180}}]}
        ]}
        # m.2 2026-06-20
        {"records": [
        {"id": "location-1", "register": "location", "revisions": [{"recorded_at": "2024-04-04T09:00:00Z", "state": "live", "fields": {"from": "2024-04-09"}}]},
        {"id": "access_test-1", "register": "access_test", "revisions": [{"recorded_at": "2025-04-11T01:15:29Z", "state": "live", "fields": {"subject": "index", "tested_on": "2025-04-11"}}]}
        ]}
        # m.3 2026-09-14
        {"records": [
        {"id": "decision-1", "register": "decision", "revisions": [{"recorded_at": "2025-03-12T01:00:47Z", "state": "live", "fields": {"kind": "trend", "decided_on": "2025-03-12", "stream": "incident"}}]},
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2026-04-05T01:43:51Z", "state": "live", "fields": {"type": "laser", "discovered_at": "2025-09-23T03:44:03Z"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2026-05-17T16:55:11Z", "state": "live", "fields": {"type": "laser", "discovered_at": "2026-04-27T16:41:46Z"}}]},
        {"id": "incident-3", "register": "incident", "revisions": [{"recorded_at": "2026-06-25T16:28:10Z", "state": "live", "fields": {"type": "laser", "discovered_at": "2026-06-05T16:27:01Z"}}]}
        ]}
        # m.4 2025-04-02
        {"records": [
        {"id": "incident-1", "register": "incident", "revisions": [{"recorded_at": "2024-09-10T01:15:10Z", "state": "live", "fields": {"discovered_at": "2024-04-16T06:10:05Z"}}]},
        {"id": "investigation-1", "register": "investigation", "revisions": [{"recorded_at": "2024-09-12T01:17:07Z", "state": "live", "fields": {"incident": "incident-1", "started_on": "2024-04-16", "learning_on": "2024-09-12"}}]},
        {"id": "incident-2", "register": "incident", "revisions": [{"recorded_at": "2025-01-21T08:53:10Z", "state": "live", "fields": {"discovered_at": "2025-01-21T08:11:02Z", "closed_on": "2025-01-21"}}]}
        ]}
        # n.1 2025-03-02
        {"records": [
        {"id": "audit_plan_item-1", "register": "audit_plan_item", "revisions": [{"recorded_at": "2023-10-17T01:37:31Z", "state": "live", "fields": {"agreed_on": "2023-10-17", "due_on": "2024-06-20"}}]},
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2024-08-08T01:08:12Z", "state": "live", "fields": {"done_on": "2024-08-08"}}]}
        ]}
        # n.2 2026-11-10
        {"records": [
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2026-02-10T01:15:29Z", "state": "live", "fields": {"done_on": "2026-02-02", "tool_body": "local_tool"}}]}
        ]}
        # n.3 2026-11-10
        {"records": [
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2026-02-10T01:15:29Z", "state": "live", "fields": {"done_on": "2026-02-02"}}]},
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2026-04-28T01:38:42Z", "state": "live", "fields": {"kind": "consultation", "sent_on": "2026-04-28"}}]}
        ]}
        # n.4 2025-03-24
        {"records": [
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2024-08-22T01:06:59Z", "state": "live", "fields": {"audiences": ["staff"], "sent_on": "2024-08-20"}}]},
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2024-08-26T01:11:25Z", "state": "live", "fields": {"done_on": "2024-08-25"}}]}
        ]}
        # n.5 2025-10-17
        {"records": [
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2025-05-26T01:13:27Z", "state": "live", "fields": {"done_on": "2025-05-26"}}]},
        {"id": "communication-1", "register": "communication", "revisions": [{"recorded_at": "2025-07-21T01:06:51Z", "state": "live", "fields": {"audiences": ["clinical_users"], "sent_on": "2025-07-21"}}]}
        ]}
        # n.6 2025-12-30
        {"records": [
        {"id": "audit-1", "register": "audit", "revisions": [{"recorded_at": "2025-03-21T01:16:11Z", "state": "live", "fields": {"done_on": "2025-02-19"}}]},
        {"id": "decision-1", "register": "decision", "revisions": [{"recorded_at": "2025-05-17T01:45:41Z", "state": "live", "fields": {"kind": "development", "subjects": ["audit-1"], "decided_on": "2025-05-09"}}]},
        {"id": "audit-2", "register": "audit", "revisions": [{"recorded_at": "2025-06-09T01:36:01Z", "state": "live", "fields": {"done_on": "2025-06-09"}}]}
        ]}
        """#
}
