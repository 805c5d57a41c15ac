"""Every field of every body of the API, spoilt in every way: refused by name, in a problem document, and not stored."""

import copy
import json

import pytest

from practice.doors.addresses import addresses
from tests.hostile import shapes
from tests.hostile.bodies import sound_bodies
from tests.hostile.ground import complaint, named
from tests.hostile.operations import headers_for, key_of, path_for, said, template_of
from tests.hostile.values import VALUES

WRITES = [a for a in addresses() if a.kind == "api" and a.method in ("POST", "PUT", "PATCH")]
SPOILT = "@@spoilt@@"


@pytest.mark.parametrize("address", WRITES, ids=said)
def test_each_field_is_checked(ground, address):
    taken = shapes.body_of(shapes.operation(address.method, template_of(address)))
    if taken is None:
        return
    sound, call = sound_body(ground, address, taken), caller(ground, address)
    answer = call(sound)
    assert answer.status_code in (200, 201, 202), (answer.status_code, answer.content[:500])
    found = []
    with ground.nothing_stored():
        for path, fields in shapes.levels(taken):
            for what, fragment in values_for(address, path).items():
                found += spoil_level(call, sound, path, fields, what, fragment)
            found += leave_out(call, sound, path, fields, address)
            found += misspell(call, sound, path)
    assert found == []


def values_for(address, path):
    """A PUT, and a part of a PATCH, has the shape that the POST has: a few are enough there."""
    few = address.method == "PUT" or (address.method == "PATCH" and path)
    return dict(list(VALUES.items())[::8]) if few else VALUES


def sound_body(ground, address, taken):
    known = sound_bodies(ground)
    key = key_of(address)
    if address.method == "PATCH":
        key = key.replace("PATCH", "PUT")
    body = known.get(key) or known[key.replace("PUT", "POST")]
    return {name: value for name, value in body.items() if name in shapes.writable(taken)}


def caller(ground, address):
    name, path, headers = ground.who_may(address), path_for(address, ground), headers_for(address)

    def call(body, fragment=""):
        text = json.dumps(body, default=str).replace(f'"{SPOILT}"', fragment)
        return ground.send(name, address.method, path, text.encode(), **headers)

    return call


def spoil_level(call, sound, path, fields, what, fragment):
    """All fields of one object at once; then without those that were named, until it is taken or refused as a whole."""
    value, left, found = json.loads(fragment), list(fields), []
    while left:
        answer = call(spoilt(sound, path, left), fragment)
        if answer.status_code < 400:
            taken = [name for name in left if not shapes.permits(fields[name], value)]
            return found + [f"{spell((*path, name))} = {what} is taken ({answer.status_code})" for name in taken]
        if wrong := complaint(answer):
            return [*found, f"{spell(path)}{left} = {what} {wrong} {answer.content[:160]}"]
        named_now = [name for name in left if is_named(answer, (*path, name))]
        if not named_now:
            permitted = [shapes.permits(fields[name], value) for name in left]
            return found + refused_as_a_whole(answer, path, fields, left, what, permitted)
        left = [name for name in left if name not in named_now]
    return found


def refused_as_a_whole(answer, path, fields, left, what, permitted):
    """A rule may look at several fields together, or at the record: only with values that the schema permits."""
    beside = {spell(path), *(f"{spell(path)}.{name}".lstrip(".") for name in fields)}
    if all(permitted) and (answer.status_code in (404, 409) or named(answer) <= beside):
        return []
    return [f"{spell(path)}{left} = {what}: {answer.status_code} blames {named(answer)} {answer.content[:200]}"]


def is_named(answer, path):
    return any(error.startswith(spell(path)) for error in named(answer))


def leave_out(call, sound, path, fields, address):
    """What is required is missed by name; the published schema says the same."""
    if address.method == "PATCH" or path:
        return []
    found = []
    for name in fields:
        body = {key: value for key, value in sound.items() if key != name}
        answer = call(body)
        if answer.status_code >= 400 and (wrong := complaint(answer)):
            found.append(f"without {name}: {wrong}")
        elif answer.status_code == 400 and not any(error.startswith(name) for error in named(answer)):
            found.append(f"without {name}: blames {named(answer)} {answer.content[:160]}")
    return found


def misspell(call, sound, path):
    """A key that nobody knows is refused by its name."""
    body = copy.deepcopy(sound)
    place(body, path)["colour"] = "blue"
    answer = call(body)
    right = answer.status_code == 400 and spell((*path, "colour")) in named(answer)
    return [] if right else [f"{spell(path)}colour is not refused: {answer.status_code} {answer.content[:160]}"]


def reaches(body, path):
    try:
        return isinstance(place(body, path), dict)
    except (KeyError, IndexError, TypeError):
        return False


def place(body, path):
    for step in path:
        body = body[step]
    return body


def spoilt(sound, path, names):
    body = copy.deepcopy(sound)
    place(body, path).update(dict.fromkeys(names, SPOILT))
    return body


def spell(path):
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
