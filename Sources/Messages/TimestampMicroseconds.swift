extension Timestamp {
    private static var perSecond: Int64 { 1_000_000 }

    /// A time in microseconds since 1970-01-01 00:00 UTC, negative before it.
    package init(microseconds: Int64) {
        var (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: Timestamp.perSecond)
        if rest < 0 {
            seconds -= 1
            rest += Timestamp.perSecond
        }
        self.init(seconds: seconds, nanos: Int32(rest * 1000))
    }

    /// Microseconds since 1970-01-01 00:00 UTC; what is finer is cut off, what does not fit is the nearest that does.
    package var microseconds: Int64 {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: Timestamp.perSecond)
        let limit = seconds < 0 ? Int64.min : Int64.max
        if overflow { return limit }
        let (sum, sumOverflow) = whole.addingReportingOverflow(Int64(nanos) / 1000)
        return sumOverflow ? limit : sum
    }
}
