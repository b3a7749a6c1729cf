import Kernel

/// One command under way: what was given, and what it may use. Used on its loop only.
package final class Invocation {
    /// What was given on the command line.
    package let arguments: Arguments
    /// Where profiles are kept, and which is meant.
    let store: ProfileStore
    let profileName: String
    /// The engagement within which an assessor calls.
    private let engagement: String?
    let console: Console
    let loop: EventLoop
    /// Files are read and written here, never on the loop.
    let files: BlockingPool
    private var session: Session?

    /// One run of a command. It connects when the command first calls.
    package init(
        arguments: Arguments, store: ProfileStore, profileName: String, engagement: String? = nil, console: Console,
        loop: EventLoop, files: BlockingPool
    ) {
        self.arguments = arguments
        self.store = store
        self.profileName = profileName
        self.engagement = engagement
        self.console = console
        self.loop = loop
        self.files = files
    }

    /// The session of the signed-in caller; the profile is read when it is first wanted.
    func signedIn() throws(ClientFailure) -> Session {
        if let session { return session }
        return open(try store.read(profileName))
    }

    /// A session for a profile that need not be stored.
    func open(_ profile: Profile) -> Session {
        let timeout = arguments.number("timeout").map { Duration.seconds($0) }
        let made = Session(profile: profile, loop: loop, console: console, timeout: timeout, engagement: engagement)
        session = made
        return made
    }

    /// Runs work with a session of its own, which ends with it: for what is asked before anybody is signed in.
    func once<Result>(
        _ profile: Profile, _ work: (Session) async throws(ClientFailure) -> Result
    ) async throws(ClientFailure) -> Result {
        let timeout = arguments.number("timeout").map { Duration.seconds($0) }
        let session = Session(profile: profile, loop: loop, console: console, timeout: timeout)
        do throws(ClientFailure) {
            let result = try await work(session)
            await session.disconnect()
            return result
        } catch {
            await session.disconnect()
            throw error
        }
    }

    /// Ends what was opened.
    package func end() async {
        await session?.disconnect()
    }

    /// Does something that blocks, off the loop.
    func blocking<Result: Sendable>(
        _ work: @escaping @Sendable () throws(ClientFailure) -> Result
    ) async throws(ClientFailure) -> Result {
        do {
            return try await files.run { try work() }
        } catch let failure as ClientFailure {
            throw failure
        } catch {
            throw ClientFailure(.localFile, "a file could not be used: \(error)")
        }
    }
}
