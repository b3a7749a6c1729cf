/// What a pipelined connection is owed: the replies to all that it sent, in order.
///
/// It decides and does nothing: a reply goes in, what it means comes out. What the ledger does not know is a violation,
/// after which the connection can't be trusted and is closed.
package struct Ledger<Owner> {
    /// A reply that is owed, with whom it is for.
    package enum Debt {
        /// The reply to a preparation of the statement of this name, which the owner needs first.
        case preparation(String, Owner)
        /// The reply to one statement of the owner's.
        case query(Owner)
        /// The end of a preparation, which is a unit by itself: so it stands even when the owner's statements fail.
        case preparationSync
        /// The end of the owner's group.
        case sync(Owner)
    }

    /// What the server said.
    package enum Reply { case success, failure, aborted, endOfReply, sync }

    /// What it means.
    package enum Meaning {
        case prepared(String)
        case preparationFailed(String, Owner)
        case gave(Owner)
        case failed(Owner)
        /// An earlier statement of the same group failed.
        case skipped(Owner)
        case ended(Owner)
        case nothing
        case violation(String)
    }

    private var debts: [Debt?] = []
    private var head = 0
    /// The first debt has had its reply and waits for the end of it.
    private var isAnswered = false

    /// A ledger of a connection that owes nothing.
    package init() {}

    /// Whether nothing is owed.
    package var isEmpty: Bool { head == debts.count }
    /// The replies that are owed.
    package var count: Int { debts.count - head }

    /// Notes that a reply will come, after all that are owed already.
    package mutating func owe(_ debt: Debt) { debts.append(debt) }

    /// What a reply means, by the first debt; it is paid once its reply has ended.
    package mutating func receive(_ reply: Reply) -> Meaning {
        guard head < debts.count, let first = debts[head] else { return .violation("a reply that nobody asked for") }
        switch first {
        case .preparationSync, .sync:
            guard reply == .sync else { return .violation("\(reply) where the end of a group was owed") }
            pop()
            if case .sync(let owner) = first { return .ended(owner) }
            return .nothing
        case .preparation(let name, let owner):
            if isAnswered || reply == .endOfReply { return end(reply) }
            switch reply {
            case .success:
                isAnswered = true
                return .prepared(name)
            case .failure, .aborted:
                isAnswered = true
                return .preparationFailed(name, owner)
            case .sync, .endOfReply: return .violation("a preparation without a reply")
            }
        case .query(let owner):
            if isAnswered || reply == .endOfReply { return end(reply) }
            switch reply {
            case .success:
                isAnswered = true
                return .gave(owner)
            case .failure:
                isAnswered = true
                return .failed(owner)
            case .aborted:
                isAnswered = true
                return .skipped(owner)
            case .sync, .endOfReply: return .violation("a statement without a reply")
            }
        }
    }

    private mutating func end(_ reply: Reply) -> Meaning {
        guard isAnswered else { return .violation("a reply that ended before it began") }
        guard reply == .endOfReply else { return .violation("\(reply) after a reply that was complete") }
        isAnswered = false
        pop()
        return .nothing
    }

    private mutating func pop() {
        debts[head] = nil
        head += 1
        if head == debts.count {
            debts.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 512 {
            debts.removeFirst(head)
            head = 0
        }
    }

    /// Everybody who is still owed something, each once for every group that has not ended. Empties the ledger.
    package mutating func cancelAll() -> [Owner] {
        var owners: [Owner] = []
        for case .sync(let owner)? in debts[head...] { owners.append(owner) }
        debts = []
        head = 0
        isAnswered = false
        return owners
    }
}

extension Ledger: Sendable where Owner: Sendable {}
extension Ledger.Debt: Sendable where Owner: Sendable {}
extension Ledger.Meaning: Sendable where Owner: Sendable {}
