/// Two years of believable records of an invented imaging service, for demonstrations: the same arguments give the same
/// records.
package struct DemonstrationRecords {
    /// How well the invented service keeps its quality management system.
    package enum Character: String, CaseIterable, Sendable {
        /// A hospital's department that does nearly all that it should, in time.
        case exemplary
        /// A scanning centre that means well and gets round to most of it.
        case middling
        /// A small department whose quality manager has left.
        case neglectful
    }

    /// A revision of a record.
    package struct Revision: Sendable, Equatable {
        /// Microseconds since 1970, UTC; no two revisions of a service have the same.
        package let recordedAt: Int64
        /// The whole body; nil: withdrawn.
        package let body: RecordBody?
        /// Why it was withdrawn; empty otherwise.
        package let reason: String
    }

    /// A record with all its revisions, oldest first.
    package struct Entry: Sendable, Equatable {
        /// Its name within the service, as `incident-17`; bodies refer by it.
        package let id: String
        /// What it is a record of.
        package let register: Register
        /// At least one.
        package let revisions: [Revision]

        /// A record of at least one revision.
        package init(id: String, register: Register, revisions: [Revision]) {
            self.id = id
            self.register = register
            self.revisions = revisions
        }
    }

    /// The records of a service in the two years that end the day before `until`, in the order in which they were first
    /// recorded. What stood before, such as staff and documents, is recorded in the last weeks before the two years.
    ///
    /// - Parameters:
    ///   - seed: chooses among equally characterful services.
    package static func make(_ character: Character, seed: UInt64, until: CivilDate) -> [Entry] {
        var story = DemonstrationStory(character, seed: seed, until: until)
        story.tell()
        return story.ledger.entries(through: until - 1)
    }
}
