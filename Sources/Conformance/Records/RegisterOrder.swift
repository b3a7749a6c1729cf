extension Register {
    /// All registers, each after those that its fields can refer to: in this order the sheets of a whole service are
    /// imported. What may refer to anything comes late, and refers to what is of its own sort only by a second import.
    package static let inOrderOfReference: [Register] = {
        var ordered: [Register] = []
        func add(_ candidates: [Register]) {
            var left = candidates
            while !left.isEmpty {
                let ready = left.filter { register in
                    register.targets.allSatisfy { !left.contains($0) || $0 == register }
                }
                // Registers that refer to each other stay in their order.
                let next = ready.isEmpty ? [left[0]] : ready
                ordered += next
                left.removeAll { next.contains($0) }
            }
        }
        let general = allCases.filter { $0.targets.count == allCases.count }
        var late = Set(general)
        while let more = allCases.first(where: { register in
            !late.contains(register) && register.targets.contains { late.contains($0) }
        }) { late.insert(more) }
        add(allCases.filter { !late.contains($0) })
        // An action comes before the decision on it, and both before they are told.
        ordered += general.filter { $0 != .communication } + general.filter { $0 == .communication }
        add(allCases.filter { late.contains($0) && !general.contains($0) })
        return ordered
    }()

    /// The registers to whose records its fields can refer.
    private var targets: Set<Register> {
        var targets: Set<Register> = []
        for field in fields {
            switch field.kind {
            case .reference(let registers), .references(let registers): targets.formUnion(registers)
            default: break
            }
        }
        return targets
    }
}
