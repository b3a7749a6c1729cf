import Conformance
import Messages
import RPC
import Storage

extension Endpoints {
    /// RecordsService.
    mutating func addRecords() {
        typealias Service = Methods.RecordsService
        addWrite(Service.createRecord, key: \.idempotencyKey) { request, scope, key in
            try Permissions.check(scope.caller.role, mayKeep: request.record)
            return try await scope.createRecord(request, as: key)
        }
        addWrite(Service.reviseRecord, key: \.idempotencyKey) { request, scope, key in
            try Permissions.check(scope.caller.role, mayKeep: request.record)
            return try await scope.reviseRecord(request, as: key)
        }
        addWrite(Service.withdrawRecord, key: \.idempotencyKey) { request, scope, key in
            let record = try await scope.getRecord(GetRecordRequest(recordID: request.recordID))
            try Permissions.check(scope.caller.role, mayKeep: record.meta?.register ?? "")
            return try await scope.withdrawRecord(request, as: key)
        }
        add(Service.getRecord) { try await $1.getRecord($0) }
        add(Service.listRecords) { try await $1.listRecords($0) }
        add(Service.listRevisions) { try await $1.listRevisions($0) }
        addDownload(Service.exportRecords) { request, responses, scope in
            try await scope.exportRecords(request) { try await responses.send($0) }
        }
        addUpload(Service.importRecords) { try await SheetReception(scope: $2, offload: $1.offload).receive($0) }
        addDownload(Service.exportSheet) { request, responses, scope in
            let file = try await scope.exportSheet(request).sheet()
            for start in stride(from: 0, to: file.count, by: 262_144) {
                let chunk = Array(file[start..<min(start + 262_144, file.count)])
                try await responses.send(ExportSheetResponse(chunk: chunk))
            }
        }
        addPrompt(Service.describeRegisters) { try RegisterDescriptions.chosen($0.registers) }
    }
}

/// What the registers and their fields may hold, as the protocol tells it.
enum RegisterDescriptions {
    private static let all = Register.allCases.map { register in
        RegisterDescription(
            name: register.name, summary: register.summary, fields: register.fields.map(description))
    }
    private static let places = Dictionary(uniqueKeysWithValues: all.indices.map { (all[$0].name, $0) })

    /// The registers of these names in that order, or all.
    static func chosen(_ names: [String]) throws -> DescribeRegistersResponse {
        if names.isEmpty { return DescribeRegistersResponse(registers: all) }
        var chosen: [RegisterDescription] = []
        chosen.reserveCapacity(names.count)
        for (index, name) in names.enumerated() {
            guard let place = places[name] else {
                throw Status(violations: [
                    FieldViolation(field: "registers[\(index)]", description: "there is no such register")
                ])
            }
            chosen.append(all[place])
        }
        return DescribeRegistersResponse(registers: chosen)
    }

    private static func description(_ field: Field) -> FieldDescription {
        var answer = FieldDescription(
            name: field.name, help: field.help, required: !field.isOptional && (!field.isList || field.needsOne),
            happened: field.isHappening)
        switch field.kind {
        case .text(let most): (answer.kind, answer.greatest) = ("text", UInt64(most))
        case .person: answer.kind = "person"
        case .persons: answer.kind = "persons"
        case .integer(let range):
            answer.kind = "integer"
            (answer.smallest, answer.greatest) = (UInt64(range.lowerBound), UInt64(range.upperBound))
        case .date: answer.kind = "date"
        case .month: answer.kind = "month"
        case .time: answer.kind = "time"
        case .plan: answer.kind = "plan"
        case .choice(let words): (answer.kind, answer.words) = ("choice", words)
        case .choices(let words): (answer.kind, answer.words) = ("choices", words)
        case .reference(let registers): (answer.kind, answer.words) = ("reference", registers.map(\.name))
        case .references(let registers): (answer.kind, answer.words) = ("references", registers.map(\.name))
        }
        return answer
    }
}
