/// Where what a service says of a clause disagrees with its records or with the assessor (DOMAIN, "Three verdicts").
package struct Disagreement: Sendable, Equatable {
    /// How grave a disagreement is; the graver first.
    package enum Gravity: Int, Sendable, Comparable {
        case serious = 1
        case mild = 2

        package static func < (left: Gravity, right: Gravity) -> Bool { left.rawValue < right.rawValue }
    }

    /// The graver of the two.
    package let gravity: Gravity
    /// Whether the records disagree with the service.
    package let byRecords: Bool
    /// Whether the assessor disagrees with the service.
    package let byAssessor: Bool

    /// Compares the columns; nil where they agree, or one of them says nothing.
    ///
    /// - Parameter colour: how the service's rating shows; nil where it is not started or not applicable.
    package init?(_ colour: Colour?, _ system: SystemVerdict, _ assessor: AssessorVerdict) {
        guard let colour else { return nil }
        let records = Self.gravity(colour, system)
        let person = Self.gravity(colour, assessor)
        guard let gravity = [records, person].compactMap({ $0 }).min() else { return nil }
        self.gravity = gravity
        byRecords = records != nil
        byAssessor = person != nil
    }

    private static func gravity(_ colour: Colour, _ system: SystemVerdict) -> Gravity? {
        switch (colour, system) {
        case (.green, .contradicted), (.amber, .contradicted): .serious
        case (.green, .insufficient), (.red, .supported): .mild
        default: nil
        }
    }

    private static func gravity(_ colour: Colour, _ assessor: AssessorVerdict) -> Gravity? {
        switch (colour, assessor) {
        case (.green, .notMet), (.amber, .notMet): .serious
        case (.green, .partlyMet), (.red, .met): .mild
        default: nil
        }
    }
}
