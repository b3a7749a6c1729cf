import Postgres

/// Why the database did not do what was asked, for reasons that are not the request's.
package enum StorageError: Error, Sendable {
    /// The credential or account changed since it was read: nothing was done. Authenticate again.
    case credentialRefused
    /// The engagement does not hold, or not any more, or there is none: nothing was done.
    case engagementRefused
    /// The database does not answer now. Nothing was done.
    case unavailable
    /// The connection was lost during the commit: the write has happened or not.
    case commitUnknown
    /// An idempotency key is taken: a write of that key has been carried out. Nothing was done now.
    case keyTaken
    /// A name is taken that has to be one tenant's alone. Nothing was done.
    case nameTaken
    /// An e-mail address is another account's of the tenant. Nothing was done.
    case emailTaken
    /// A certificate is known in the tenant already. Nothing was done.
    case certificateTaken
    /// Two writes waited for each other and this one was ended. Nothing was done; repeating helps.
    case deadlock
    /// Too much is waiting for the database already. Nothing was done.
    case overloaded
    /// It took longer than the lane allows. Nothing was done.
    case timeout
    /// A fault of ours. The text is for the log.
    case fault(String)

    /// What a failure of the database means.
    init(_ error: PostgresError) {
        switch error {
        case .sql(let sql) where sql.state == "LM001": self = .credentialRefused
        case .sql(let sql) where sql.state == "LM002": self = .engagementRefused
        case .sql(let sql) where sql.state == "23505" && sql.constraint == "remembered_answer_pkey": self = .keyTaken
        case .sql(let sql) where sql.state == "23505" && sql.constraint == "tenant_list_sign_in_name_key":
            self = .nameTaken
        case .sql(let sql) where sql.state == "23505" && sql.constraint == "account_tenant_id_email_key":
            self = .emailTaken
        case .sql(let sql) where sql.state == "23505" && sql.constraint == "credential_tenant_id_kind_digest_key":
            self = .certificateTaken
        case .sql(let sql) where sql.state == "40P01" || sql.state == "40001": self = .deadlock
        case .sql(let sql) where sql.state == "57014" || sql.state == "55P03": self = .timeout
        case .sql(let sql): self = .fault("\(sql.state): \(sql.message)")
        case .unavailable: self = .unavailable
        case .commitUnknown: self = .commitUnknown
        case .timeout: self = .timeout
        case .overloaded: self = .overloaded
        case .protocolViolation(let text): self = .fault(text)
        }
    }
}
