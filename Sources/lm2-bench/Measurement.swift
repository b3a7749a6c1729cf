/// One figure: what was measured, and what was to be reached.
struct Measurement: Sendable {
    /// Whether a target is a floor or a ceiling.
    enum Target: Sendable {
        case atLeast(Double)
        case atMost(Double)
        case none

        func isMet(by value: Double) -> Bool? {
            switch self {
            case .atLeast(let limit): value >= limit
            case .atMost(let limit): value <= limit
            case .none: nil
            }
        }

        var text: String {
            switch self {
            case .atLeast(let limit): "≥ \(Measurement.short(limit))"
            case .atMost(let limit): "≤ \(Measurement.short(limit))"
            case .none: ""
            }
        }
    }

    let name: String
    /// Nil if it could not be measured.
    let value: Double?
    let unit: String
    var target = Target.none
    /// How it was measured, or why it was not.
    let method: String

    /// A figure.
    init(name: String, value: Double, unit: String, target: Target = .none, method: String) {
        self.name = name
        self.value = value
        self.unit = unit
        self.target = target
        self.method = method
    }

    /// A figure that could not be had.
    init(name: String, notMeasured reason: String, unit: String, _ target: Target) {
        self.name = name
        value = nil
        self.unit = unit
        self.target = target
        method = "not measured: \(reason)"
    }

    /// Whether the target was reached; nil if there is none, or no figure.
    private var isMet: Bool? { value.flatMap { target.isMet(by: $0) } }

    /// A table for a terminal.
    static func table(_ all: [Measurement]) -> String {
        let rows =
            [["measured", "value", "unit", "target", ""]]
            + all.map { item in
                guard let value = item.value else { return [item.name, "–", item.unit, item.target.text, item.method] }
                let verdict = item.isMet.map { $0 ? "met" : "MISSED" } ?? ""
                return [item.name, short(value), item.unit, item.target.text, verdict]
            }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// A list of objects.
    static func json(_ all: [Measurement]) -> String {
        let lines = all.map { item in
            let met = item.isMet.map { $0 ? "true" : "false" } ?? "null"
            let value = item.value.map(short) ?? "null"
            return #"  {"name": \#(quoted(item.name)), "value": \#(value), "unit": \#(quoted(item.unit)), "#
                + #""target": \#(quoted(item.target.text)), "met": \#(met), "method": \#(quoted(item.method))}"#
        }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }

    /// Three digits that count, or whole numbers where there are more.
    static func short(_ value: Double) -> String {
        if value >= 100 || value == value.rounded() { return String(Int(value.rounded())) }
        let scaled = (value * 100).rounded() / 100
        return String(scaled)
    }
}

extension [Double] {
    /// The middle value.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }

    /// The value below which the share lies.
    func percentile(_ share: Double) -> Double {
        isEmpty ? 0 : sorted()[Swift.min(count - 1, Int(Double(count) * share))]
    }
}
