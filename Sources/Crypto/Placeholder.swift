// Removed when Crypto has its first file.
