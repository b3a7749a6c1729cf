import Glibc
import Postgres
import Storage

/// `lm2d migrate`: brings the database up to date.
enum MigrateCommand {
    /// Applies what has not been applied yet, and says what that was.
    static func run(_ configuration: Configuration) throws -> Int32 {
        let applied = try MigrationRunner(configuration.migration).run(MigrationTexts.all)
        print(applied.isEmpty ? "the database is up to date" : applied.map { "applied \($0)" }.joined(separator: "\n"))
        return 0
    }
}
