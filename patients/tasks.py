"""Background work of the patients app."""
