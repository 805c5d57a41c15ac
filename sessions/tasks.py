"""Background work of the sessions app."""
