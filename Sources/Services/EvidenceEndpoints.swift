import Messages
import Storage

extension Endpoints {
    /// EvidenceService.
    mutating func addEvidence(_ environment: ServiceEnvironment) {
        typealias Service = Methods.EvidenceService
        let limits = environment.limits
        addUpload(Service.uploadEvidence) { messages, context, scope in
            let reception = EvidenceReception(
                scope: scope, method: Service.uploadEvidence.path, largest: limits.largestEvidence,
                offload: context.offload)
            return try await reception.receive(messages)
        }
        addDownload(Service.downloadEvidence) { request, responses, scope in
            let (evidence, content) = try await scope.downloadEvidence(request)
            try await responses.send(DownloadEvidenceResponse(part: .evidence(evidence)))
            try await Self.send(content, to: responses)
        }
        add(Service.getEvidence) { try await $1.getEvidence($0) }
        addWrite(Service.reviewEvidence, key: \.idempotencyKey) { try await $1.reviewEvidence($0, as: $2) }
        addWrite(Service.linkEvidence, key: \.idempotencyKey) { try await $1.linkEvidence($0, as: $2) }
        add(Service.listEvidence) { try await $1.listEvidence($0) }
    }

    /// Sends the pieces of a file: while the caller takes one the next is read, and no more than that.
    private static func send(
        _ content: EvidenceContent, to responses: ResponseMessages<DownloadEvidenceResponse>
    ) async throws {
        try await withThrowingTaskGroup(of: [UInt8].self) { reading in
            guard content.pieceCount > 0 else { return }
            reading.addTask { try await content.piece(0) }
            for number in 1...content.pieceCount {
                guard let piece = try await reading.next() else { return }
                if number < content.pieceCount { reading.addTask { try await content.piece(number) } }
                try await responses.send(DownloadEvidenceResponse(part: .chunk(piece)))
            }
        }
    }
}
