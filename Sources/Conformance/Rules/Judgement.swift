/// What the records say of a clause.
package enum SystemVerdict: String, Sendable, CaseIterable {
    /// The service's profile says that the clause does not apply.
    case notApplicable = "not_applicable"
    /// The records show that the clause is not kept.
    case contradicted
    /// The records do not suffice to say.
    case insufficient
    /// The records show that the clause is kept.
    case supported
}

/// A number or a word that a verdict rests on.
package struct Figure: Sendable, Equatable {
    /// Its name, as `pass` or `longest_gap_days`.
    package let name: String
    /// Its value.
    package let value: Value
    /// Whether it says how a list of items stands, which every sentence says already.
    let isCount: Bool

    /// What a figure may be.
    package enum Value: Sendable, Equatable {
        case number(Int)
        case text(String)
        case absent
    }

    init(_ name: String, _ number: Int?, isCount: Bool = false) {
        self.name = name
        self.isCount = isCount
        value = number.map { .number($0) } ?? .absent
    }

    init(_ name: String, text: String?) {
        self.name = name
        isCount = false
        value = text.map { .text($0) } ?? .absent
    }
}

/// A clause's verdict at a date, with its reasons.
package struct Judgement: Sendable {
    /// The clause, as `k.5`.
    package let clause: String
    /// The verdict.
    package let verdict: SystemVerdict
    /// The ids of the records that decided it, by the date on which they happened and by id (G18).
    package let deciding: [String]
    /// The figures that it rests on.
    package let figures: [Figure]
    /// The settings that were used, with their values.
    package let settings: [(key: String, value: RuleSetting.Value)]
    /// The verdict in words.
    package let sentence: String
}

/// Something that a rule asks for, with the records that show it.
struct Condition {
    let holds: Bool
    let records: [Int32]

    init(_ holds: Bool, _ records: [Int32] = []) {
        self.holds = holds
        self.records = records
    }

    /// Either of the two; both show it where both hold.
    func or(_ other: Condition) -> Condition {
        Condition(holds || other.holds, (holds ? records : []) + (other.holds ? other.records : []))
    }
}

/// What a rule concludes, before it is put into words.
struct Conclusion {
    var verdict: SystemVerdict
    var records: [Int32]
    var figures: [Figure] = []
    /// What the verdict rests on, in words, without the verdict.
    var reason: String
}
