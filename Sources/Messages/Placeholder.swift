// Removed when Messages has its first file.
