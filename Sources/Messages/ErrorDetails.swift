/// A violated rule of one field.
package typealias FieldViolation = BadRequest.FieldViolation

extension RetryInfo {
    /// Asks for a wait of so many milliseconds.
    package init(milliseconds: UInt32) {
        self.init(
            retryDelay: ProtobufDuration(
                seconds: Int64(milliseconds / 1000), nanos: Int32(milliseconds % 1000) * 1_000_000))
    }

    /// The wait in milliseconds, 0 if none is said; what does not fit is the nearest that does.
    package var milliseconds: UInt32 {
        guard let retryDelay else { return 0 }
        let (whole, overflow) = retryDelay.seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return retryDelay.seconds < 0 ? 0 : .max }
        return UInt32(clamping: whole.addingReportingOverflow(Int64(retryDelay.nanos / 1_000_000)).partialValue)
    }
}
