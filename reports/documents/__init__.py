"""Documents: facts in, a tagged PDF out."""
