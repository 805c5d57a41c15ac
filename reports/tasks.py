"""Background work of the reports app."""
