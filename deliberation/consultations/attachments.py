"""Files that staff attach: what may be attached, told by its bytes and never by its name; and how one is kept.

Whoever has files to attach gives its model the columns of `Attachment`, asks `examined` about the bytes that were sent,
and makes the row of `columns`. Bytes are served by web/downloads.py only, after the gate of what they belong to.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from deliberation.consultations.wording import hides, unfit
from deliberation.errors import Conflict, Invalid, Refusal

LONGEST_TITLE = 200
LONGEST_NAME = 100  # characters
MEGABYTE = 1_000_000
ODT = b"application/vnd.oasis.opendocument.text"
MACROS = ("Basic/", "Scripts/")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
NOT_IN_NAMES = frozenset('<>:"/\\|?*%;')


def _is_odt(data: bytes) -> bool:
    """A zip file whose first entry says so, and which carries no macros."""
    if not data.startswith(b"PK\3\4"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            first, *others = parts.infolist()
            plain = first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
            says = plain and first.file_size == len(ODT) and parts.read(first) == ODT
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        return False
    names = {each.filename for each in others}
    return says and "content.xml" in names and not any(name.startswith(MACROS) for name in names)


def _is_text(data: bytes) -> bool:
    try:
        return not CONTROLS.search(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False


# The endings of the names we give, by what the bytes are; text last, for some of the others could be read as text.
KINDS: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", lambda data: data.startswith(b"%PDF-")),
    "png": ("image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff")),
    "webp": ("image/webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    "odt": (ODT.decode(), _is_odt),
    "txt": ("text/plain; charset=utf-8", _is_text),
}


@dataclass(frozen=True)
class Examined:
    """A file that may be attached: under a safe name whose ending says what the bytes are."""

    name: str
    media_type: str
    sha256: str
    data: bytes

    def columns(self) -> dict[str, Any]:
        """What the columns of an Attachment hold; saving the row keeps the bytes."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "size": len(self.data),
            "sha256": self.sha256,
            "kept": ContentFile(self.data, name=self.name),
        }


def examined(name: str, data: bytes) -> Examined:
    """Look at a file that was sent under this name. Raises Invalid, code file-refused, with a sentence for `file`."""
    most = settings.FILE_MEGABYTES
    if not data:
        raise _refused(_("The file is empty. Choose another one."))
    if len(data) > most * MEGABYTE:
        raise _refused(_("The file is larger than %(most)s MB. Make it smaller, or divide it.") % {"most": most})
    kind = next((ending for ending, (_type, fits) in KINDS.items() if fits(data)), "")
    if not kind:
        raise _refused(
            _(
                "Attach a PDF, an OpenDocument text without macros, plain text in UTF-8, or a PNG, JPEG or WebP image; "
                "the content of this file is something else."
            )
        )
    return Examined(safe_name(name, kind), KINDS[kind][0], sha256(data).hexdigest(), data)


def _refused(sentence: str) -> Invalid:
    return Invalid("file-refused", sentence, {"file": sentence})


def safe_name(name: str, ending: str) -> str:
    """The last part of a path, in NFC, without what hides, reorders or means something to a file system."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    shown = "".join(each for each in last if not hides(each) and each not in NOT_IN_NAMES)
    stem = " ".join(shown.rpartition(".")[0].split() if "." in shown else shown.split()).strip(". ")
    return f"{stem[:LONGEST_NAME].strip('. ') or 'document'}.{ending}"


def titled(title: str) -> str:
    """A title in one line. Raises Invalid, code not-valid, with a sentence for `title`."""
    tidied = " ".join(title.split())
    if not tidied or unfit(tidied, LONGEST_TITLE):
        sentence = _("Write a title of at most %(most)s characters.") % {"most": LONGEST_TITLE}
        raise Invalid("not-valid", sentence, {"title": sentence})
    return tidied


def room_for(there: Collection[str], digest: str, most: int) -> Refusal | None:
    """Does one more fit to those with the digests `there`?"""
    if digest in there:
        sentence = _("This very file is attached already.")
        return Conflict("file-exists", sentence, {"file": sentence})
    if len(there) >= most:
        sentence = _("At most %(most)s files can be attached. Withdraw one first.") % {"most": most}
        return Conflict("too-many-files", sentence, {"file": sentence})
    return None


def _place(attachment: "Attachment", name: str) -> str:
    """Where it is kept: under a name that says nothing and that nobody has had before."""
    return f"{attachment._meta.label_lower}/{uuid4().hex}.{name.rpartition('.')[2]}"


class Attachment(models.Model):
    """The columns of an attached file. Its bytes lie in Django's default storage and are never changed."""

    title = models.CharField(max_length=LONGEST_TITLE)
    name = models.CharField(max_length=LONGEST_NAME + 10, help_text="What whoever saves it is offered to call it.")
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    kept = models.FileField(upload_to=_place, max_length=200)

    class Meta:
        abstract = True

    @property
    def kind(self) -> str:
        """What it is, short: PDF, ODT, TXT ..."""
        return self.name.rpartition(".")[2].upper()

    def described(self) -> dict[str, Any]:
        """What the record says of it."""
        return {"title": self.title, "name": self.name, "size": self.size, "sha256": self.sha256}

    def forget_bytes(self) -> None:
        """Delete the bytes, once the transaction that takes the row away has happened."""
        storage, name = self.kept.storage, str(self.kept.name)
        transaction.on_commit(lambda: storage.delete(name))
