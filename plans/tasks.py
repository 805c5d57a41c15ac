"""Background work of the plans app."""
