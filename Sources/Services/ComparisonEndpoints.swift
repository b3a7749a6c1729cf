import Messages
import Storage

extension Endpoints {
    /// ComparisonService.
    mutating func addComparison() {
        add(Methods.ComparisonService.compare) { try await $1.compare($0) }
    }
}
