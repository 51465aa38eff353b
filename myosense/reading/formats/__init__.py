"""One small reader a family of files."""
