"""Progress keeps no rows of its own: it is derived from the records below it."""
