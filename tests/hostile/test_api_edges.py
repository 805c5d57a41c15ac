"""Bodies, addresses, queries and headers that no sound client sends: refused as the contract says, nothing stored."""

import json

import pytest

from practice.doors.addresses import addresses
from tests.hostile import shapes
from tests.hostile.ground import complaint, named
from tests.hostile.operations import headers_for, path_for, said, template_of
from tests.hostile.values import BODIES, CURSORS, PAGE_SIZES, PATH_IDS, QUERIES, TOKENS, VERSIONS

API = [a for a in addresses() if a.kind == "api"]
WRITES = [a for a in API if a.method in ("POST", "PUT", "PATCH")]
BODYLESS = (
    "sign/", "resume/", "revise/", "retry/", "deactivate/", "reactivate/", "arrive/", "start/", "finish/", "no-show/",
    "restore/", "discard/", "copy-given/",
)  # fmt: skip
LISTS = sorted({a.path: a for a in API if a.method == "GET"}.values(), key=lambda a: a.path)
WITH_IDS = [a for a in API if "<uuid:" in a.path]
KINDS_OF_BODY = ("text/plain", "text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
                 "x", "application/xml;;;")  # fmt: skip


def refused(answer, *statuses):
    """What is wrong with an answer that should be one of these refusals."""
    if answer.status_code < 400 or answer.status_code not in statuses:
        return f"answers {answer.status_code} {answer.content[:120]}"
    return complaint(answer)


def complaints(tries):
    found = [f"{what}: {wrong}" for what, wrong in tries if wrong]
    assert found == []


@pytest.mark.parametrize("address", [a for a in WRITES if a.method != "PUT"], ids=said)
def test_no_broken_body_is_taken(ground, address):
    name, path, headers = ground.who_may(address), path_for(address, ground), headers_for(address)
    takes_one = not address.path.endswith(BODYLESS)
    taken = shapes.body_of(shapes.operation(address.method, template_of(address)))
    may_be_empty = taken is not None and not taken.get("required")
    statuses = (400, 415) if taken is None else (400,)  # what takes a file reads no JSON

    def tries():
        for what, body in BODIES.items():
            answer = ground.send(name, address.method, path, body, **headers)
            if takes_one and not (may_be_empty and what in ("nothing", "blanks")):
                yield what, refused(answer, *statuses)
            elif answer.status_code >= 400:
                yield what, complaint(answer)
        for kind in KINDS_OF_BODY:
            answer = ground.send(name, address.method, path, b'{"note": "a"}', content_type=kind, **headers)
            if takes_one:
                yield kind, refused(answer, 400, 415)
            elif answer.status_code >= 400:
                yield kind, complaint(answer)

    with ground.nothing_stored():
        complaints(tries())


@pytest.mark.parametrize("address", WITH_IDS, ids=said)
def test_no_foreign_or_broken_id_is_found(ground, address):
    name, headers = ground.who_may(address), headers_for(address)
    own = path_for(address, ground)
    at = next(number for number, part in enumerate(address.path.split("/"), 1) if part.startswith("<uuid:"))

    def tries():
        for wanted in (*PATH_IDS, *ground.elsewhere.values()):
            parts = own.split("/")
            parts[at] = wanted
            body = b"{}" if address.method != "GET" else b""
            yield wanted[:40], refused(ground.send(name, address.method, "/".join(parts), body, **headers), 404)
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} - methods_at(address):
            yield method, refused(ground.send(name, method, own), 405)

    with ground.nothing_stored():
        complaints(tries())


def methods_at(address):
    return {each.method for each in API if each.path == address.path}


