/// How strongly a standard asks for a clause.
package enum Force: String, Sendable {
    /// Required.
    case must
    /// Expected.
    case should
    /// Permitted: it never lowers a standing (DOMAIN, "Three verdicts").
    case may
}
