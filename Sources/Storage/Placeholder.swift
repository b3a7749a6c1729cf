// Removed when Storage has its first file.
