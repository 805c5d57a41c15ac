"""The file of a backup: any byte that changes is noticed, and what it says of itself decides who may restore it."""

import io
import tarfile
from dataclasses import replace

import pytest

from practice.backups import archive, files
from practice.backups.manifest import Manifest, known_migrations, product_version, require_not_newer
from practice.backups.refusals import BackupRefused, Damaged

SAID = {
    "version": "0.1.0", "made_at": "2026-11-22T10:00:00+00:00", "postgres": 18, "rows": {"practice_clinic": 2},
    "migrations": {"practice": ["0001_initial"]}, "missing": [],
}  # fmt: skip
PARTS = {"database.dump": b"PGDMP and so on", "media/reports/a.pdf": b"%PDF" * 300}


@pytest.fixture
def backup(tmp_path):
    path = tmp_path / "clinic.backup"
    with path.open("wb") as file:
        writer = archive.Writer(file)
        for name, content in PARTS.items():
            writer.add(name, io.BytesIO(content), len(content))
        writer.seal(Manifest(**SAID, parts=writer.parts))
    return path


def test_what_went_in_comes_out(backup, tmp_path):
    found = archive.read(backup, lambda name: files.opened_in(tmp_path / "out", name))
    assert {name: (tmp_path / "out" / name).read_bytes() for name in PARTS} == PARTS
    assert (found.files, found.rows, found.version) == (1, {"practice_clinic": 2}, "0.1.0")
    assert archive.manifest_of(backup) == found


def test_any_tar_program_can_unpack_it(backup):
    with tarfile.open(backup) as tar:
        assert tar.getnames() == [*PARTS, archive.MANIFEST]


def test_every_flipped_byte_is_noticed(backup):
    whole = backup.read_bytes()
    for place in [*range(0, len(whole), 97), *range(len(whole) - 80, len(whole))]:
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupRefused, match=r"clinic\.backup is damaged"):
            archive.read(backup)


@pytest.mark.parametrize("length", [0, 10, 512, 3000, -1])
def test_a_file_that_was_cut_off_is_noticed(backup, length):
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(Damaged, match="damaged or incomplete"):
        archive.read(backup)
    with pytest.raises(Damaged):
        archive.manifest_of(backup) and archive.read(backup)


def test_what_is_no_backup_is_named(tmp_path):
    with pytest.raises(BackupRefused, match="There is no file"):
        archive.read(tmp_path / "nothing")
    with pytest.raises(BackupRefused, match="is a folder"):
        archive.read(tmp_path)


@pytest.mark.parametrize("name", ["../out.pdf", "/etc/passwd", "media/../../x", ""])
def test_a_part_never_leads_out_of_its_folder(tmp_path, name):
    with pytest.raises(Damaged):
        files.opened_in(tmp_path, name)


def test_a_newer_version_is_refused_in_words():
    ours = Manifest(**SAID, parts=[])
    require_not_newer(ours, known_migrations())
    newer = replace(ours, version="9.1.0", migrations={"practice": ["0001_initial", "0900_from_the_future"]})
    with pytest.raises(BackupRefused) as refused:
        require_not_newer(newer, known_migrations())
    said = str(refused.value)
    assert "made by a newer Myoplan (9.1.0) than this one" in said
    assert product_version() in said
    assert "practice 0900_from_the_future" in said


def test_a_newer_form_is_refused_in_words():
    with pytest.raises(BackupRefused, match=r"written by a newer Myoplan \(0.1.0\)"):
        Manifest.from_json(replace(Manifest(**SAID, parts=[]), format=99).as_json())
