import Conformance
import Testing

/// The records of an invented service, written down as short as a table needs: what a clause does not read is left out.
///
/// Every record is recorded at noon on the day on which it happened, unless said otherwise. The records pass through the
/// interchange form, so that the tables test its reader too.
struct Scenario {
    /// What a field holds.
    enum Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
        case text(String)
        case number(Int)
        case list([String])

        init(stringLiteral text: String) { self = .text(text) }
        init(integerLiteral number: Int) { self = .number(number) }
        init(arrayLiteral texts: String...) { self = .list(texts) }

        var json: String {
            switch self {
            case .text(let text): quoted(text)
            case .number(let number): String(number)
            case .list(let texts): "[" + texts.map(quoted).joined(separator: ",") + "]"
            }
        }
    }

    private struct Record {
        let id: String
        let register: String
        var revisions: [(recordedAt: String, json: String)]
    }

    private var records: [Record] = []
    private var overrides: [String] = []

    /// Adds a record, or a revision of the one that has the id already.
    mutating func add(_ register: String, _ id: String, _ fields: [String: Value], recorded: String? = nil) {
        let at = recorded.map(Self.instant) ?? Self.recorded(register, fields)
        let content = fields.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\($0.value.json)" }
        let json = "{\"recorded_at\":\"\(at)\",\"state\":\"live\",\"fields\":{\(content.joined(separator: ","))}}"
        if let place = records.firstIndex(where: { $0.id == id }) {
            records[place].revisions.append((at, json))
        } else {
            records.append(Record(id: id, register: register, revisions: [(at, json)]))
        }
    }

    /// Withdraws a record on a day.
    mutating func withdraw(_ id: String, on day: String) {
        guard let place = records.firstIndex(where: { $0.id == id }) else { return }
        let at = Self.instant(day)
        records[place].revisions.append((at, "{\"recorded_at\":\"\(at)\",\"state\":\"withdrawn\"}"))
    }

    /// Overrides a setting, as `met_share@c.2`, from a day on.
    mutating func set(_ key: String, _ value: Value, from: String = "2000-01-01", to: String? = nil) {
        let end = to.map { ",\"to\":\"\($0)\"" } ?? ""
        overrides.append(
            "{\"key\":\"\(key)\",\"value\":\(value.json),\"from\":\"\(from)\"\(end),"
                + "\"recorded_at\":\"\(Self.instant(from))\"}")
    }

    /// The interchange form; the records in another order if that is asked.
    func json(reversed: Bool = false) -> String {
        let ordered = reversed ? records.reversed() : records
        let texts = ordered.map { record in
            "{\"id\":\(quoted(record.id)),\"register\":\"\(record.register)\",\"revisions\":["
                + record.revisions.map(\.json).joined(separator: ",") + "]}"
        }
        return "{\"records\":[\(texts.joined(separator: ","))],\"overrides\":[\(overrides.joined(separator: ","))]}"
    }

    /// The judgement of a clause as at a date.
    func judge(_ clause: String, _ date: String, mode: VisibilityMode = .recorded) throws -> Judgement {
        let read = try Interchange(Array(json().utf8))
        let day = try #require(CivilDate(date))
        return try #require(Evaluation.judge(read.set, at: day, mode: mode, clauses: [clause]).first)
    }

    private static func instant(_ text: String) -> String { text.count == 10 ? text + "T12:00:00Z" : text }

    private static func recorded(_ register: String, _ fields: [String: Value]) -> String {
        guard let field = Register(name: register)?.fields.first(where: \.isHappening),
            case .text(let text)? = fields[field.name]
        else { return "2000-01-01T12:00:00Z" }
        // What holds from a later day on is known before: nobody waits for it to be judged.
        return instant(text)
    }
}

private func quoted(_ text: String) -> String { "\"" + text + "\"" }
