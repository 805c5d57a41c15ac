"""The treatment room's shell: a page without any record or name, and the worker that serves it without network."""

import json

import pytest
from django.conf import settings

from tests.factories import sessions

SHELL, WORKER = "/kept/", "/worker.js"


@pytest.mark.parametrize("path", [SHELL, WORKER])
def test_only_those_who_record_sessions_have_the_shell(as_page, path):
    found = {name: as_page(name).get(path).status_code for name in ("ana", "rui", "max", "ida", "pia", "eva")}
    assert found == {"ana": 200, "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 200}


def test_the_shell_holds_nothing_of_anybody(as_page, cast):
    session = sessions.signed_session(cast)
    answer = as_page("ana").get(SHELL)
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    people = [member.name for member in cast.members.values()]
    secrets = (*people, "Pia", "ana@", cast.here.name, str(cast.pia.pk), str(cast.members["ana"].pk), str(session.pk))
    for secret in (*secrets, "csrfmiddlewaretoken", "kept-by", "Sign out"):
        assert secret not in page, secret
    assert '<meta name="csrf-token" content="">' in page
    assert 'name="occurred_at" value' not in page


def test_the_shell_has_the_whole_form_of_a_session(as_page, cast):
    shell = as_page("ana").get(SHELL).content.decode()
    page = as_page("ana").get(f"/episodes/{sessions.treatable_episode(cast).pk}/sessions/new/").content.decode()
    names = {part.split('"')[0] for part in page.split('name="')[1:]}
    kept = {part.split('"')[0] for part in shell.split('name="')[1:]}
    assert names - kept == {"csrfmiddlewaretoken", "kept-by"}


def test_the_worker_says_which_pages_the_shell_draws(as_page):
    answer = as_page("ana").get(WORKER)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    told = json.loads(answer.content.decode().splitlines()[0].removeprefix("const WORKER = ").removesuffix(";"))
    assert (told["name"], told["page"]) == ("room", SHELL)
    phones = as_page("pia").get("/me/worker.js").content.decode()
    assert phones.startswith('const WORKER = {"name": "phone", "page": "/me/kept/"')


def test_another_release_is_another_worker(as_page, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    first, again = (as_page("ana").get(WORKER).content for _ in range(2))
    monkeypatch.setattr("progress.views.workers.SHOWN", ("templates/_parts",))
    assert first == again != as_page("ana").get(WORKER).content


def test_pages_of_those_who_record_sessions_keep_the_day_and_others_do_not(as_page):
    assert "js/room/keep.js" in as_page("ana").get("/").content.decode()
    for name in ("rui", "ida", "pia"):
        assert "js/room/keep.js" not in as_page(name).get("/", follow=True).content.decode()
