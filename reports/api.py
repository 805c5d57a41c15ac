"""Resources of the reports app."""

RESOURCES: list[tuple[str, type, str]] = []
