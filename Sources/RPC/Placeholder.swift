// Removed when RPC has its first file.
