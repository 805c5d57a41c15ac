"""Reports: documents made in the background."""
