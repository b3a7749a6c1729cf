import Messages

/// The protocol's enums in the words of the command line: lower case, with hyphens.
extension ProtobufEnum {
    /// The value's word.
    var word: String {
        String(name.map { $0 == "_" ? "-" : $0 })
    }

    /// The value of that word.
    init?(word: String) {
        self.init(name: String(word.map { $0 == "-" ? "_" : $0 }))
    }

    /// The words that may be given: all but "not said".
    static var words: [String] {
        known.filter { $0.rawValue != 0 }.map(\.word)
    }
}

extension Rating {
    /// The rating in a report.
    var cell: Cell {
        switch self {
        case .unspecified: .word("not-started", .faint)
        case .notMet: .word(word, .bad)
        case .notApplicable: .word(word, .faint)
        default: .word(word, .plain)
        }
    }
}

extension Colour {
    /// The colour in a report; absent for what is not started or not applicable.
    var cell: Cell {
        switch self {
        case .unspecified, .unrecognized: .absent
        case .red: .word(word, .bad)
        case .amber: .word(word, .middling)
        case .green: .word(word, .good)
        }
    }
}

extension AssessorVerdict {
    /// The verdict in a report; absent when the assessor has not spoken.
    var cell: Cell {
        switch self {
        case .unspecified: .absent
        case .met: .word(word, .good)
        case .partlyMet: .word(word, .middling)
        case .notMet: .word(word, .bad)
        case .notApplicable, .unrecognized: .word(word, .faint)
        }
    }
}

extension EvidenceState {
    /// The state in a report.
    var cell: Cell {
        switch self {
        case .accepted: .word(word, .good)
        case .rejected: .word(word, .bad)
        default: .word(word, .middling)
        }
    }
}

extension ProtobufEnum {
    /// The value's word in a report; absent for "not said".
    var plainCell: Cell { rawValue == 0 ? .absent : .text(word) }
}

extension Timestamp? {
    /// The moment in a report.
    var cell: Cell { map { .instant($0.microseconds) } ?? .absent }
}
