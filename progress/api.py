"""Resources of the progress app."""

RESOURCES: list[tuple[str, type, str]] = []
