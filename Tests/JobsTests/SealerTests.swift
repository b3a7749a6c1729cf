import Crypto
import Jobs
import Kernel
import Postgres
import Storage
import TestSupport
import Testing

struct SealerTests {
    @Test(
        "What a call has logged is sealed a second later at the latest, by the jobs that run, and the rest at their end"
    )
    func inTime() async throws {
        try await TestStore.withOwnDatabase { trust, database in
            let loop = TestStore.loops.loops[0]
            let store = trust.store
            let runner = JobRunner(
                store: store, auditKey: TestTrust.auditKey, loop: loop, clock: trust.clock, report: { _, _ in })
            runner.start()
            let scope = SystemScope(store, tenant: trust.tenant)
            // At the start every tenant is asked, so what was there before is sealed too.
            var worst = Duration.zero
            for number in 1...3 {
                if number > 1 {
                    try await trust.log(number...number, in: database)
                    store.unsealed.note(trust.tenant)
                }
                let start = MonotonicInstant.now
                while try await scope.hasUnsealedEntries() {
                    try #require(MonotonicInstant.now - start < .seconds(30))
                    try await loop.sleep(for: .milliseconds(5))
                }
                if number > 1 { worst = max(worst, MonotonicInstant.now - start) }
            }
            #expect(worst < .seconds(1), "sealed after \(worst)")
            runner.stop()
            try await trust.log(10...10, in: database)
            store.unsealed.note(trust.tenant)
            await runner.sealRest()
            let isLeft = try await scope.hasUnsealedEntries()
            #expect(!isLeft)
        }
    }

    @Test("Many tenants take turns, and one whose log can't be sealed keeps nobody else waiting")
    func turns() async throws {
        try await TestStore.withTrust { trust in
            // A store of its own: what other tests note is not this sealer's.
            let store = Store(TestStore.database)
            let other = try await TestTrust.make(in: trust.store)
            let missing = Identifier.make(now: 1)
            try await trust.log(1...4500)
            for tenant in [trust.tenant, other.tenant, missing] { store.unsealed.note(tenant) }
            let sealer = Sealer(store, key: TestTrust.auditKey, clock: trust.clock)
            let result = await sealer.sealNoted()
            #expect(result.entries > 4500 && result.failures.isEmpty && !result.wasBusy)
            for tenant in [trust.tenant, other.tenant] {
                let isLeft = try await SystemScope(store, tenant: tenant).hasUnsealedEntries()
                #expect(!isLeft)
            }
            #expect(await sealer.sealNoted() == Sealer.Result())
        }
    }

    @Test("Entries that nobody has noted are found, and a log that is being sealed is looked at again")
    func unnoted() async throws {
        try await TestStore.withOwnDatabase { trust, database in
            let store = Store(database)
            let sealer = Sealer(store, key: TestTrust.auditKey, clock: trust.clock)
            #expect(await sealer.sealNoted() == Sealer.Result())
            try await sealer.noteAll()
            let first = await sealer.sealNoted()
            #expect(first.entries > 1)
            // Nothing is left: nobody is noted.
            try await sealer.noteAll()
            let noted = store.unsealed.take()
            #expect(noted.isEmpty)

            try await trust.log(1...1, in: database)
            let lock = Statement("test.audit_lock", "select tree_size from lm2.audit_tree for update")
            try await database.transaction { transaction in
                _ = try await transaction.run([TestStore.entry(trust.tenant), Query(lock, [])])
                try await sealer.noteAll()
                let busy = await sealer.sealNoted()
                #expect(busy.wasBusy && busy.entries == 0 && busy.failures.isEmpty)
            }
            let second = await sealer.sealNoted()
            #expect(second.entries == 1)
        }
    }
}
