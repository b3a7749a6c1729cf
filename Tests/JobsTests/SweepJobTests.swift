import Jobs
import Kernel
import Messages
import Postgres
import TestSupport
import Testing

struct SweepJobTests {
    @Test("A sweep visits every tenant, removes what was left there, and says how much")
    func sweep() async throws {
        try await TestStore.withTrust { trust in
            let other = try await TestTrust.make(in: trust.store)
            // Long before what the other tests remember, which stays.
            let then: Int64 = 946_684_800_000_000
            for trust in [trust, other] {
                trust.clock.set(microseconds: then)
                _ = try await trust.administrator.call(
                    Methods.OrganisationService.createUnit,
                    CreateUnitRequest(idempotencyKey: "k", kind: .group, name: "G"))
                let leave = Statement(
                    "test.leave",
                    """
                    with left_behind as (
                        insert into lm2.evidence (tenant_id, evidence_id, service_id, file_name, media_type, title,
                            dated_on, valid_until, begun_at, uploaded_by)
                        select $1, $1, $2, 'a', 'b', '', '2026-01-01', '2026-01-01', now() - interval '2 hours', $3
                        returning tenant_id, evidence_id)
                    insert into lm2.evidence_chunk (tenant_id, evidence_id, number, received_at, bytes)
                    select tenant_id, evidence_id, 0, now() - interval '61 minutes', 'x' from left_behind
                    """)
                let service = try await trust.manager.call(
                    Methods.OrganisationService.getService, GetServiceRequest(serviceID: trust.service))
                _ = try await TestStore.database.run(
                    [
                        TestStore.entry(trust.tenant),
                        Query(
                            leave,
                            [
                                TestStore.value(trust.tenant.description), TestStore.value(service.serviceID),
                                TestStore.value(trust.contributor.account.description),
                            ]),
                    ], on: .write)
            }
            let clock = ManualClock(microseconds: then + 24 * 3600 * 1_000_000)
            let result = try await Sweep(trust.store, clock: clock).run()
            #expect(result.uploads >= 2 && result.answers >= 2 && result.failures.isEmpty)
            for trust in [trust, other] {
                for table in ["lm2.evidence", "lm2.evidence_chunk", "lm2.remembered_answer"] {
                    let left = try await TestStore.count(table, of: trust.tenant)
                    #expect(left == 0, "\(table)")
                }
            }
        }
    }
}

struct PeriodicJobTests {
    /// Counts runs on a loop, and lets a test wait for them.
    private final class Runs: @unchecked Sendable {
        var count = 0
        var isRunning = false
        var overlapped = false
        var waiting: (runs: Int, continuation: CheckedContinuation<Void, Never>)?

        func run() async {
            overlapped = overlapped || isRunning
            isRunning = true
            for _ in 0..<3 { await Task.yield() }
            isRunning = false
            count += 1
            guard let waiting, count >= waiting.runs else { return }
            self.waiting = nil
            waiting.continuation.resume()
        }

        func reach(_ runs: Int) async {
            if count >= runs { return }
            await withCheckedContinuation { waiting = (runs, $0) }
        }
    }

    @Test("A job runs again and again on its loop, never over itself, until it is stopped")
    func runs() async throws {
        let loop = try EventLoop(index: 0)
        loop.start()
        defer { loop.stop() }
        try await loop.run {
            let runs = Runs()
            let job = PeriodicJob(on: loop, every: .microseconds(1)) {
                loop.preconditionCurrent()
                await runs.run()
            }
            job.start()
            await runs.reach(5)
            #expect(!runs.overlapped)
            job.stop()
            // The run that was under way may end; no other begins.
            let last = runs.count + 1
            for _ in 0..<20 { try await loop.sleep(for: .microseconds(10)) }
            #expect(runs.count <= last)
        }
    }
}
