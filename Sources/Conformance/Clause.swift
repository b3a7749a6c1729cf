/// One separately checkable requirement of a standard.
package struct Clause: Sendable, Equatable {
    /// Its id, such as `a.1`.
    package let id: String
    /// Its place among all clauses of the standard's version, from 0. It never changes within a version.
    package let number: Int
    /// The index of its criterion.
    package let criterion: Int
    /// How strongly the standard asks for it.
    package let force: Force
    /// The phrase of the criterion's text that it rests on, verbatim.
    package let anchor: String
    /// The requirement in short.
    package let requirement: String
    /// The records that show it.
    package let records: String
    /// What is computed from those records.
    package let indicator: String
}
