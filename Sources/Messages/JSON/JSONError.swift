/// Why a JSON text is not a message.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line at fault, counted from 1.
    package let line: Int
    /// The place in the line, counted from 1 in characters of Unicode (scalars).
    package let column: Int
    /// The path of the field at fault in the names of the `.proto` file, such as `clauses[3].rating`; nil if it is the text
    /// as a whole. A field that the message does not have is named as the text names it.
    package let field: String?
    /// What is wrong with it, such as `must be a string`.
    package let reason: String

    package var description: String { "line \(line), column \(column): \(field ?? "the text") \(reason)" }
}
