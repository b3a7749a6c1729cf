import Messages
import Postgres
import RPC
import Services
import Storage
import TestSupport
import Testing

/// Every method, called at random with the ids of other tenants: nothing is read, written or told apart from absence.
struct RandomIsolationTests {
    /// How many calls: a sample here; `deploy/soak` asks for 100,000.
    private static var calls: Int { TestSetting.number("LM2_TEST_RANDOM_CALLS", otherwise: 2_000) }
    private static var seed: UInt64 { UInt64(TestSetting.number("LM2_TEST_SEED", otherwise: 2_026)) }
    private static let tenants = 20

    private struct Member: Sendable {
        let trust: TestTrust
        let names: Names
        var engaged: TestCaller
    }

    private static func members(in store: Store) async throws -> [Member] {
        var members: [Member] = []
        for _ in 0..<tenants {
            let trust = try await TestTrust.make(in: store)
            let names = try await Names.all(of: trust)
            var engaged = trust.assessor
            engaged.engagement = names.engagement
            members.append(Member(trust: trust, names: names, engaged: engaged))
        }
        return members
    }

    // Rows of tenants without what the calls themselves leave in their own tenant: answers that are remembered, last
    // uses, and the log.
    private static let content = Statement(
        "test.content",
        """
        select md5(string_agg(part, '' order by part)) from (
            select s::text from lm2.service s union all select u::text from lm2.unit u
            union all select l::text from lm2.record l union all select a::text from lm2.assessment a
            union all select c::text from lm2.assessment_clause c union all select e::text from lm2.evidence e
            union all select k::text from lm2.evidence_link k union all select x::text from lm2.record_revision x
            union all select m::text from lm2.record_reference m union all select g::text from lm2.engagement g
            union all select h::text from lm2.engagement_assessor h
            union all select p::text from lm2.account p union all select w::text from lm2.password w
        ) parts (part)
        """)

    private static func content(of tenant: Identifier) async throws -> String {
        try await TestStore.database.run([TestStore.entry(tenant), Query(content, [])], on: .read)[1].row(0).text(0)
    }

    @Test("With ids of other tenants every call is answered as with ids of nothing, byte for byte, and changes nothing")
    func random() async throws {
        try await TestStore.onLoop { _ in
            let members = try await Self.members(in: TestStore.store)
            var before: [String] = []
            for member in members { before.append(try await Self.content(of: member.trust.tenant)) }
            var random = SeededGenerator(seed: Self.seed)
            var compared = 0
            var reached = 0
            var turns = 0
            while compared < Self.calls {
                turns += 1
                let own = members[Int.random(in: 0..<Self.tenants, using: &random)]
                let foreign = members[Int.random(in: 0..<Self.tenants, using: &random)]
                guard foreign.trust.tenant != own.trust.tenant, let call = NamedCall.all.randomElement(using: &random),
                    let caller = [
                        own.trust.contributor, own.trust.manager, own.trust.viewer, own.trust.administrator,
                        own.trust.lead, own.engaged,
                    ].randomElement(using: &random)
                else { continue }
                // One id of another tenant in an otherwise good request, or all of them.
                var (theirs, nobodys) = (own.names, own.names)
                let missing = Names.missing()
                let all = Bool.random(using: &random)
                for field in all ? Names.fields : [Names.fields.randomElement(using: &random) ?? \.service] {
                    theirs[keyPath: field] = foreign.names[keyPath: field]
                    nobodys[keyPath: field] = missing[keyPath: field]
                }
                // A request that names none of the ids says nothing; it would only change the own tenant.
                guard call.messages(theirs) != call.messages(own.names) else { continue }
                let answer = try await caller.answer(call, theirs)
                let absent = try await caller.answer(call, nobodys)
                #expect(answer == absent, "\(call.path) as \(caller.name), seed \(Self.seed), turn \(turns)")
                compared += 1
                if answer.code != .permissionDenied { reached += 1 }
            }
            // Where a role may not ask at all nothing is shown of ids.
            #expect(reached > compared / 3, "only \(reached) of \(compared) calls got as far as the ids")
            for (member, content) in zip(members, before) {
                #expect(try await Self.content(of: member.trust.tenant) == content, "a tenant's content was changed")
            }
        }
    }
}
