"""The values of the fields that have a choice, and names to choose from."""
AREA = (
    "management documents staffing equipment referral_and_vetting examination reporting radiation_safety "
    "infection_control medicines_and_contrast incidents_and_risk audit_and_improvement"
).split()
MODALITY = (
    "radiography ct mri ultrasound fluoroscopy mammography nuclear_medicine dexa interventional other_modality"
).split()
CLINICAL = (
    "missed_diagnosis report_discrepancy wrong_drug contrast_reaction inappropriate_treatment wrong_patient "
    "wrong_examination delay overexposure procedure_complication infection other_clinical"
).split()
SAFETY = (
    "violence fall injury needlestick manual_handling mr_safety laser equipment_failure fire_or_estate "
    "staff_exposure information other_safety"
).split()
INTERNAL = ["staff", "management"]
EXTERNAL = ["clinical_users", "patients", "public", "commissioners", "partners"]
AUDIENCE = INTERNAL + EXTERNAL
DUTY = (
    "clinical_governance exposure_notice exposure_report workplace_notice workplace_report manufacturer "
    "device_regulator other_duty"
).split()
ADVISER = "mpe rpa mr_safety laser".split()
RECIPIENT = "clinical_team patient carer staff other".split()
GRADE = "none low moderate severe fatal".split()
INPUT = (
    "objectives audits nonconformities incidents risks feedback previous_actions resources improvement other_input"
).split()
DOC_KIND = (
    "quality_policy medico_legal_policy research_policy nonconformity_procedure harm_grading_procedure "
    "incident_reporting_procedure incident_investigation_procedure overexposure_procedure risk_assessment "
    "procedure protocol form other"
).split()
MEETING_ITEM = (
    "qms_review nonconformity_review incident_trends outcomes discrepancy morbidity_mortality learning "
    "risk_review clinical_governance"
).split()
PROFESSION = (
    "radiologist radiographer sonographer nuclear_medicine physicist nurse assistant administrator manager " "other"
).split()
PROFILE_FIELD = (
    "nation ionising_radiation interventional medico_legal research mobile_units outsourced_services "
    "parent_document_system registries"
).split()
NATION = "england scotland wales northern_ireland".split()
NIL_SUBJECT = (
    "nonconformity incident clinical_incident near_miss error exposure incident_type location "
    "adviser_incident notifiable_incident equipment_incident staff_incident care_affecting_incident "
    "practice_change costed_action complication special_examination"
).split()
ACTION_KIND = (
    "correction corrective preventive risk_treatment near_miss_response complication_response "
    "practice_change improvement"
).split()
DECISION_KIND = (
    "trend budget development no_action risk_accepted no_risk_link adviser_not_needed not_notified "
    "not_disclosed support_not_needed"
).split()
CATEGORY = "labelling late_report wrong_side consent cleaning".split()
PROCEDURE = "biopsy drainage stent".split()
TOOL = "rcr sor bnms ipem bir other_professional local_tool".split()
SUBJECT_TEST = "documents index incident_form record_type".split()
PERSONS = ["P%02d" % i for i in range(14)]

YN = ["yes", "no"]
