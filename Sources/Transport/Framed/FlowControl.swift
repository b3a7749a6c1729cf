/// How much of a call's messages one side may send, and how much it lets the other send. PROTOCOL.md states the same rule.
package struct FlowControl: Equatable, Sendable {
    /// What each side may send of a call before it is granted more, in bytes.
    package static let initialWindow = 262_144
    /// What a message costs at the least, so that a flood of empty ones is bounded too.
    package static let leastCost = 64
    /// The most credit that a side may hold.
    package static let mostCredit = Int(Int32.max)

    /// What this side may still send. A message may go while it is above zero, and may take it below.
    package private(set) var sendCredit = initialWindow
    /// What the other side may still send.
    package private(set) var receiveCredit = initialWindow
    /// Taken by the application, but not granted again yet.
    private var toGrant = 0

    /// Makes the state of a new call.
    package init() {}

    /// What a message of so many bytes costs.
    @inlinable package static func cost(_ count: Int) -> Int { max(count, leastCost) }

    /// Whether a message may be sent.
    package var maySend: Bool { sendCredit > 0 }

    /// Counts a message that was sent.
    package mutating func sent(_ count: Int) {
        precondition(maySend, "a message was sent without credit")
        sendCredit -= Self.cost(count)
    }

    /// Counts a message that came; false if the other side had no credit for it.
    package mutating func received(_ count: Int) -> Bool {
        guard receiveCredit > 0 else { return false }
        receiveCredit -= Self.cost(count)
        return true
    }

    /// Counts credit that was granted to this side; false if it is more than a side may hold, or nothing.
    package mutating func granted(_ bytes: UInt32) -> Bool {
        guard bytes > 0, sendCredit + Int(bytes) <= Self.mostCredit else { return false }
        sendCredit += Int(bytes)
        return true
    }

    /// Lets the other side send so much more than the initial window, and gives it as the credit to grant at once. The
    /// window of a stream has to be some messages wide, or each side waits for the other in turn.
    package mutating func widen(by bytes: Int) -> UInt32 {
        receiveCredit += bytes
        return UInt32(bytes)
    }

    /// Counts a message that the application has taken, and gives the credit to grant now, or nil: half a window is
    /// collected first, since a frame for each message would cost more than it helps.
    package mutating func consumed(_ count: Int) -> UInt32? {
        toGrant += Self.cost(count)
        guard toGrant >= Self.initialWindow / 2 else { return nil }
        let grant = toGrant
        toGrant = 0
        receiveCredit += grant
        return UInt32(grant)
    }
}
