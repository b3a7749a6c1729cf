// Removed when messages are generated.
