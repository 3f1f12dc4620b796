"""Writing policies: one layout for all of them, and new ones that begin with another."""
