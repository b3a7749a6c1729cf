import Glibc

/// What a run of the tests was asked for through the environment.
package enum TestSetting {
    /// A number, or the usual one.
    package static func number(_ name: String, otherwise usual: Int) -> Int {
        guard let text = getenv(name) else { return usual }
        return Int(String(cString: text)) ?? usual
    }
}
