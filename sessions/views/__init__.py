"""Pages of the sessions app."""
