/// Why bytes are not a message that is taken.
package enum MessageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes are not a serialised message of that type.
    case malformed(type: String)
    /// The message would take more memory than its size warrants.
    case tooExpensive(type: String)
    /// A string is not UTF-8. The field is named by its path, such as `clauses[3].narrative`.
    case invalidUTF8(field: String)
    /// A string holds U+0000, which the database cannot keep.
    case nulCharacter(field: String)
    /// A timestamp or a duration is one that JSON has no form for.
    case timeOutOfRange(field: String)

    /// The path of the field at fault, if it is one field's.
    package var field: String? {
        switch self {
        case .malformed, .tooExpensive: nil
        case .invalidUTF8(let field), .nulCharacter(let field), .timeOutOfRange(let field): field
        }
    }

    package var description: String {
        switch self {
        case .malformed(let type): "the bytes are not a message of type \(type)"
        case .tooExpensive(let type): "the message of type \(type) takes too much memory for its size"
        case .invalidUTF8(let field): "\(field) is not valid UTF-8"
        case .nulCharacter(let field): "\(field) contains U+0000"
        case .timeOutOfRange(let field): "\(field) is out of the range of times"
        }
    }

    /// The same error seen from the message that holds the field's message.
    func inside(_ path: String) -> MessageError {
        // A value that is at fault as a whole has no path of its own yet.
        func joined(_ field: String) -> String { field.isEmpty ? path : "\(path).\(field)" }
        return switch self {
        case .malformed, .tooExpensive: self
        case .invalidUTF8(let field): .invalidUTF8(field: joined(field))
        case .nulCharacter(let field): .nulCharacter(field: joined(field))
        case .timeOutOfRange(let field): .timeOutOfRange(field: joined(field))
        }
    }
}
