"""Resources of the plans app."""

RESOURCES: list[tuple[str, type, str]] = []
