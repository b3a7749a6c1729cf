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
    private let known = Mutex<[ShownCredential: Caller]>([:])

    /// How many callers are remembered. It bounds memory; who was forgotten is read again.
    private static let largestKnown = 20_000

    /// The one answer to every credential that is not good, so that it tells nothing of why.
    static let refusal = Status(
        .unauthenticated, "no good credential was shown; sign in again with `authorization: Bearer <token>`")

    /// Makes an authenticator over the store that keeps the credentials.
    package init(store: Store) {
        self.store = store
    }

    /// Who the call is from. Throws UNAUTHENTICATED, and what the store throws.
    func caller(of context: CallContext) async throws -> (Caller, ShownCredential) {
        guard let shown = Self.shown(in: context) else { throw Self.refusal }
        if let caller = known.withLock({ $0[shown] }) { return (caller, shown) }
        guard let caller = try await TenantScope.authenticate(shown, in: store, now: context.now) else {
            throw Self.refusal
        }
        known.withLock { known in
            if known.count >= Self.largestKnown { known.removeAll(keepingCapacity: true) }
            known[shown] = caller
        }
        return (caller, shown)
    }

    /// Forgets a caller whose credential the database has refused.
    func forget(_ shown: ShownCredential) {
        _ = known.withLock { $0.removeValue(forKey: shown) }
    }

    private static func shown(in context: CallContext) -> ShownCredential? {
        if let header = context.metadata["authorization"] {
            guard header.hasPrefix("Bearer ") else { return nil }
            guard let token = BearerToken(String(header.dropFirst(7))) else { return nil }
            return ShownCredential(tenant: token.tenant, kind: .token, digest: token.digest)
        }
        guard let certificate = context.peer.certificate else { return nil }
        let prefix = "urn:lm2:tenant:"
        for uri in certificate.uris where uri.hasPrefix(prefix) {
            guard let tenant = Identifier(String(uri.dropFirst(prefix.count))) else { continue }
            return ShownCredential(tenant: tenant, kind: .certificate, digest: certificate.sha256)
        }
        return nil
    }
}
