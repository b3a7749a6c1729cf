import Glibc

/// A file that holds a secret, such as a private key. Secrets come from files alone: what is in a process's arguments or
/// environment can be seen by others.
enum SecretFile {
    /// Throws a sentence, which names the setting, the file and its mode, unless only its owner can get at the file, and
    /// the owner is the user of this process or root.
    static func check(_ setting: String, _ path: String) throws(UsageError) {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            throw UsageError(sentence: "\(setting) \(path) can't be read: \(String(cString: strerror(errno)))")
        }
        let mode = facts.st_mode & 0o7777
        let text = "0" + String(mode, radix: 8)
        guard mode & 0o077 == 0 else {
            throw UsageError(
                sentence: "\(setting) \(path) has mode \(text): it holds a secret, which only its owner may reach; "
                    + "chmod 600 it")
        }
        guard facts.st_uid == geteuid() || facts.st_uid == 0 else {
            throw UsageError(
                sentence:
                    "\(setting) \(path) (mode \(text)) belongs to user \(facts.st_uid): it holds a secret, and has to "
                    + "belong to user \(geteuid()), as whom lm2d runs, or to root")
        }
    }
}
