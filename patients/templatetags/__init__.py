"""Template tags of the patients pages."""
