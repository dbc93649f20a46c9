"""Files that learners hand in: what they are is decided by what is in them, never by their name.

Documents are kept as they came and only ever handed out as downloads. Pictures are drawn anew, so that
nothing else travels in them: no place where a photo was taken, and no second file behind the picture.
"""

import io
import re
import struct
import warnings
import zipfile
import zlib
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

#: 10 MB, as people and their phones count.
MOST_BYTES = 10 * 1000 * 1000
#: A photo of today's phones has 50 million dots; a small file that unfolds into more is an attack.
MOST_DOTS = 60_000_000
#: What a document packed as a zip may unfold to, and of how many files it may be made.
MOST_UNPACKED_BYTES = 100 * 1000 * 1000
MOST_PACKED_FILES = 2_000

KINDS = ("pdf", "docx", "odt", "txt", "jpg", "jpeg", "png")
#: For the browser's chooser.
ACCEPT = ",".join(f".{kind}" for kind in KINDS)
#: What a second ending may not be: `photo.php.jpg` has two, `minutes 12.3.pdf` has one.
PROGRAM_INSIDE = re.compile(
    r"\.(asp|bat|cgi|cmd|com|docm|exe|hta|html?|jar|jse?|lnk|mht|msi|php|phtml|pl|ps1|py|rb|scr|sh|svg|vbs?"
    r"|wsf|xhtml?|xlsm|xml)\.",
    re.IGNORECASE,
)


class FileRefused(Exception):
    """The file is not kept. The sentence says why, and what to do."""


def checked(upload) -> ContentFile:
    """The file to keep, under a plain name. `upload` has `name`, `size` and `read()`. Raises FileRefused."""
    name = plain_name(upload.name)
    kind = PurePosixPath(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise FileRefused(_("Choose a PDF, Word, ODT or text file, or a JPG or PNG picture."))
    if PROGRAM_INSIDE.search(name):
        raise FileRefused(_("The name of this file has two endings. Give it another name and try again."))
    if upload.size > MOST_BYTES:
        raise FileRefused(_("This file is too big. Choose one of 10 MB or less."))
    data = upload.read(MOST_BYTES + 1)
    if not data.strip():
        raise FileRefused(_("This file is empty. Choose another one."))
    if len(data) > MOST_BYTES:
        raise FileRefused(_("This file is too big. Choose one of 10 MB or less."))
    return ContentFile(CHECKS[kind](data), name=name)


def plain_name(name: str) -> str:
    """The name without folders and without signs that mean something to a computer; at most 100 letters."""
    if "\x00" in name or re.search(r"[\\/]", name):
        raise FileRefused(_("The name of this file cannot be used. Give it another name and try again."))
    plain = re.sub(r"[^\w .()-]", "", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:90]}{dot}{ending[:10]}" if stem else plain


def _refuse_content():
    raise FileRefused(
        _("This file is not what its name says, or it is damaged. Save it again as a PDF and try that.")
    )


def _pdf(data: bytes) -> bytes:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:] or _hides_a_page(data[:1024]):
        _refuse_content()
    return data


def _text(data: bytes) -> bytes:
    """Words in UTF-8. Text that a browser could take for a page is refused."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            words = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        _refuse_content()
    if re.search(r"[\x00-\x08\x0e-\x1f]", words) or _hides_a_page(data):
        _refuse_content()
    return words.encode()


def _hides_a_page(data: bytes) -> bool:
    return bool(re.search(rb"<\s*(!doctype|html|script|svg|iframe|body|\?xml|\?php)", data, re.IGNORECASE))


def _packed(data: bytes, *, must_have: str) -> bytes:
    """A document that is a zip of files, with the one in it that tells the kind."""
    if not data.startswith(b"PK\x03\x04"):
        _refuse_content()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = packed.infolist()
            names = {each.filename for each in files}
            kind = b""
            if "mimetype" in names:
                with packed.open("mimetype") as file:
                    kind = file.read(100)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError):
        _refuse_content()
    unpacked = sum(each.file_size for each in files)
    if len(files) > MOST_PACKED_FILES or unpacked > MOST_UNPACKED_BYTES:
        _refuse_content()
    if any("vbaproject" in each.lower() or each.startswith("/") or ".." in each for each in names):
        raise FileRefused(_("This document has a program in it. Save it again as a PDF and try that."))
    if must_have not in names and kind != must_have.encode():
        _refuse_content()
    return data


def _picture(data: bytes, *, kind: str) -> bytes:
    """The picture drawn anew, the right way up, with nothing but its dots."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[kind])
            if picture.width * picture.height > MOST_DOTS:
                raise FileRefused(_("This picture is too big. Choose a smaller one."))
            picture = ImageOps.exif_transpose(picture)
            plain = picture.convert("RGB" if kind == "JPEG" else _mode_of_png(picture))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise FileRefused(_("This picture is too big. Choose a smaller one.")) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
        _refuse_content()
    drawn = Image.new(plain.mode, plain.size)
    drawn.paste(plain)
    kept = io.BytesIO()
    drawn.save(kept, format=kind, quality=88) if kind == "JPEG" else drawn.save(kept, format=kind)
    return kept.getvalue()


def _mode_of_png(picture) -> str:
    return "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"


CHECKS = {
    "pdf": _pdf,
    "txt": _text,
    "docx": lambda data: _packed(data, must_have="word/document.xml"),
    "odt": lambda data: _packed(data, must_have="application/vnd.oasis.opendocument.text"),
    "jpg": lambda data: _picture(data, kind="JPEG"),
    "jpeg": lambda data: _picture(data, kind="JPEG"),
    "png": lambda data: _picture(data, kind="PNG"),
}
