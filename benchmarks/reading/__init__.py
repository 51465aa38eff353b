"""How fast recordings are read, in how much memory, and from what damage."""
