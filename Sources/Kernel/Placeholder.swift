// Removed when Kernel has its first file.
