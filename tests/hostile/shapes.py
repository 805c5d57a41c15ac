"""Which fields an operation takes, read from the published schema."""

from functools import cache

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator


@cache
def schema():
    """The published schema; the catalogues of a test database are always the same."""
    return SchemaGenerator().get_schema(request=None, public=True)


def operation(method, template):
    """An operation of the schema, by method and path."""
    return schema()["paths"][template][method.lower()]


def body_of(found):
    """The schema of the JSON that an operation takes; None when it takes none, or a file."""
    content = found.get("requestBody", {}).get("content", {}).get("application/json")
    return resolved(content["schema"]) if content else None


def filters_of(found):
    """The names of its query parameters."""
    return [each["name"] for each in found.get("parameters", ()) if each["in"] == "query"]


def resolved(part):
    """What a reference points to; of `this or null`, this."""
    if "oneOf" in part:
        part = next((each for each in part["oneOf"] if each.get("type") != "null"), part)
    if "$ref" in part:
        return schema()["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]]
    return part


def writable(part):
    """The fields of an object that a client may send."""
    return {name: inner for name, inner in part.get("properties", {}).items() if not inner.get("readOnly")}


def levels(part, path=()):
    """Each object of a body with its path: the body itself, the rows of its lists, the objects in it."""
    found = writable(part)
    yield path, found
    for name, inner in found.items():
        inside = resolved(inner)
        if inside.get("type") == "object" and "properties" in inside:
            yield from levels(inside, (*path, name))
        if "items" in inside and "properties" in resolved(inside["items"]):
            yield from levels(resolved(inside["items"]), (*path, name, 0))


def permits(part, value):
    """Whether the published schema lets this value through; blanks around a text do not count."""
    value = value.strip() if isinstance(value, str) else value
    whole = {**part, "components": schema()["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)
