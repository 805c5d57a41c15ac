"""Background work of the progress app."""
