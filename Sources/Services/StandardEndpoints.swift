import Conformance
import Messages
import RPC

extension Endpoints {
    /// StandardService: the text of the standards, from memory.
    mutating func addStandard() {
        let summaries = Conformance.Standard.all.map { standard in
            StandardSummary(
                standardID: standard.id, version: standard.version, title: standard.title,
                criterionCount: UInt32(standard.criteria.count), clauseCount: UInt32(standard.clauses.count))
        }
        addAnonymousPrompt(Methods.StandardService.listStandards) { request in
            try list(summaries, request.page)
        }
        let messages = Dictionary(
            uniqueKeysWithValues: Conformance.Standard.all.map { ("\($0.id) \($0.version)", Messages.Standard($0)) })
        addAnonymousPrompt(Methods.StandardService.getStandard) { request in
            guard let found = Conformance.Standard.find(request.standardID, version: request.version),
                let message = messages["\(found.id) \(found.version)"]
            else { throw Status(.notFound, "there is no such version of a standard") }
            return message
        }
    }
}

/// A page of the standards. There are few, so that a token is just the index of the next.
private func list(_ all: [StandardSummary], _ page: PageRequest?) throws -> ListStandardsResponse {
    var first = 0
    if let token = page?.token, !token.isEmpty {
        guard let index = Int(token), all.indices.contains(index) else {
            throw Status(violations: [
                FieldViolation(
                    field: "page.token", description: "the token is not one of this list; ask for the first page again")
            ])
        }
        first = index
    }
    let size = page.map { $0.size == 0 ? 50 : Int(min($0.size, 500)) } ?? 50
    let end = min(first + size, all.count)
    return ListStandardsResponse(
        standards: Array(all[first..<end]), nextPageToken: end < all.count ? String(end) : "")
}

extension Messages.Standard {
    /// The protocol's form of a standard.
    fileprivate init(_ standard: Conformance.Standard) {
        self.init(
            standardID: standard.id, version: standard.version, title: standard.title,
            criteria: standard.criteria.map { criterion in
                Messages.Criterion(
                    criterionID: criterion.id, text: criterion.text,
                    clauses: criterion.clauseNumbers.map { Messages.Clause(standard.clauses[$0]) })
            })
    }
}

extension Messages.Clause {
    fileprivate init(_ clause: Conformance.Clause) {
        self.init(
            clauseID: clause.id, force: Messages.Force(clause.force), anchor: clause.anchor,
            requirement: clause.requirement, records: clause.records, indicator: clause.indicator)
    }
}

extension Messages.Force {
    fileprivate init(_ force: Conformance.Force) {
        switch force {
        case .must: self = .must
        case .should: self = .should
        case .may: self = .may
        }
    }
}
