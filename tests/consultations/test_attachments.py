"""Which bytes may be attached, under which name they are kept, and how they are handed out."""

import io
import unicodedata
import zipfile

import pytest

from deliberation.consultations.attachments import ODT, examined, titled
from deliberation.errors import Invalid

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def odt(*names: str, mimetype: bytes = ODT) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        for name in ("mimetype", "content.xml", *names):
            parts.writestr(name, mimetype if name == "mimetype" else "<x/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("sent", "data", "name", "media_type"),
    [
        ("plan.pdf", PDF, "plan.pdf", "application/pdf"),
        ("../../etc/passwd.exe", PDF, "passwd.pdf", "application/pdf"),
        ("C:\\Plans\\map.PNG", PNG, "map.png", "image/png"),
        ("a.gif", b"\xff\xd8\xff\xe0" + bytes(9), "a.jpg", "image/jpeg"),
        ("a", b"RIFF\x04\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
        ("Der Plan.odt", odt(), "Der Plan.odt", ODT.decode()),
        ("計畫.txt", "為什麼\r\n".encode(), "計畫.txt", "text/plain; charset=utf-8"),
        ("page.html", b"<script>alert(1)</script>", "page.txt", "text/plain; charset=utf-8"),
        ("", PDF, "document.pdf", "application/pdf"),
        (".htaccess", PDF, "document.pdf", "application/pdf"),
        ("inv\u202efdp.exe\r\nSet-Cookie: a", PDF, "invfdp.pdf", "application/pdf"),
        ("x" * 300 + ".pdf", PDF, "x" * 100 + ".pdf", "application/pdf"),
        (unicodedata.normalize("NFD", "Über.pdf"), PDF, "Über.pdf", "application/pdf"),
    ],
)
def test_what_it_is_and_is_called_is_told_by_its_bytes(sent, data, name, media_type):
    found = examined(sent, data)
    assert (found.name, found.media_type, found.columns()["size"]) == (name, media_type, len(data))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (PDF + bytes(1_000_000), "larger than 1 MB"),
        (b"MZ\x90\0\x03", "something else"),
        (b"caf\xe9", "something else"),
        (b"text\0", "something else"),
        (b" %PDF-1.7\0", "something else"),
        (b"PK\x03\x04" + bytes(60), "something else"),
        (odt("Basic/Standard/Module1.xml"), "without macros"),
        (odt(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "something else"),
        (odt()[:-30], "something else"),
    ],
)
def test_other_bytes_are_refused_in_words(settings, data, sentence):
    settings.FILE_MEGABYTES = 1
    with pytest.raises(Invalid) as refused:
        examined("plan.pdf", data)
    assert refused.value.code == "file-refused"
    assert sentence in refused.value.fields["file"]


def test_a_title_is_one_line_that_hides_nothing():
    assert titled("  The \n plan ") == "The plan"
    for title in ("", " ", "x" * 201, "a\x07b", "a\u202eb"):
        with pytest.raises(Invalid):
            titled(title)
