"""Read models of the console: plain selects, no changes."""
