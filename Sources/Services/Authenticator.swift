import Crypto
import RPC
import Storage
import Synchronization

/// Finds out who a call is from: by a bearer token in its metadata, or else by the connection's client certificate.
///
/// Whoever was found is remembered under the digest of what was shown. That grants nothing by itself: the database reads
/// the credential again in the very round trip of each call, and refuses one that is no longer good.
package final class Authenticator: Sendable {
    private let store: Store
    private let known = Mutex<[ShownCredential: Known]>([:])
    private let grants = Mutex<[GrantKey: EngagementGrant]>([:])

    private struct Known {
        let caller: Caller
        /// When a use was noted last, in microseconds since 1970.
        var notedAt: Int64
    }

    private struct GrantKey: Hashable {
        let account: Identifier
        let engagement: Identifier
    }

    /// How many callers are remembered. It bounds memory; who was forgotten is read again.
    private static let largestKnown = 20_000

    /// The one answer to every credential that is not good, so that it tells nothing of why.
    static let refusal = Status(
        .unauthenticated, "no good credential was shown; sign in again with `authorization: Bearer <token>`")

    /// Makes an authenticator over the store that keeps the credentials.
    package init(store: Store) {
        self.store = store
    }

    /// Who has shown that, if nothing has to be asked for it, nor noted: nearly always.
    func remembered(_ shown: ShownCredential, at now: Int64) -> Caller? {
        guard let known = known.withLock({ $0[shown] }), !Self.isDue(known, at: now) else { return nil }
        return known.caller
    }

    /// Who has shown that. Throws UNAUTHENTICATED, and what the store throws.
    func caller(showing shown: ShownCredential, in context: CallContext) async throws -> Caller {
        if let known = known.withLock({ $0[shown] }) {
            if Self.isDue(known, at: context.now) { await noteUse(of: shown, by: known.caller, in: context) }
            return known.caller
        }
        guard let (caller, usedAt) = try await TenantScope.authenticate(shown, in: store, now: context.now) else {
            throw Self.refusal
        }
        let found = Known(caller: caller, notedAt: usedAt ?? .min)
        known.withLock { known in
            if known.count >= Self.largestKnown { known.removeAll(keepingCapacity: true) }
            known[shown] = found
        }
        if Self.isDue(found, at: context.now) { await noteUse(of: shown, by: caller, in: context) }
        return caller
    }

    private static func isDue(_ known: Known, at now: Int64) -> Bool {
        known.notedAt <= now &- SystemScope.touchInterval
    }

    /// Notes the use of a credential, once a minute. Where that fails the call goes on all the same: if something is wrong
    /// it will meet it itself.
    private func noteUse(of shown: ShownCredential, by caller: Caller, in context: CallContext) async {
        let isMine = known.withLock { known in
            guard let entry = known[shown], Self.isDue(entry, at: context.now) else { return false }
            // Before it is written, so that of many calls at a time one writes.
            known[shown]?.notedAt = context.now
            return true
        }
        guard isMine else { return }
        let home = SystemScope(store, tenant: caller.credential.tenant)
        try? await home.touch(caller.credential, from: context.peer.host, now: context.now)
    }

    /// Forgets a caller whose credential the database has refused.
    func forget(_ shown: ShownCredential) {
        _ = known.withLock { $0.removeValue(forKey: shown) }
    }

    /// The caller within the engagement that the call's metadata name. Throws PERMISSION_DENIED if they name none, and
    /// NOT_FOUND if it is not one of the caller's.
    func engaged(_ caller: Caller, in context: CallContext) async throws -> Caller {
        guard let name = context.metadata[Self.engagementKey] else {
            throw Status(
                .permissionDenied,
                "an assessor reads within an engagement: name one of yours in the metadata, `\(Self.engagementKey): <id>`"
            )
        }
        guard let engagement = Identifier(name) else { throw StorageError.engagementRefused }
        let key = GrantKey(account: caller.account, engagement: engagement)
        if let grant = grants.withLock({ $0[key] }) { return caller.within(grant) }
        let scope = TenantScope(
            store, caller: caller, relation: .ownAccount, now: context.now, origin: CallOrigin(method: context.method))
        guard let grant = try await scope.findGrant(engagement) else { throw StorageError.engagementRefused }
        grants.withLock { grants in
            if grants.count >= Self.largestKnown { grants.removeAll(keepingCapacity: true) }
            grants[key] = grant
        }
        return caller.within(grant)
    }

    /// The metadata that name an engagement.
    static let engagementKey = "lm2-engagement"

    private static let bearer = Array("Bearer ".utf8)
    private static let tokenKinds: [ShownCredential.Kind] = [.token, .session, .key]

    /// What the call shows of who it is from. Throws UNAUTHENTICATED if that is nothing, or nothing that can be read.
    static func shown(in context: CallContext) throws(Status) -> ShownCredential {
        guard let shown = credential(in: context) else { throw refusal }
        return shown
    }

    private static func credential(in context: CallContext) -> ShownCredential? {
        if let header = context.metadata.bytes(of: "authorization") {
            guard header.starts(with: bearer) else { return nil }
            let token = header.withUnsafeBufferPointer {
                BearerToken.read(UnsafeBufferPointer(rebasing: $0[bearer.count...]))
            }
            guard let token else { return nil }
            return ShownCredential(tenant: token.tenant, kinds: tokenKinds, digest: token.digest)
        }
        guard let certificate = context.peer.certificate else { return nil }
        let prefix = "urn:lm2:tenant:"
        for uri in certificate.uris where uri.hasPrefix(prefix) {
            guard let tenant = Identifier(String(uri.dropFirst(prefix.count))) else { continue }
            return ShownCredential(tenant: tenant, kinds: [.certificate], digest: certificate.sha256)
        }
        return nil
    }
}
