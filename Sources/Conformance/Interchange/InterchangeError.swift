/// What is wrong with a text that should be records in the interchange form, and where.
package struct InterchangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place in the text, in bytes from 0; nil: it concerns the whole.
    package let offset: Int?
    /// What is wrong, and what is wanted.
    package let problem: String

    /// A problem, and where it is if it has a place.
    package init(_ problem: String, at offset: Int? = nil) {
        self.problem = problem
        self.offset = offset
    }

    package var description: String { offset.map { "byte \($0): \(problem)" } ?? problem }
}
