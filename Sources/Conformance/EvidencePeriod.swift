/// The days on which an item of evidence is current: from the date that it speaks of to the last day that it holds.
package struct EvidencePeriod: Sendable, Equatable {
    /// How many days evidence is current if nobody says otherwise: 12 months as a limit (DOMAIN, "Rules with numbers").
    package static let defaultDays = 366

    /// The date that the evidence speaks of.
    package let datedOn: CivilDate
    /// The last day on which it is current.
    package let validUntil: CivilDate

    /// Why there is no such period.
    package enum Fault: Error, Sendable, Equatable {
        /// The date that the evidence speaks of is still to come.
        case datedInFuture
        /// It would cease to be current before the date that it speaks of.
        case endsBeforeItBegins
    }

    /// The period of an item uploaded today; what is not said is today, and 366 days after.
    package init(datedOn: CivilDate?, validUntil: CivilDate?, today: CivilDate) throws(Fault) {
        let datedOn = datedOn ?? today
        let validUntil = validUntil ?? datedOn + Self.defaultDays
        guard datedOn <= today else { throw .datedInFuture }
        guard datedOn <= validUntil else { throw .endsBeforeItBegins }
        self.datedOn = datedOn
        self.validUntil = validUntil
    }
}
