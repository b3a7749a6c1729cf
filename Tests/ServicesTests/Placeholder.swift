// Removed when there is a test.
