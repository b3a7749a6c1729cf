import Storage

/// What a new password has to be: long, and not what is tried first. There is no rule about kinds of characters
/// (NIST SP 800-63B, 5.1.1.2).
package enum PasswordPolicy {
    /// The fewest characters.
    package static let fewestCharacters = 12
    /// The most bytes of UTF-8; it bounds the work of hashing.
    package static let mostBytes = 1000

    /// What is wrong with a new password, in a sentence; nil if nothing is.
    ///
    /// - Parameters:
    ///   - email: the account's e-mail address; empty if it has none.
    ///   - name: the person's name.
    package static func fault(_ password: String, email: String, name: String) -> String? {
        guard password.utf8.count <= mostBytes else { return "a password has \(mostBytes) bytes at the most" }
        guard password.count >= fewestCharacters else {
            return "a password has \(fewestCharacters) characters at least; several words are easy to remember"
        }
        let lowered = password.lowercased()
        if lowered == email.lowercased() || lowered == name.lowercased() {
            return "the e-mail address or the name is no password: both are known"
        }
        if Set(lowered).count < 3 || common.contains(lowered) {
            return "this password is among those that are tried first; choose another"
        }
        return nil
    }

    /// Refuses a new password that is none, as a violation of the field `new_password`.
    static func check(_ password: String, of account: PasswordAccount) throws {
        if let fault = fault(password, email: account.email, name: account.name) {
            throw Refusal.invalid(field: "new_password", fault)
        }
    }

    /// Long passwords that lists of leaked ones have at their top.
    private static let common: Set<String> = [
        "123456789012", "1234567890123", "12345678901234", "123456789012345", "1234567890123456", "012345678901",
        "0123456789012", "098765432109", "987654321098", "123123123123", "121212121212", "112233445566",
        "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6", "qazwsxedcrfv",
        "qwertyuiop12", "qwertyuiop123", "qwertyuiop[]", "qwertyuiopas", "qwertyuiopasdfghjkl", "qwertyqwerty",
        "qwerty123456", "qwerty12345678", "asdfghjkl123", "asdfghjkl;'#", "abcdefghijkl", "abcdefghijklm",
        "abcdefghijklmnopqrstuvwxyz", "abcd1234abcd", "abc123abc123", "password1234", "password12345",
        "password123456", "password123!", "passw0rd1234", "p@ssw0rd1234", "p@ssword1234", "passwordpassword",
        "mypassword123", "newpassword1", "changeme1234", "changemenow1", "letmeinletmein", "letmein12345",
        "welcome12345", "welcome123456", "welcomewelcome", "administrator", "administrator1", "admin1234567",
        "adminadmin12", "iloveyou1234", "iloveyouiloveyou", "football1234", "liverpool123", "manchester123",
        "summer202512", "correcthorsebatterystaple", "correct horse battery staple", "nhspassword1", "hospital1234",
    ]
}
