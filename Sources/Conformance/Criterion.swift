/// One criterion of a standard.
package struct Criterion: Sendable, Equatable {
    /// Its letter, `a` to `n` in LM2.
    package let id: String
    /// Its text, verbatim but for line breaks.
    package let text: String
    /// The numbers of its clauses in the standard.
    package let clauseNumbers: ClosedRange<Int>
}
