// Removed when the program is written.
