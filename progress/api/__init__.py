"""Resources of the progress app."""

from progress.api.resources import RESOURCES

__all__ = ["RESOURCES"]
