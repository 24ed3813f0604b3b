"""Pages without inline script or style, and vendored files that are what they say they are."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
# What makes elements or code of text; one file may, and says of what.
MAKES_OF_TEXT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|document\.write|srcdoc\s*="
    r"|DOMParser|createPolicy|\beval\(|\bFunction\(|set(?:Timeout|Interval)\(\s*[\"'`]|setAttribute\(\s*[\"'`]on"
    r"|\.on[a-z]+\s*=(?!=)|createElement\(\s*[\"'`]script"
)
VENDORED = sorted(path for path in (ROOT / "static" / "vendor").glob("*") if path.is_dir())
PAPERS = {"LICENSE", "VERSION", "SHA256"}


class Inline(HTMLParser):
    """Collects what the content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attributes}
        is_data = names.get("type", "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in names and not is_data):
            self.faults.append(f"<{tag}>")
        self.faults += [name for name in names if name == "style" or re.match(r"on[a-z]+$", name)]
        self.faults += [value for value in names.values() if value.strip().lower().startswith("javascript:")]


def inline(source: str) -> list[str]:
    parser = Inline()
    parser.feed(re.sub(r"{%.*?%}|{#.*?#}", "", source, flags=re.DOTALL))
    return parser.faults


def test_inline_code_is_noticed():
    bad = '<style>a</style><script>b</script><p style="c" onclick="d"><a href="javascript:e">f</a>'
    assert inline(bad) == ["<style>", "<script>", "style", "onclick", "javascript:e"]
    assert inline('<script type="module" src="a.js"></script><script type="application/json">{}</script>') == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_inline_script_or_style(path):
    assert inline(path.read_text()) == []


def test_code_that_makes_elements_of_text_is_noticed():
    bad = ("a.innerHTML = b", "new DOMParser()", "eval(a)", "new Function(a)", "setTimeout('a', 1)", "a.onclick = b",
           "a.setAttribute('onclick', b)", "document.createElement('script')", "frame.srcdoc = a")  # fmt: skip
    assert [each for each in bad if not MAKES_OF_TEXT.search(each)] == []
    assert not MAKES_OF_TEXT.search("setTimeout(() => a(), 1); b.ongoing == c; retrieval(d)")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_only_one_script_makes_elements_of_text(path):
    code = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert set(MAKES_OF_TEXT.findall(code)) == ({"DOMParser", "createPolicy"} if path.name == "trusted.js" else set())


def faults_of_vendored(folder: Path) -> list[str]:
    """What is missing, changed, or not written down."""
    if missing := sorted(PAPERS - {path.name for path in folder.iterdir()}):
        return [f"{name} is missing" for name in missing]
    listed = dict(reversed(line.split(maxsplit=1)) for line in (folder / "SHA256").read_text().splitlines())
    listed = {name.lstrip("*"): digest for name, digest in listed.items()}
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name not in PAPERS}
    return sorted(name for name in found.keys() | listed.keys() - PAPERS if found.get(name) != listed.get(name))


def test_a_changed_vendored_file_is_noticed(tmp_path):
    assert faults_of_vendored(tmp_path) == ["LICENSE is missing", "SHA256 is missing", "VERSION is missing"]
    (tmp_path / "LICENSE").touch()
    (tmp_path / "VERSION").touch()
    (tmp_path / "a.js").write_text("1")
    (tmp_path / "SHA256").write_text(f"{hashlib.sha256(b'1').hexdigest()}  a.js\n")
    assert faults_of_vendored(tmp_path) == []
    (tmp_path / "a.js").write_text("2")
    (tmp_path / "b.js").touch()
    assert faults_of_vendored(tmp_path) == ["a.js", "b.js"]


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: path.name)
def test_vendored_files_are_what_they_say(folder):
    assert faults_of_vendored(folder) == []
