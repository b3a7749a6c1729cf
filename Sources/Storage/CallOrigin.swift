/// Where a call comes from, as the audit log tells it.
package struct CallOrigin: Sendable, Equatable {
    /// The full method, or what else was done: `lm2.v1.AssessmentService/RateClause`.
    package var method: String
    /// The call's id in the server's log.
    package var callID: String
    /// The caller's network address, without the port.
    package var address: String

    /// Makes an origin.
    package init(method: String, callID: String = "", address: String = "") {
        self.method = method
        self.callID = callID
        self.address = address
    }
}
