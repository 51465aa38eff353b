"""The wearer's own diary: read it, fill it, hold it against a result."""
