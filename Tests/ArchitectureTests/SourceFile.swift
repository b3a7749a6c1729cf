import FoundationEssentials
import Glibc

/// A text file of the project, by its path from the project's root.
struct SourceFile: Sendable {
    let path: String
    let text: String

    /// The lines, without their ends.
    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    func contains(_ literal: String) -> Bool { strstr(text, literal) != nil }

    /// Whether it was written by a program, as `proto/generate` does.
    var isGenerated: Bool { path.contains("/Generated/") || path.hasPrefix("Sources/CMessages/") }

    func lies(in places: [String]) -> Bool { places.contains { path.hasPrefix($0) } }
}

/// The project's files as they are on disk.
enum SourceTree {
    static let root = String(#filePath.dropLast("/Tests/ArchitectureTests/SourceFile.swift".count))

    /// All text files of the folders that the project is made of.
    static let files: [SourceFile] =
        ["Sources", "Tests", "deploy", "proto", "docs"].flatMap(files(under:)) + [
            file("README.md"), file("Package.swift"),
        ]

    static let sources = files.filter { $0.path.hasPrefix("Sources/") }

    static func file(_ path: String) -> SourceFile {
        guard let text = text(of: path) else { preconditionFailure("there is no text file \(path)") }
        return SourceFile(path: path, text: text)
    }

    /// The folders right under one.
    static func folders(of folder: String) -> [String] {
        names(in: folder).filter { isFolder("\(folder)/\($0)") }
    }

    private static func files(under folder: String) -> [SourceFile] {
        names(in: folder).flatMap { name -> [SourceFile] in
            let path = "\(folder)/\(name)"
            if isFolder(path) { return files(under: path) }
            return text(of: path).map { [SourceFile(path: path, text: $0)] } ?? []
        }
    }

    private static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return names.filter { !$0.hasPrefix(".") && !$0.hasPrefix("__") }.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory) && isDirectory
    }

    private static func text(of path: String) -> String? {
        FileManager.default.contents(atPath: "\(root)/\(path)").flatMap { String(validating: $0, as: UTF8.self) }
    }
}
