// Removed when Transport has its first file.
