// Removed when Postgres has its first file.
