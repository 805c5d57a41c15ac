"""The guide for client developers is true: the commands of its journey answer what it says they answer."""

import re
import shlex
import uuid
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from practice import selectors

GUIDE = Path(settings.BASE_DIR, "docs", "api.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^call (.+?)\n# (\d{3})$", re.M | re.S)
IDS = ("PATIENT", "EPISODE", "SCREENING", "CONSENT", "ASSESSMENT", "PLAN", "SESSION", "REPORT")


def commands():
    for block in re.findall(r"```sh journey\n(.+?)```", GUIDE, re.S):
        yield from COMMAND.findall(block)


def played(program, command, known):
    """One `call` of the guide: its words are curl's."""
    text = re.sub(r"\$([A-Z]+)", lambda found: known[found[1]], command)
    words, method, headers, body = iter(shlex.split(text)), "GET", {}, ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        else:
            path = word
    return program.generic(method, path, body.encode(), headers=headers)


def test_the_journey_of_the_guide_is_true(api):
    program = api("ana")
    known = {name: str(uuid.uuid4()) for name in IDS} | {"API": "/api/v1", "ETAG": ""}
    known |= {"TODAY": str(selectors.today_in(selectors.clinic())), "NOW": timezone.now().isoformat()}
    for command, status in commands():
        answer = played(program, command, known)
        assert answer.status_code == int(status), (command, answer.content)
        if "/sessions/" in command and "ETag" in answer:
            known["ETAG"] = answer["ETag"].replace('"', '\\"')


def test_the_journey_is_long_enough_to_be_one():
    assert len(list(commands())) >= 15
