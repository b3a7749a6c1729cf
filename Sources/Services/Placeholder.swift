// Removed when Services has its first file.
