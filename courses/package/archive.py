"""The zip around a course: written the same each time, read as if a stranger had made it."""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePath

import yaml
from django.utils.translation import gettext as _

FORMAT = "patient-leaders-course"
VERSION = 1
COURSE_FILE = "course.yaml"
#: What may be in the zip: the course, and media named after what is in them.
NAME = re.compile(r"course\.yaml|media/[0-9a-f]{32}\.[a-z0-9]{2,5}")

LARGEST_FILE = 300 * 1024 * 1024
LARGEST_COURSE_TEXT = 5 * 1024 * 1024
MOST_ENTRIES = 1_000
#: Media are stored as they are, words shrink to a tenth: whatever shrinks more is a trick.
MOST_SHRUNK = 50
DEEPEST = 40

#: The same for every zip, so that the same course gives the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


class BadPackage(Exception):
    """The file cannot be taken in; nothing was. The message is a plain sentence for the editor."""


class _Writer(yaml.SafeDumper):
    """Writes each value where it stands: nothing is said once and referred to later."""

    def ignore_aliases(self, data):
        return True


def as_yaml(data: dict) -> str:
    """The same text for the same data, in the order given."""
    return yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files by name: the same bytes for the same files, on every machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return packed.getvalue()


def media_name(content: bytes, file_name: str) -> str:
    """The name of a file in the zip: after what is in it, with the ending it had."""
    digest = hashlib.sha256(content).hexdigest()[:32]
    return f"media/{digest}{PurePath(file_name).suffix.lower()}"


def read_zip(file) -> tuple[dict, dict[str, bytes]]:
    """The course and its media by name, from an open file. Raises BadPackage."""
    file.seek(0, io.SEEK_END)
    if file.tell() > LARGEST_FILE:
        raise BadPackage(_("This file is too big. A course may have 300 MB at most."))
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive.infolist())
            files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as e:
        raise _damaged() from e
    except ValueError as e:
        raise _damaged() from e
    if COURSE_FILE not in files:
        raise BadPackage(_("This zip holds no course. It was not made by “Export this course”."))
    data = _parsed(files.pop(COURSE_FILE))
    for name, content in files.items():
        if media_name(content, name) != name:
            raise _damaged()
    return data, files


def _damaged() -> BadPackage:
    return BadPackage(_("This file is damaged. Export the course again and try once more."))


def _check_entries(entries) -> None:
    """Refuse what no export writes, before anything is unpacked."""
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES or len(set(names)) != len(names):
        raise BadPackage(_("This zip holds more files than a course can have."))
    if not all(NAME.fullmatch(name) for name in names):
        raise BadPackage(_("This zip holds files that do not belong to a course."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadPackage(_("This zip is locked with a password."))
    is_huge = sum(entry.file_size for entry in entries) > LARGEST_FILE
    is_text_huge = any(e.filename == COURSE_FILE and e.file_size > LARGEST_COURSE_TEXT for e in entries)
    is_bomb = any(entry.file_size > MOST_SHRUNK * max(entry.compress_size, 1) for entry in entries)
    if is_huge or is_text_huge or is_bomb:
        raise BadPackage(_("This zip is far too big when it is unpacked."))


def _parsed(content: bytes) -> dict:
    """The data of course.yaml, of the version that this site reads."""
    try:
        text = content.decode()
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > DEEPEST:
                raise _damaged()
        data = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as e:
        raise _damaged() from e
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadPackage(_("This zip holds no course. It was not made by “Export this course”."))
    if data.get("version") != VERSION:
        raise BadPackage(
            _("This file is of version %(theirs)s of the course format. This site reads version %(ours)s.")
            % {"theirs": str(data.get("version"))[:10], "ours": VERSION}
        )
    return data
