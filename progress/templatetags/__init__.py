"""Template tags of the progress pages."""
