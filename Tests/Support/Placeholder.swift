// Removed when there is test support.
