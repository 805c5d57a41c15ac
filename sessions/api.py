"""Resources of the sessions app."""

RESOURCES: list[tuple[str, type, str]] = []
