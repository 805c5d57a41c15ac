"""Commands of the progress app."""
