"""Template tags of the practice pages."""
