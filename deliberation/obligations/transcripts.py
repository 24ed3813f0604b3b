"""Transcripts as programs for captions write them, WebVTT and SubRip (SRT), read into utterances.

Strict: what cannot be read is named by its line and refused, so that nothing somebody said is left out in silence.
Captions are a few words long; those of one speaker that follow each other are joined until they can be quoted.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.utils.translation import gettext as _

from deliberation.consultations.wording import hides
from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.statements.content import tidy

MOST_BYTES = 1_000_000
MOST_CUES = 20_000
MOST_UTTERANCES = 3000
LONGEST_UTTERANCE = 2000  # characters
LONGEST_SPEAKER = 80  # characters
LONG_ENOUGH = 240  # characters: longer ones are not joined with what follows
SILENCE = 2000  # milliseconds after which words begin an utterance of their own
FAULTS_SHOWN = 5
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

STAMP = r"(?:([0-9]{1,3}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
TIMES = re.compile(rf"{STAMP}[ \t]+-->[ \t]+{STAMP}(?:[ \t][^\n]*)?")
HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>")
TAG = re.compile(r"</?[a-zA-Z0-9][^<>]*>|</>|\{\\[^{}]*\}")
NAMED = re.compile(r"([^:\uff1a]{1,40})[:\uff1a]\s*(\S.*)")


@dataclass(frozen=True)
class Said:
    """Who said what, from when to when, in milliseconds from the beginning of the recording."""

    starts: int
    ends: int
    speaker: str
    text: str


@dataclass(frozen=True)
class Transcript:
    """All that was said, in order."""

    said: tuple[Said, ...]

    @property
    def speakers(self) -> list[str]:
        """Those who are named, in the order in which they begin to speak."""
        return list(dict.fromkeys(each.speaker for each in self.said if each.speaker))

    @property
    def these(self) -> str:
        """What tells this transcript from any other: who confirms a preview confirms exactly it."""
        rows = [[each.starts, each.ends, each.speaker, each.text] for each in self.said]
        return sha256(json.dumps(rows).encode()).hexdigest()


@dataclass(frozen=True)
class Cue:
    """A caption as it stands in the file, by the number of the line on which its words begin."""

    line: int
    starts: int
    ends: int
    payload: str


class Faults(list[str]):
    """Sentences, each naming the line it is about."""

    def at(self, line: int, sentence: str) -> None:
        self.append(_("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence})


def decoded(content: bytes) -> str:
    """The file as text; what is no UTF-8 stays visible, so that its lines can be named. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise _unread(_("The transcript is larger than %(most)s bytes. Leave out its styles.") % {"most": MOST_BYTES})
    return content.decode("utf-8", errors="replace")


def read(content: str) -> Transcript:
    """The transcript in a file of either kind. Raises Invalid with the lines that cannot be read."""
    if len(content) > MOST_BYTES:
        raise _unread(_("The transcript is larger than %(most)s bytes. Leave out its styles.") % {"most": MOST_BYTES})
    lines = re.split(r"\r\n|\r|\n", content.removeprefix("\ufeff"))
    faults = Faults()
    cues = list(_cues(lines, faults))
    said = _joined([each for cue in cues for each in _spoken(cue, faults)]) if not faults else []
    if faults:
        raise _unread(" ".join(faults[:FAULTS_SHOWN]))
    if not said:
        raise _unread(_("Nobody says anything in this transcript. Send a WebVTT or SRT file with the words spoken."))
    if len(said) > MOST_UTTERANCES:
        words = {"most": MOST_UTTERANCES, "count": len(said)}
        raise _unread(_("At most %(most)s utterances can be taken; this transcript has %(count)s.") % words)
    return Transcript(tuple(said))


def as_confirmed(these: str, found: Transcript) -> Refusal | None:
    """Is it the transcript that was looked at?"""
    if these == found.these:
        return None
    sentence = _("This is not the transcript that you looked at. Look at it again; nothing was published.")
    return Conflict("preview-changed", sentence)


def _unread(sentence: str) -> Invalid:
    return Invalid("transcript", sentence, {"transcript": sentence})


