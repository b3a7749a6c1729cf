/// What is wrong with an exported audit log: the first thing that is.
package struct AuditFinding: Error, Sendable, Equatable {
    /// The kinds, in a word each for programs.
    package enum Kind: String, Sendable, CaseIterable {
        /// An entry is another than the one that was sealed.
        case altered
        /// An entry that was sealed is not there.
        case removed
        /// An entry is there that was not sealed.
        case inserted
        /// An entry is at another place than the one where it was sealed.
        case reordered
        /// The hashes of a seal's entries do not make the root that was signed.
        case untraceable
        /// A head was not signed by the key.
        case unsigned
        /// A seal is missing, is there twice or does not follow the one before it.
        case unconnected
        /// The log ends before the head that was kept.
        case rolledBack = "rolled-back"
        /// The log has another history than the head that was kept.
        case forked
        /// The head that was kept is none of this log and key.
        case foreignHead = "foreign-head"
        /// There is no seal at all.
        case empty
        /// A line is neither a seal nor an entry.
        case unreadable
    }

    /// What kind it is.
    package let kind: Kind
    /// The index of the first entry that it is about; nil if it is about none.
    package let leafIndex: UInt64?
    /// The id of that entry, where the log still says it; empty otherwise.
    package let entryID: String
    /// A sentence for people.
    package let sentence: String

    init(_ kind: Kind, at leafIndex: UInt64? = nil, entryID: String = "", _ sentence: String) {
        self.kind = kind
        self.leafIndex = leafIndex
        self.entryID = entryID
        self.sentence = sentence
    }
}
