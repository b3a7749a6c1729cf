import Messages
import Storage

extension Endpoints {
    /// PeopleService. Tokens are made here and only their digests go further, so that none is kept, logged or remembered.
    mutating func addPeople() {
        typealias Service = Methods.PeopleService
        addWrite(Service.invitePerson, key: \.idempotencyKey) { request, scope, write in
            let token = BearerToken.make(for: scope.caller.tenant)
            var (answer, isNew) = try await scope.invitePerson(request, token: token.digest, as: write)
            if isNew { answer.oneTimeToken = token.text }
            return answer
        }
        add(Service.getPerson) { try await $1.getPerson($0) }
        add(Service.listPeople) { try await $1.listPeople($0) }
        addWrite(Service.changePerson, key: \.idempotencyKey) { try await $1.changePerson($0, as: $2) }
        add(Service.startPasswordReset) { request, scope in
            let token = BearerToken.make(for: scope.caller.tenant)
            var answer = try await scope.startPasswordReset(request, token: token.digest)
            answer.oneTimeToken = token.text
            return answer
        }
        addDownload(Service.exportPerson) { request, responses, scope in
            try await scope.exportPerson(request).give { try await responses.send($0) }
        }
        addWrite(Service.erasePerson, key: \.idempotencyKey) { try await $1.erasePerson($0, as: $2) }
    }
}
