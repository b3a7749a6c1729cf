import Glibc

/// The folder in which profiles are kept, a file each, for their owner's eyes only.
package struct ProfileStore: Sendable {
    /// The folder.
    package let folder: String

    /// The profiles in `folder`, which need not be there yet.
    package init(folder: String) {
        self.folder = folder
    }

    /// `$XDG_CONFIG_HOME/lm2`, or `~/.config/lm2`.
    package init(environment: [String: String]) throws(ClientFailure) {
        // The standard has it that a relative path there is to be ignored.
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
            folder = base + "/lm2"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folder = home + "/.config/lm2"
        } else {
            throw ClientFailure(.localFile, "neither XDG_CONFIG_HOME nor HOME says where profiles are kept")
        }
    }

    /// The profile's file.
    package func path(_ name: String) -> String {
        "\(folder)/\(name)"
    }

    /// Reads a profile. One that others may read is refused: its token may be known already.
    package func read(_ name: String) throws(ClientFailure) -> Profile {
        let path = path(name)
        let text: String
        do {
            text = try LocalFile.secret(path)
        } catch let failure {
            guard access(path, F_OK) != 0 else { throw failure }
            let other = name == "default" ? "" : " --profile \(name)"
            throw ClientFailure(
                .notSignedIn,
                [
                    "not signed in: there is no profile \u{2018}\(name)\u{2019}",
                    "Sign in: lm2 login --server HOST:PORT --ca FILE --organisation NAME --email MAIL\(other)",
                ])
        }
        guard let profile = Profile(text: text) else {
            throw ClientFailure(.notSignedIn, "\(path) is no profile; sign in again with \u{2018}lm2 login\u{2019}")
        }
        return profile
    }

    /// Writes a profile, whole or not at all. The folder is made if need be.
    package func write(_ profile: Profile, as name: String) throws(ClientFailure) {
        try makeFolder()
        let path = path(name)
        let temporary = "\(folder)/.\(name).\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalFile.failure("write", temporary) }
        defer { unlink(temporary) }
        do {
            defer { close(descriptor) }
            // The mode given to open is cut by the umask; this one is not.
            guard fchmod(descriptor, 0o600) == 0 else { throw LocalFile.failure("protect", temporary) }
            try LocalFile.write(Array(profile.text.utf8), to: descriptor, path: temporary)
            guard fsync(descriptor) == 0 else { throw LocalFile.failure("write", temporary) }
        }
        guard rename(temporary, path) == 0 else { throw LocalFile.failure("write", path) }
    }

    /// Removes a profile; false if there was none.
    package func remove(_ name: String) throws(ClientFailure) -> Bool {
        if unlink(path(name)) == 0 { return true }
        if errno == ENOENT { return false }
        throw LocalFile.failure("remove", path(name))
    }

    private func makeFolder() throws(ClientFailure) {
        if let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            // The folder above, such as ~/.config, is not ours alone, but when it has to be made nobody else needs it.
            _ = mkdir(String(folder[..<slash]), 0o700)
        }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw LocalFile.failure("make", folder) }
        guard chmod(folder, 0o700) == 0 else { throw LocalFile.failure("protect", folder) }
    }
}
