import Glibc

/// The `argv` that libFuzzer passes on.
package typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>

/// Puts the inputs to begin with into the corpus, the first directory among libFuzzer's arguments. To be called by
/// `LLVMFuzzerInitialize`, before the corpus is read: so the project's own encoders make them, and none goes stale.
package func plant(_ seeds: [[UInt8]], _ count: UnsafeMutablePointer<CInt>, _ arguments: Arguments) -> CInt {
    let words = (1..<max(1, Int(count.pointee))).map { String(cString: arguments.pointee[$0]) }
    guard let corpus = words.first(where: { !$0.hasPrefix("-") }) else { return 0 }
    for (number, seed) in seeds.enumerated() {
        // Not a directory: an input that is to be run once.
        guard let file = fopen("\(corpus)/seed-\(number)", "w") else { return 0 }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
    return 0
}
