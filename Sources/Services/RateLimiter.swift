import RPC
import Storage
import Synchronization

/// Lets calls in at a limited rate: those of one caller, so that a program that has gone wild does not take what its
/// colleagues need, and those of one tenant, so that no organisation slows down the others.
///
/// It is this process's alone and forgets when the process ends. A call that is refused takes nothing, so that whoever
/// slows down to the allowed rate is served at that rate.
final class RateLimiter: Sendable {
    private struct Tables {
        var callers: BucketTable
        var tenants: BucketTable
    }

    private let tables: Mutex<Tables>

    /// How many callers, and how many tenants, are kept. It bounds memory, to some 2 MB.
    private static let largestTable = 20_000

    init(_ limits: ServiceLimits) {
        tables = Mutex(
            Tables(
                callers: BucketTable(limits.callerRate, capacity: Self.largestTable),
                tenants: BucketTable(limits.tenantRate, capacity: Self.largestTable)))
    }

    /// Counts a call of the caller, against the tenant that the caller belongs to. Throws RESOURCE_EXHAUSTED with the time
    /// after which it may be tried again.
    func admit(_ caller: Caller, at now: Int64) throws(Status) {
        let (refusing, limit, wait) = tables.withLock { tables -> (String, TokenBucket.Limit, Int64) in
            let callerWait = tables.callers.wait(caller.account, at: now)
            let tenantWait = tables.tenants.wait(caller.credential.tenant, at: now)
            guard callerWait == 0, tenantWait == 0 else {
                return callerWait > tenantWait
                    ? ("caller", tables.callers.limit, callerWait) : ("organisation", tables.tenants.limit, tenantWait)
            }
            tables.callers.take(caller.account, at: now)
            tables.tenants.take(caller.credential.tenant, at: now)
            return ("", .none, 0)
        }
        guard wait == 0 else { throw Status(tooManyCallsOf: refusing, limit, wait: wait) }
    }
}
