/// Why the migrations were not applied. What had been applied before stays.
package enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A text that was applied before is another now.
    case changed(number: Int, name: String)
    /// The database has a migration that this program does not know: it was made for a newer one.
    case unknown(number: Int, name: String)
    /// The numbers are not 1, 2, 3…
    case misnumbered(Int)
    /// A migration failed and was rolled back.
    case failed(number: Int, name: String, PostgresError)

    package var description: String {
        switch self {
        case .changed(let number, let name):
            "migration \(number) (\(name)) was applied with another text than it has now"
        case .unknown(let number, let name):
            "the database has migration \(number) (\(name)), which this program does not know; use a newer program"
        case .misnumbered(let number): "migration \(number) is out of order"
        case .failed(let number, let name, let error): "migration \(number) (\(name)) failed: \(error)"
        }
    }
}

/// Applies numbered SQL texts, each once and in a transaction of its own. Blocks: it runs before anything is served.
package struct MigrationRunner {
    private let configuration: DatabaseConfiguration

    /// - Parameter configuration: of the role that owns the schema, which is not the server's.
    package init(_ configuration: DatabaseConfiguration) { self.configuration = configuration }

    /// Any number that nothing else takes; two runners at once wait for each other by it.
    private static let lockKey = 0x6c6d_325f_6d69_6772

    /// Applies what has not been applied yet; gives "number name" of each that it applied. A text may hold any number of
    /// statements, but none that ends a transaction. Throws `MigrationError` or `PostgresError`.
    package func run(_ migrations: [(number: Int, name: String, sql: String)]) throws -> [String] {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw MigrationError.misnumbered(migration.number)
        }
        let connection = try SimpleConnection(configuration)
        // Ends with the session, whatever happens.
        try connection.execute("select pg_advisory_lock(\(Self.lockKey))")
        try connection.execute(
            """
            create table if not exists public.schema_migration (
                number integer primary key,
                name text not null,
                sha256 bytea not null,
                applied_at timestamptz not null default now()
            )
            """)
        let applied = try check(migrations, connection)
        var names: [String] = []
        for migration in migrations.dropFirst(applied) {
            do throws(PostgresError) {
                try apply(migration, connection)
            } catch {
                throw MigrationError.failed(number: migration.number, name: migration.name, error)
            }
            names.append("\(migration.number) \(migration.name)")
        }
        return names
    }

    /// How many were applied; throws where they differ from what is given.
    private func check(
        _ migrations: [(number: Int, name: String, sql: String)], _ connection: SimpleConnection
    ) throws -> Int {
        let rows = try connection.execute(
            "select number, name, encode(sha256, 'hex') from public.schema_migration order by number")
        for (index, row) in rows.enumerated() {
            let number = row[0].flatMap { Int($0) } ?? 0
            guard index < migrations.count, number == migrations[index].number else {
                throw MigrationError.unknown(number: number, name: row[1] ?? "")
            }
            let digest = try connection.execute(
                "select encode(sha256(convert_to($1, 'UTF8')), 'hex')", [migrations[index].sql])
            guard digest[0][0] == row[2] else {
                throw MigrationError.changed(number: number, name: migrations[index].name)
            }
        }
        return rows.count
    }

    private func apply(
        _ migration: (number: Int, name: String, sql: String), _ connection: SimpleConnection
    ) throws(PostgresError) {
        try connection.execute("begin")
        do throws(PostgresError) {
            try connection.execute(migration.sql)
            try connection.execute(
                """
                insert into public.schema_migration (number, name, sha256)
                values ($1::integer, $2, sha256(convert_to($3, 'UTF8')))
                """, [String(migration.number), migration.name, migration.sql])
            try connection.execute("commit")
        } catch {
            _ = try? connection.execute("rollback")
            throw error
        }
    }
}
