/// A named number or list that rules use, with its default and the source of that.
package struct RuleSetting: Sendable {
    /// What a setting may be.
    package enum Kind: Sendable, Equatable {
        case days, workingDays, percent, count, microsieverts, tenths, grade, dates
        /// Some of these words.
        case list([String])
    }

    /// A setting's value.
    package enum Value: Sendable, Equatable {
        case number(Int)
        case words([String])
    }

    /// The name by which it is overridden.
    package let key: String
    /// What it may be.
    package let kind: Kind
    /// Its value where nobody has said otherwise.
    package let fallback: Value
    /// Clauses with a default of their own; a general override does not reach these.
    package let byClause: [String: Int]
    /// Where the default comes from; LM2 is the standard's own text.
    package let source: String

    init(_ key: String, _ kind: Kind, _ fallback: Value, byClause: [String: Int] = [:], source: String) {
        self.key = key
        self.kind = kind
        self.fallback = fallback
        self.byClause = byClause
        self.source = source
    }

    /// The setting of that name.
    package static func named(_ key: String) -> RuleSetting? { table[key] }

    /// The fields of an incident that `mandatory_incident_fields` may name: those that may be left out.
    static let optionalIncidentFields =
        ["affected", "risks"] + Register.incident.fields.filter(\.isOptional).map(\.name)

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    /// Whether a value may stand for this setting: counts and days from 1, lags and graces from 0, words from its list.
    package func accepts(_ value: Value) -> Bool {
        switch (kind, value) {
        case (.list(let known), .words(let words)): words.allSatisfy(known.contains)
        case (.dates, .words(let words)): words.allSatisfy { CivilDate($0) != nil }
        case (.grade, .words(let words)): words.count == 1 && HarmGrade.words.contains(words[0])
        case (.percent, .number(let number)): (0...1000).contains(number)
        case (.days, .number(let number)), (.workingDays, .number(let number)), (.count, .number(let number)):
            (mayBeZero ? 0...1_000_000 : 1...1_000_000).contains(number)
        case (.microsieverts, .number(let number)), (.tenths, .number(let number)):
            (0...1_000_000_000).contains(number)
        default: false
        }
    }

    private var mayBeZero: Bool { key.contains("lag") || key.contains("grace") }
}

/// A tenant's own value of a setting, dated; of one clause if its key is `key@clause`.
package struct RuleOverride: Sendable {
    /// The setting's name, with `@` and a clause if it is for that one only.
    package let key: String
    /// The value.
    package let value: RuleSetting.Value
    /// The first day on which it holds.
    package let from: CivilDate
    /// The last day; nil: open.
    package let to: CivilDate?
    /// Microseconds since 1970, UTC.
    package let recordedAt: Int64

    /// An override; its key and value are checked by whoever takes them in.
    package init(key: String, value: RuleSetting.Value, from: CivilDate, to: CivilDate?, recordedAt: Int64) {
        self.key = key
        self.value = value
        self.from = from
        self.to = to
        self.recordedAt = recordedAt
    }
}

/// The settings as they read at a date (the rules, section 4).
struct SettingsAtDate {
    private let overrides: [String: RuleSetting.Value]

    init(_ all: [RuleOverride], at day: CivilDate, mode: VisibilityMode) {
        var best: [String: RuleOverride] = [:]
        for candidate in all {
            guard candidate.from <= day, candidate.to.map({ day <= $0 }) ?? true,
                mode == .happened || LondonCalendar.date(ofMicroseconds: candidate.recordedAt) <= day
            else { continue }
            if let other = best[candidate.key],
                (other.from, other.recordedAt) > (candidate.from, candidate.recordedAt)
            {
                continue
            }
            best[candidate.key] = candidate
        }
        overrides = best.mapValues(\.value)
    }

    /// A setting's value for a clause: its own override, its own default, the general override, the default.
    func value(_ key: String, for clause: String) -> RuleSetting.Value {
        guard let setting = RuleSetting.named(key) else { preconditionFailure("no setting \(key)") }
        if let own = overrides["\(key)@\(clause)"] { return own }
        if let own = setting.byClause[clause] { return .number(own) }
        return overrides[key] ?? setting.fallback
    }
}
