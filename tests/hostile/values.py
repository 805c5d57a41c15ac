"""What a careless or hostile program sends: values for any field, bodies, queries and headers."""

import json

LONG = 20_000

# Each is a fragment of JSON, because some of them no JSON library would write.
VALUES = {
    "null": "null", "true": "true", "false": "false", "zero": "0", "minus one": "-1", "a fraction": "1.5",
    "beyond 32 bits": "2147483648", "beyond 64 bits": "9223372036854775808", "a huge number": "1e30",
    "a number in words": '"NaN"', "infinity in words": '"Infinity"', "yes": '"yes"', "digits": '"5"',
    "Arabic digits": '"٣"', "nothing": '""', "blanks": '"   "', "very long": f'"{"x" * LONG}"',
    "emoji": '"🧠🪡"', "turned text": '"\\u202eabc"', "a control character": '"a\\u001bb"', "markup": '"<b onload=x>"',
    "SQL": "\"'; DROP TABLE patients_patient; --\"", "a template": '"{{ 7|add:1 }} %s %(x)s {0}"',
    "a path": '"../../etc/passwd"', "an empty list": "[]", "an empty object": "{}", "a list of lists": "[[]]",
    "a list of nothing": "[null]", "a list of objects": "[{}]", "a list of numbers": "[1, -1]",
    "a list of unknown words": '["nothing-of-this-name"]', "the same word twice": '["x", "x"]',
    "a list of 1000": json.dumps(["x"] * 1000), "an object": '{"a": 1}', "an object of objects": '{"a": {"b": {}}}',
    "day nought": '"0000-00-00"', "no such day": '"2026-02-30"', "the last day": '"9999-12-31"',
    "the year 10000": '"10000-01-01"', "the first day": '"0001-01-01"', "a week": '"2026-W01-1"',
    "a moment without offset": '"2026-01-02T10:00:00"', "a moment before the first": '"0001-01-01T00:00:00+14:00"',
    "a moment after the last": '"9999-12-31T23:59:59-14:00"', "an impossible offset": '"2026-01-02T10:00:00+99:99"',
    "an impossible hour": '"2026-01-02T25:61:00Z"', "a time": '"10:00"',
    "an id of nothing": '"01a20000-0000-7000-8000-000000000000"',
    "the nil id": '"00000000-0000-0000-0000-000000000000"', "half an id": '"01a20000-0000"',
    "an id in braces": '"{01a20000-0000-7000-8000-000000000000}"',
}  # fmt: skip

BODIES = {
    "nothing": b"", "blanks": b"  ", "half an object": b'{"id": ', "a list": b"[]", "a text": b'"abc"',
    "a number": b"1",
    "null": b"null", "NaN": b'{"note": NaN}', "infinity": b'{"note": -Infinity}',
    "too great a number": b'{"note": 1e400}',
    "half a pair": b'{"note": "\\ud800"}', "NUL": b'{"note": "a\\u0000b"}', "a raw NUL": b'{"note": "a\0b"}',
    "a key with NUL": b'{"a\\u0000": 1}', "broken text": b'{"note": "\xff\xfe"}',
    "UTF-16": '{"note": "a"}'.encode("utf-16"),
    "a long text": b'{"note": "' + b"x" * 100_000 + b'"}',
    "deep lists": b'{"note": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "lists that the parser can read": b'{"note": ' + b"[" * 300 + b"]" * 300 + b"}",
    "objects that the parser can read": b'{"a":' * 900 + b"1" + b"}" * 900,
    "unclosed": b"[" * 10_000, "huge": b'{"note": "' + b"a" * 2_000_000 + b'"}',
    "an unknown key": b'{"colour": "blue"}',
    "many unknown keys": json.dumps({f"key{n}": n for n in range(2000)}).encode(), "an empty key": b'{"": 1}',
    "a key of its kind": b'{"__proto__": {}, "__class__": 1}', "two roots": b"{}{}", "a comment": b"{/* */}",
    "form data": b"given_name=a&note=b",
}  # fmt: skip

QUERIES = (
    "", " ", "x", "-1", "1.5", "99999999999999999999", "null", "[]", "\0", "a\0b", "٣", "🧠", "%'\\", "0000-00-00",
    "9999-12-31", "10000-01-01", "0001-01-01", "2026-01-02T10:00:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "2026-01-02T10:00:00+99:99", "01a20000-0000-7000-8000-000000000000", "x" * 5000,
)  # fmt: skip

CURSORS = ("x", "", "cD14", "cD0yMDI2", "bz0x", "bz05OTk5OTk5OTk5OTk5OTk5", "cj0xJnA9MjAyNi0wMS0wMQ==", "%00", "🧠",
           "cD0w", "cD0lMDA=", "bz0tMQ==", "cj1hJm89eCZwPQ==", "cD3_")  # fmt: skip
PAGE_SIZES = ("0", "-1", "201", "x", "", "1.5", "٣", "9" * 5000, "1e2", "\0", " 5 ")
VERSIONS = ('"x"', "x", '"-1"', '"1.5"', '""', "", '"9999999999999999999999"', '"٣"', "W/", '"1", "2"', "\x7f")
TOKENS = ("Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer " + "a" * 10_000, "Basic YTpi", "Token x",
          "Bearer \x7f", "Digest x", "bearer null")  # fmt: skip
PATH_IDS = ("x", "0", "-1", "null", "01a20000-0000-7000-8000-000000000000", "01a20000-0000-7000-8000-00000000000",
            "%00", "%F0%9F%A7%A0", "..%2f", "x" * 3000)  # fmt: skip
