import Postgres
import Testing

struct LedgerTests {
    private func text(_ meaning: Ledger<String>.Meaning) -> String {
        switch meaning {
        case .prepared(let name): "prepared \(name)"
        case .preparationFailed(let name, let owner): "preparation of \(name) failed \(owner)"
        case .gave(let owner): "gave \(owner)"
        case .failed(let owner): "failed \(owner)"
        case .skipped(let owner): "skipped \(owner)"
        case .ended(let owner): "ended \(owner)"
        case .nothing: ""
        case .violation: "violation"
        }
    }

    private func owing(_ debts: [Ledger<String>.Debt]) -> Ledger<String> {
        var ledger = Ledger<String>()
        for debt in debts { ledger.owe(debt) }
        return ledger
    }

    @Test func tellsWhoseReplyItIs() {
        var ledger = owing([
            .preparation("s", "a"), .preparationSync, .query("a"), .query("a"), .sync("a"), .query("b"), .sync("b"),
        ])
        let replies: [Ledger<String>.Reply] = [
            .success, .endOfReply, .sync, .success, .endOfReply, .failure, .endOfReply, .sync, .success, .endOfReply,
            .sync,
        ]
        let meanings = replies.map { text(ledger.receive($0)) }
        #expect(
            meanings == [
                "prepared s", "", "", "gave a", "", "failed a", "", "ended a", "gave b", "", "ended b",
            ])
        #expect(ledger.isEmpty)
    }

    @Test func aFailedPreparationIsForgottenAndSkipsNothingButItsGroup() {
        var ledger = owing([.preparation("s", "a"), .preparationSync, .query("a"), .sync("a"), .query("b"), .sync("b")])
        let replies: [Ledger<String>.Reply] = [
            .failure, .endOfReply, .sync, .failure, .endOfReply, .sync, .success, .endOfReply, .sync,
        ]
        let meanings = replies.map { text(ledger.receive($0)) }
        #expect(
            meanings == [
                "preparation of s failed a", "", "", "failed a", "", "ended a", "gave b", "", "ended b",
            ])
    }

    @Test(
        arguments: [
            ("nothing owed", [], [Ledger<String>.Reply.success]),
            ("nothing owed", [], [.sync]),
            ("a query answered by a sync", [.query("a"), .sync("a")], [.sync]),
            ("a query that ends before it began", [.query("a"), .sync("a")], [.endOfReply]),
            ("two results to one query", [.query("a"), .sync("a")], [.success, .success]),
            ("a sync inside a reply", [.query("a"), .sync("a")], [.success, .sync]),
            ("a result in place of a sync", [.sync("a")], [.success]),
            ("a failure in place of a sync", [.sync("a")], [.failure]),
            ("a preparation that ends before it began", [.preparation("s", "a"), .preparationSync], [.endOfReply]),
        ] as [(String, [Ledger<String>.Debt], [Ledger<String>.Reply])])
    func whatIsNotOwedIsAViolation(_ name: String, _ debts: [Ledger<String>.Debt], _ replies: [Ledger<String>.Reply]) {
        var ledger = owing(debts)
        var last = ""
        for reply in replies { last = text(ledger.receive(reply)) }
        #expect(last == "violation", "\(name)")
    }

    @Test func aLostConnectionNamesEachGroupOnce() {
        var ledger = owing([.query("a"), .query("a"), .sync("a"), .preparation("s", "b"), .preparationSync])
        ledger.owe(.query("b"))
        ledger.owe(.sync("b"))
        _ = ledger.receive(.success)
        #expect(ledger.cancelAll() == ["a", "b"])
        #expect(ledger.isEmpty)
    }

    @Test func holdsThousandsOfDebtsInOrder() {
        var ledger = Ledger<Int>()
        var next = 0
        for round in 0..<5_000 {
            ledger.owe(.query(round))
            ledger.owe(.sync(round))
            guard round % 3 != 0 else { continue }
            _ = ledger.receive(.success)
            _ = ledger.receive(.endOfReply)
            guard case .ended(next) = ledger.receive(.sync) else {
                Issue.record("not \(next)")
                return
            }
            next += 1
        }
        #expect(ledger.count == 2 * (5_000 - next))
    }
}
