// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// One set of compiled objects serves run, tests and bench: only the link of a release binary differs, with the
/// standard library inside (less resident memory, and no toolchain needed where it runs). `swift build
/// --static-swift-stdlib` would compile everything twice, for `swift test` has no such option.
let selfContained: [LinkerSetting] = [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]

/// The floors, lowest first. Arrows point only down: `Tests/ArchitectureTests` states the same table and holds it.
let package = Package(
    name: "lm2",
    products: [
        .executable(name: "lm2d", targets: ["lm2d"]),
        .executable(name: "lm2", targets: ["lm2"]),
        .executable(name: "lm2-bench", targets: ["lm2-bench"]),
    ],
    targets: [
        // Floor 0: C libraries, and the C that protobuf-c generates.
        .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        // It has no .pc file.
        .systemLibrary(name: "CHTTPParser", providers: [.apt(["libhttp-parser-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CProtobuf", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
        .target(name: "CMessages", dependencies: ["CProtobuf"]),

        // Floor 1: no floor knows another.
        .target(name: "Conformance", swiftSettings: swift),
        .target(name: "RPC", swiftSettings: swift),
        .target(name: "Kernel", dependencies: ["CUV"], swiftSettings: swift),
        .target(name: "Crypto", dependencies: ["CArgon2", "COpenSSL"], swiftSettings: swift),
        .target(name: "Messages", dependencies: ["CMessages", "CProtobuf"], swiftSettings: swift),

        // Floor 2: the network and the database.
        .target(
            name: "Transport",
            dependencies: ["Kernel", "RPC", "Messages", "COpenSSL", "CNGHTTP2", "CHTTPParser", "CZlib"],
            swiftSettings: swift),
        .target(name: "Postgres", dependencies: ["Kernel", "CPostgres"], swiftSettings: swift),

        // Floor 3: what is kept.
        .target(
            name: "Storage", dependencies: ["Conformance", "Messages", "Crypto", "Postgres"],
            exclude: ["Migrations"], swiftSettings: swift),

        // Floor 4: what is done.
        .target(
            name: "Services", dependencies: ["Conformance", "RPC", "Messages", "Crypto", "Storage"],
            swiftSettings: swift),
        .target(
            name: "Jobs", dependencies: ["Conformance", "Kernel", "Crypto", "Storage"], swiftSettings: swift),

        // Floor 5: what is run.
        .target(
            name: "Daemon",
            dependencies: [
                "Conformance", "RPC", "Kernel", "Crypto", "Messages", "Transport", "Postgres", "Storage", "Services",
                "Jobs",
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "lm2d", dependencies: ["Daemon"], swiftSettings: swift, linkerSettings: selfContained),
        .target(
            name: "Client", dependencies: ["Conformance", "Kernel", "RPC", "Transport", "Messages", "Crypto"],
            swiftSettings: swift),
        .executableTarget(
            name: "lm2", dependencies: ["Client"], swiftSettings: swift,
            linkerSettings: selfContained),

        // Development only.
        .executableTarget(
            name: "lm2-bench",
            dependencies: ["Conformance", "Kernel", "RPC", "Transport", "Messages", "Crypto", "CPostgres"],
            exclude: ["Peers"], swiftSettings: swift, linkerSettings: selfContained),
        .executableTarget(
            name: "lm2d-interop", dependencies: ["Daemon", "RPC"], path: "Tests/Interop", swiftSettings: swift,
            linkerSettings: selfContained),
        .target(
            name: "TestSupport",
            dependencies: [
                "Conformance", "RPC", "Kernel", "Messages", "Transport", "Postgres", "Storage", "Services", "Crypto",
                "CNGHTTP2",
            ],
            path: "Tests/Support", swiftSettings: swift),

        .testTarget(name: "ArchitectureTests", swiftSettings: swift),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "Client", "Conformance", "Kernel", "RPC", "Transport", "Messages", "Crypto", "TestSupport",
            ], swiftSettings: swift),
        .testTarget(
            name: "ConformanceTests", dependencies: ["Conformance", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "KernelTests", dependencies: ["Kernel", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "CryptoTests", dependencies: ["Crypto"], swiftSettings: swift),
        .testTarget(
            name: "MessagesTests", dependencies: ["Messages"], exclude: ["reference.py", "every_type.proto"],
            swiftSettings: swift),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "RPC", "Kernel", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "Kernel", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "ServicesTests", dependencies: ["Services", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "JobsTests", dependencies: ["Jobs", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "ServerTests", dependencies: ["TestSupport"], swiftSettings: swift),
    ]
)

// The fuzzers' targets, which only deploy/sanitize builds: libFuzzer brings a `main` of its own. They are not a package of
// their own, for what they test is visible in this one only.
if Context.environment["LM2_FUZZING"] != nil {
    package.targets.append(
        .target(
            name: "FuzzSupport", dependencies: ["Transport", "RPC", "Kernel"], path: "Tests/Fuzzing/Support",
            swiftSettings: swift
        ))
    package.targets += [
        "FuzzMessages", "FuzzJSON", "FuzzServerSession", "FuzzClientSession", "FuzzServerEngine", "FuzzHTTP1",
        "FuzzHTTP2",
    ].map {
        name in
        Target.executableTarget(
            name: name, dependencies: ["FuzzSupport", "Messages", "Transport", "RPC", "Kernel", "CNGHTTP2"],
            path: "Tests/Fuzzing/\(name)", swiftSettings: swift)
    }
}
