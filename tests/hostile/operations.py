"""Operations of the API by name, with a path to a fitting row and the headers that they need."""

import re

from tests.everywhere import world


def said(address):
    """For test ids."""
    return f"{address.method} {address.path.removeprefix('api/v1/')}"


def key_of(address):
    """`POST episodes/hold/`: without ids."""
    return re.sub(r"<[^>]+>/", "", said(address))


def template_of(address):
    """The path as the schema has it."""
    path = re.sub(r"<\w+:(\w+)>", r"{\1}", "/" + address.path)
    return path.replace("{pk}", "{id}")


def path_for(address, ground):
    """With the ids of rows for which the operation is possible."""
    key = key_of(address).split(" ", 1)[1]
    parts = address.path.split("/")
    for number, part in enumerate(parts):
        if part.startswith("<uuid:"):
            parts[number] = ground.row_for(key, parts[number - 1])
        elif part.startswith("<"):
            own = part == "<slug:key>" and address.method in ("PUT", "PATCH")
            parts[number] = ground.exercise if own else world.KEYS.get(part.strip("<>"), "1")
    return "/" + "/".join(parts)


def headers_for(address):
    """A change says that any version will do."""
    return {"HTTP_IF_MATCH": "*"} if address.method in ("PUT", "PATCH") else {}
