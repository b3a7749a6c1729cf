import Testing

struct FloorsTests {
    static let package = SourceTree.file("Package.swift")

    @Test("Every folder of Sources is a target of the table, and there is no other target")
    func completeness() {
        let folders = SourceTree.folders(of: "Sources")
        #expect(Floors.unknown(folders) == [])
        #expect(Set(Floors.table.map(\.name)) == Set(folders + ["TestSupport", "lm2d-interop"]))
        #expect(Floors.unknown(["Kernel", "Utils"]) == ["Utils"])
    }

    @Test("A target imports only what the table allows", arguments: Floors.table.map(\.name))
    func imports(name: String) throws {
        let target = try #require(Floors.target(name))
        let files = SourceTree.files.filter { $0.path.hasPrefix(target.path + "/") && $0.path.hasSuffix(".swift") }
        #expect(files.flatMap { Floors.violations(in: $0, of: target) } == [])
    }

    @Test("A target declares in Package.swift what it imports of the project's, since SwiftPM does not insist")
    func declarations() {
        let declared = Floors.declared(in: Self.package)
        for target in Floors.table {
            for file in SourceTree.files where file.path.hasPrefix(target.path + "/") && file.path.hasSuffix(".swift") {
                let own = Floors.imports(in: file).map(\.module).filter { Floors.target($0) != nil }
                #expect(declared[target.name, default: []].isSuperset(of: own), "\(file.path)")
            }
        }
    }

    @Test("Package.swift declares only what the table allows")
    func dependencies() {
        #expect(Floors.violations(in: Self.package) == [])
        #expect(Set(Floors.declared(in: Self.package).keys) == Set(Floors.table.map(\.name)))
    }

    @Test("Arrows of the table point only down, and no floor but the last knows its own")
    func directions() {
        for (index, target) in Floors.table.enumerated() {
            for other in target.imports.compactMap(Floors.target) {
                let isEarlier = Floors.table[..<index].contains { $0.name == other.name }
                #expect(isEarlier, "\(target.name) imports \(other.name)")
                let isBeside = other.floor == target.floor && (1...4).contains(target.floor ?? 0)
                #expect(!isBeside, "\(target.name) imports \(other.name) beside it")
            }
        }
    }

    @Test("The documentation states the same floors")
    func documentation() {
        let documented = Floors.documented(in: SourceTree.file("docs/ARCHITECTURE.md"))
        #expect(documented == Dictionary(uniqueKeysWithValues: Floors.table.map { ($0.name, $0.floor) }))
    }

    @Test(
        "An import in any form is seen",
        arguments: [
            "import Postgres", "@preconcurrency import Postgres", "package import Postgres", "    import Postgres",
            "@testable import struct Postgres.Rows", "import Postgres // why not",
        ])
    func forbiddenImport(line: String) throws {
        let file = SourceFile(path: "Sources/Services/Bad.swift", text: "import RPC\n\(line)\n")
        let violations = Floors.violations(in: file, of: try #require(Floors.target("Services")))
        #expect(violations == ["Sources/Services/Bad.swift:2: Services may not import Postgres"])
    }

    @Test("A dependency upwards, or of a target that is not in the table, is seen")
    func forbiddenDependency() {
        let package = SourceFile(
            path: "Package.swift",
            text: """
                let package = Package(
                    products: [
                        .executable(name: "lm2d", targets: ["lm2d"]),
                    ],
                    targets: [
                        .target(name: "Kernel", dependencies: ["CUV", "Storage"]),
                        // .target(name: "Gone"),
                        .target(
                            name: "Utils", dependencies: [
                                "Kernel",
                            ]),
                        .testTarget(name: "KernelTests", dependencies: ["Utils"]),
                    ]
                )
                """)
        #expect(Floors.declared(in: package) == ["Kernel": ["CUV", "Storage"], "Utils": ["Kernel"]])
        #expect(
            Floors.violations(in: package) == [
                "Kernel may not depend on Storage", "Utils is not in the table of the floors",
            ])
    }
}