@pytest.mark.parametrize("address", LISTS, ids=said)
def test_no_garbage_in_a_query_is_taken_for_a_filter(ground, address):
    name, path = ground.who_may(address), path_for(address, ground)
    known = shapes.filters_of(shapes.operation("GET", template_of(address)))

    def tries():
        for number, asked in enumerate(known):
            some = (*QUERIES[number % 2 :: 2], *ground.elsewhere.values())
            values = {"cursor": CURSORS, "page_size": PAGE_SIZES}.get(asked, some)
            for value in values:
                answer = ground.send(name, "GET", path, {asked: value})
                yield f"{asked}={value[:40]!r}", filtered(answer, asked, value)
        if "page_size" in known:
            yield "unknown filter", refused(ground.send(name, "GET", path, {"colour": "blue"}), 400)

    with ground.nothing_stored():
        complaints(tries())


def filtered(answer, asked, value):
    """Refused by name; or taken, and then it was no garbage for a text or an id, and shows no foreign row."""
    if answer.status_code >= 400:
        wrong = refused(answer, 400, 404)
        told = answer.status_code == 404 or named(answer) & {asked, "__all__", "from", "to"}
        return wrong or ("" if told else f"blames {named(answer)}")
    if asked == "page_size" and value:
        return "is taken"
    if asked.endswith(("_from", "_to", "since")) and not value[:1].isdigit() and value.strip():
        return "is taken for a moment"
    return ""


@pytest.mark.parametrize("address", [a for a in WRITES if a.method in ("PUT", "PATCH")], ids=said)
def test_a_change_names_the_version_it_changes(ground, address):
    name, path = ground.who_may(address), path_for(address, ground)
    with ground.nothing_stored():
        complaints([
            ("none", refused(ground.send(name, address.method, path, b"{}"), 428)),
            *((sent, refused(ground.send(name, address.method, path, b"{}", HTTP_IF_MATCH=sent), 400,
                             412)) for sent in VERSIONS),
        ])  # fmt: skip


@pytest.mark.parametrize("address", [a for a in WRITES if a.method == "POST" and "<" not in a.path], ids=said)
def test_no_strange_header_breaks_a_write(ground, address):
    name, path, headers = ground.who_may(address), path_for(address, ground), headers_for(address)
    foreign = str(ground.cast.members["eva"].pk)
    strange = {
        "HTTP_IDEMPOTENCY_KEY": ("x" * 10_000, "ключ", "\x7f", "é", " ", "a\0b"),
        "HTTP_ACCEPT": ("text/html", "application/xml", "x", "*/*;q=x", "application/json;version=9"),
        "HTTP_MYOPLAN_MEMBERSHIP": (foreign, foreign.upper(), "x", "é", "x" * 5000, " "),
        "HTTP_AUTHORIZATION": TOKENS, "HTTP_CONTENT_ENCODING": ("gzip", "x"), "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",
                                                                                                              ),
    }  # fmt: skip

    def tries():
        for header, values in strange.items():
            for value in values:
                sent = {**headers, header: value}
                answer = ground.send(name, address.method, path, b'{"colour": "blue"}', **sent)
                if answer.status_code >= 400 or header in ("HTTP_MYOPLAN_MEMBERSHIP", "HTTP_AUTHORIZATION"):
                    yield f"{header}: {value[:30]!r}", refused(answer, *expected(header))

    with ground.nothing_stored():
        complaints(tries())


def expected(header):
    return {
        "HTTP_MYOPLAN_MEMBERSHIP": (403,), "HTTP_AUTHORIZATION": (401,), "HTTP_ACCEPT": (400, 406, 409),
    }.get(header, (400, 409, 412))  # fmt: skip


def test_a_key_that_stands_twice_does_not_pass_a_rule(ground):
    """The last one counts, and is checked."""
    body = b'{"given_name": "A", "family_name": "B", "date_of_birth": "1990-01-01", "date_of_birth": "2990-01-01"}'
    with ground.nothing_stored():
        answer = ground.send("ana", "POST", "/api/v1/patients/", body)
    assert (complaint(answer), named(answer)) == ("", {"date_of_birth"})


def test_another_members_token_and_an_ended_one_open_nothing(ground):
    for token in ("a.b.c", json.dumps({"alg": "none"})):
        answer = ground.send("ana", "GET", "/api/v1/patients/", HTTP_AUTHORIZATION=f"Bearer {token}")
        assert refused(answer, 401) == ""
