// Removed when Jobs has its first file.
