// Removed when Conformance has its first file.
