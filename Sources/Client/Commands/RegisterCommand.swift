import Conformance

/// `lm2 record registers`: needs no server, for the registers are part of the program.
enum RegisterCommand {
    static let registers = Command(
        "registers", summary: "Says which registers there are, and what the fields of one may hold.",
        details: [
            "The fields are those of \u{2018}lm2 record create\u{2019} and the columns of a CSV file. The field whose day is the "
                + "day on which the record happened is marked."
        ],
        positionals: [Positional("REGISTER", optional: true, summary: "Only this register, with its fields")],
        example: "lm2 record registers meeting"
    ) { (invocation) async throws(ClientFailure) in
        guard let named = invocation.arguments.word("REGISTER") else { return all }
        return fields(of: try Register(named: named))
    }

    /// All registers by name.
    private static var all: Report {
        Report(
            tables: [
                Table(
                    "registers",
                    [.init("register", "Register"), .init("summary", "What is recorded in it", wraps: true)],
                    rows: Register.allCases.sorted { $0.name < $1.name }.map { [.text($0.name), .text($0.summary)] })
            ], footer: ["The fields of one: lm2 record registers REGISTER"])
    }

    /// The fields of a register.
    private static func fields(of register: Register) -> Report {
        Report(
            title: ["\(register.name): \(register.summary)"],
            tables: [
                Table(
                    "fields",
                    [
                        .init("field", "Field"), .init("need", "Needed"),
                        .init("help", "What it says", wraps: true),
                        .init("form", "What it may hold", wraps: true), .init("required", nil),
                        .init("happened", nil), .init("kind", nil), .init("words", nil),
                    ],
                    rows: register.fields.map { field in
                        [
                            .text(field.name), .said(need(of: field)), .text(field.help),
                            .text(FieldText.form(of: field)), .flag(field.isRequired), .flag(field.isHappening),
                            .text(kind(of: field)), .list(field.words),
                        ]
                    })
            ],
            footer: [
                "\u{2018}Day\u{2019} marks the field that says on which day the record happened: from then on it counts."
            ])
    }

    /// Whether a record needs the field, and whether it has the record's day.
    private static func need(of field: Field) -> String {
        (field.isRequired ? "yes" : "") + (field.isHappening ? ", day" : "")
    }

    /// The protocol's word for what a field holds.
    private static func kind(of field: Field) -> String {
        switch field.kind {
        case .text: "text"
        case .person: "person"
        case .persons: "persons"
        case .integer: "integer"
        case .date: "date"
        case .month: "month"
        case .time: "time"
        case .plan: "plan"
        case .choice: "choice"
        case .choices: "choices"
        case .reference: "reference"
        case .references: "references"
        }
    }
}
