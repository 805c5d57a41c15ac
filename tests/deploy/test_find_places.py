import os
from pathlib import Path

from deploy.local import accounts, binaries, places
from deploy.local.accounts import Account
from deploy.local.places import Places


def test_sockets_stay_beside_the_data_while_their_path_is_short(folder):
    with places.sockets(Places(folder), None) as made:
        assert made.parent == folder
        assert made.stat().st_mode & 0o777 == 0o700
    assert not made.exists()


def test_sockets_move_to_a_private_folder_when_the_path_is_too_long(folder):
    deep = folder / ("x" * 100)
    deep.mkdir()
    with places.sockets(Places(deep), None) as made:
        assert places.fits(made)
        assert not made.is_relative_to(deep)
        assert made.stat().st_mode & 0o777 == 0o700
    assert not made.exists()


def test_a_socket_path_is_counted_in_bytes():
    longest = places.LONGEST_SOCKET - len("/.s.PGSQL.5432")
    assert places.fits(Path("/" + "a" * (longest - 1)))
    assert not places.fits(Path("/" + "a" * longest))
    assert not places.fits(Path("/" + "é" * (longest // 2 + 1)))


def test_a_comma_would_make_two_hosts_of_one_path():
    assert not places.fits(Path("/clinic, north"))


def test_a_folder_that_exists_keeps_its_permissions(folder):
    folder.chmod(0o750)
    accounts.make_folder(folder, mode=0o711, account=Account("nobody", 65534, 65534))
    assert folder.stat().st_mode & 0o777 == 0o750
    assert folder.stat().st_uid == os.geteuid()


def test_two_checkouts_have_two_folders():
    assert places.system_folder(Path("/a/myoplan")) != places.system_folder(Path("/b/myoplan"))


def test_the_secret_key_is_made_once_and_private(folder):
    first = places.secret_key(Places(folder))
    assert len(first) > 50
    assert places.secret_key(Places(folder)) == first
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_binaries_out_of_reach_are_copied_for_the_account(folder):
    account = accounts.server_account(folder / "none")
    (folder / "program").symlink_to("/bin/true")
    folder.chmod(0o700)
    assert accounts.can_run(folder / "program", account) is (account is None)
    folder.chmod(0o711)
    copied = binaries.Binaries(folder / "servers")
    binaries._copy(binaries.for_account(None, folder), copied)
    assert copied.usable_by(account)
