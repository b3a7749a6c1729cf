import Conformance

/// The records of an invented busy service over two years, in the interchange form, in the proportions that such a
/// service has: the same for a number of records in every run.
struct BusyService {
    private var records: [String] = []
    private var state: UInt64 = 2026
    private let end: CivilDate

    /// About so many records, the last of them shortly before `end`.
    static func json(records count: Int, end: CivilDate) -> String {
        var service = BusyService(end: end)
        service.fill(count)
        return "{\"records\":[" + service.records.joined(separator: ",") + "],\"overrides\":[]}"
    }

    private init(end: CivilDate) { self.end = end }

    private mutating func number(_ below: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, below)))
    }

    private mutating func day() -> CivilDate { end - number(700) }

    private mutating func add(_ register: String, _ id: String, on day: CivilDate, _ fields: String) {
        let at = min(day, end)
        records.append(
            "{\"id\":\"\(id)\",\"register\":\"\(register)\",\"revisions\":[{\"recorded_at\":\"\(at)T12:00:00Z\","
                + "\"state\":\"live\",\"fields\":{\(fields)}}]}")
    }

    private mutating func fill(_ count: Int) {
        let start = end - 900
        for field in ["ionising_radiation", "interventional", "registries", "research", "parent_document_system"] {
            add(
                "profile_entry", "p-\(field)", on: start,
                "\"field\":\"\(field)\",\"value\":\"yes\",\"from\":\"\(start)\"")
        }
        add("profile_entry", "p-nation", on: start, "\"field\":\"nation\",\"value\":\"england\",\"from\":\"\(start)\"")
        for index in 0..<4 {
            add(
                "location", "l-\(index)", on: start,
                "\"name\":\"Place \(index)\",\"kind\":\"permanent\",\"from\":\"\(start)\"")
        }
        let staff = max(10, count / 100)
        for index in 0..<staff {
            let profession = index % 4 == 0 ? "radiologist" : "radiographer"
            add(
                "staff", "s-\(index)", on: start,
                "\"person\":\"P\(index)\",\"profession\":\"\(profession)\",\"from\":\"\(start)\"")
        }
        let documents = max(10, count * 5 / 100)
        for index in 0..<documents {
            let created = day()
            add(
                "document", "d-\(index)", on: created,
                "\"title\":\"D\(index)\",\"kind\":\"procedure\",\"origin\":\"service\",\"core\":\"yes\","
                    + "\"created_on\":\"\(created)\"")
            for version in 1...3 {
                let drafted = min(end, created + version * 90)
                add(
                    "document_version", "v-\(index)-\(version)", on: drafted,
                    "\"document\":\"d-\(index)\",\"number\":\(version),\"author\":\"P0\",\"drafted_on\":\"\(drafted)\","
                        + "\"effective_from\":\"\(drafted)\",\"approved_by\":\"P1\",\"approved_on\":\"\(drafted)\","
                        + "\"authorised_by\":\"P2\",\"authorised_on\":\"\(drafted)\"")
            }
        }
        var serial = 0
        while records.count < count {
            serial += 1
            work(serial, staff: staff, documents: documents)
        }
    }

    /// What comes of one day's work: an incident with all that follows from it, a nonconformity, some use of documents.
    private mutating func work(_ serial: Int, staff: Int, documents: Int) {
        let day = day()
        let later = min(end, day + 5)
        let type = ["delay", "wrong_drug", "fall", "violence", "missed_diagnosis"][number(5)]
        let level = ["incident", "error", "near_miss"][number(3)]
        let i = "i-\(serial)"
        add(
            "incident", i, on: day,
            "\"level\":\"\(level)\",\"type\":\"\(type)\",\"discovered_at\":\"\(day)T09:00:00Z\","
                + "\"location\":\"l-\(number(4))\",\"affected\":[\"patient\"],\"care_affected\":\"yes\","
                + "\"route\":\"reported\",\"closed_on\":\"\(later)\"")
        add(
            "harm_assessment", "h-\(serial)", on: later,
            "\"incident\":\"\(i)\",\"assessed_on\":\"\(later)\",\"assessor\":\"P1\",\"physical\":\"low\","
                + "\"psychological\":\"none\"")
        add(
            "investigation", "n-\(serial)", on: later,
            "\"incident\":\"\(i)\",\"lead\":\"P2\",\"started_on\":\"\(day)\",\"completed_on\":\"\(later)\","
                + "\"findings\":\"Found.\"")
        add(
            "disclosure", "c-\(serial)", on: day,
            "\"incident\":\"\(i)\",\"recipient\":\"patient\",\"told_at\":\"\(day)T15:00:00Z\"")
        add(
            "notification", "t-\(serial)", on: later,
            "\"incident\":\"\(i)\",\"duty\":\"clinical_governance\",\"body\":\"Board\",\"sent_on\":\"\(later)\"")
        add(
            "nonconformity", "g-\(serial)", on: day,
            "\"area\":\"documents\",\"category\":\"C\(number(40))\",\"raised_on\":\"\(day)\"")
        add(
            "action", "a-\(serial)", on: day,
            "\"kind\":\"corrective\",\"subjects\":[\"g-\(serial)\",\"\(i)\"],\"raised_on\":\"\(day)\","
                + "\"due_on\":\"\(later)\",\"completed_on\":\"\(later)\"")
        add(
            "communication", "m-\(serial)", on: later,
            "\"kind\":\"information\",\"subjects\":[\"\(i)\"],\"audiences\":[\"staff\"],\"sent_on\":\"\(later)\"")
        for receipt in 0..<6 {
            add(
                "receipt", "r-\(serial)-\(receipt)", on: later,
                "\"communication\":\"m-\(serial)\",\"person\":\"P\(number(staff))\",\"level\":\"understood\","
                    + "\"given_on\":\"\(later)\"")
        }
        for use in 0..<4 {
            let version = "v-\(number(documents))-\(number(3) + 1)"
            add(
                "document_use", "u-\(serial)-\(use)", on: day,
                "\"version\":\"\(version)\",\"used_on\":\"\(day)\",\"purpose\":\"work\"")
        }
        if serial % 10 == 0 {
            add(
                "audit", "q-\(serial)", on: day,
                "\"topic\":\"other_topic\",\"done_on\":\"\(day)\",\"tool_body\":\"rcr\"")
            add(
                "risk", "k-\(serial)", on: day,
                "\"title\":\"R\",\"kind\":\"clinical\",\"area\":\"reporting\",\"identified_on\":\"\(day)\","
                    + "\"assessed_on\":\"\(day)\",\"likelihood\":3,\"consequence\":5")
            add(
                "meeting", "e-\(serial)", on: day,
                "\"held_on\":\"\(day)\",\"items\":[\"qms_review\",\"outcomes\",\"learning\"],"
                    + "\"attended\":[\"P0\",\"P1\",\"P4\"],\"minutes\":\"Kept.\",\"reviewed\":[\"g-\(serial)\"]")
        }
    }
}