def _cues(lines: Sequence[str], faults: Faults) -> Iterator[Cue]:
    latest, count = 0, 0
    for start, block in _blocks(lines):
        cue = _cue(start, block, faults)
        if len(faults) >= FAULTS_SHOWN:
            return
        if cue is None:
            continue
        if cue.starts < latest:
            faults.at(cue.line - 1, _("It begins before the caption above it. Put the captions in the order of time."))
        latest, count = cue.starts, count + 1
        if count > MOST_CUES:
            faults.at(cue.line, _("There are more than %(most)s captions. Join short ones.") % {"most": MOST_CUES})
            return
        yield cue


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines that stand together, by the number of the first. Without the header of WebVTT and what is no caption."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            if not _is_aside(number - len(block), block):
                yield number - len(block), block
            block = []


def _is_aside(start: int, block: Sequence[str]) -> bool:
    if any("-->" in line for line in block):
        return False
    return bool(ASIDE.fullmatch(block[0]) or (start == 1 and HEADER.fullmatch(block[0])))


def _cue(start: int, block: Sequence[str], faults: Faults) -> Cue | None:
    """A caption: its times, with a name or number above them or not, and below them the words."""
    place = 0 if "-->" in block[0] else 1
    times = TIMES.fullmatch(block[place].strip()) if place < len(block) else None
    if times is None:
        faults.at(start + min(place, len(block) - 1), _expected())
        return None
    starts, ends = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
    if ends <= starts:
        faults.at(start + place, _("It ends before it begins. Mend one of the two times."))
    payload = block[place + 1 :]
    if any("-->" in line for line in payload):
        faults.at(start + place + 1, _("Leave an empty line before the times of the next caption."))
    return Cue(start + place + 1, starts, ends, " ".join(payload))


def _expected() -> str:
    return _("Here the times of a caption are expected, such as 00:01:02.000 --> 00:01:05.000.")


def _milliseconds(stamp: Sequence[str | None]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in stamp)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _spoken(cue: Cue, faults: Faults) -> Iterator[Said]:
    """What a caption says: of one voice, or of several one after the other."""
    if UNREADABLE in cue.payload:
        faults.at(cue.line, _("It holds characters that cannot be read. Save the transcript in UTF-8."))
        return
    before, *voices = VOICE.split(cue.payload)
    for speaker, words in [("", before), *zip(voices[::2], voices[1::2], strict=True)]:
        text = tidy(html.unescape(TAG.sub("", words)))
        name = tidy(html.unescape(speaker))
        named = NAMED.fullmatch(text) if not name else None
        if named and _is_name(named[1]):
            name, text = tidy(named[1].strip("[]()- ")), named[2]
        if text and _is_fit(cue, name, text, faults):
            yield Said(cue.starts, cue.ends, name, text)


def _is_name(words: str) -> bool:
    """ANN LEE, or [Ann Lee]: names stand in capitals or brackets, so that they are no part of a sentence."""
    words = words.strip("- ")
    bracketed = words[:1] in {"[", "("} and words[-1:] in {"]", ")"}
    capitals = words == words.upper() and words != words.lower()
    return any(map(str.isalpha, words)) and (bracketed or capitals)


def _is_fit(cue: Cue, name: str, text: str, faults: Faults) -> bool:
    before = len(faults)
    if any(map(hides, name + text)):
        faults.at(cue.line, _("Remove the invisible characters: they could change what is read."))
    if len(name) > LONGEST_SPEAKER:
        faults.at(cue.line, _("Shorten the speaker’s name to %(most)s characters.") % {"most": LONGEST_SPEAKER})
    if len(text) > LONGEST_UTTERANCE:
        faults.at(
            cue.line, _("Divide this caption: it has more than %(most)s characters.") % {"most": LONGEST_UTTERANCE}
        )
    return len(faults) == before


def _joined(captions: Sequence[Said]) -> list[Said]:
    """Captions of one speaker that follow closely, as one utterance. One without a name right after a named one goes on
    with the same speaker: a name is written where the speaker changes."""
    said: list[Said] = []
    for each in captions:
        last = said[-1] if said else None
        if last and each.starts - last.ends <= SILENCE and each.speaker in {"", last.speaker}:
            if len(last.text) < LONG_ENOUGH and len(last.text) + len(each.text) < LONGEST_UTTERANCE:
                said[-1] = replace(last, ends=max(last.ends, each.ends), text=f"{last.text} {each.text}")
                continue
            each = replace(each, speaker=last.speaker)
        said.append(each)
    return said
