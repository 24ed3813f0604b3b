"""Transcripts as caption programs write them: read whole, or refused with the line that cannot be read."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliberation.consultations.wording import hides
from deliberation.errors import Invalid
from deliberation.obligations.recordings import at_second
from deliberation.obligations.transcripts import (
    LONG_ENOUGH,
    LONGEST_UTTERANCE,
    MOST_BYTES,
    MOST_UTTERANCES,
    UNREADABLE,
    decoded,
    read,
)

VTT = """\ufeffWEBVTT - Meeting

STYLE
::cue { color: red }

NOTE made by a program

intro
00:01.000 --> 00:04.000 align:start
<v Ann Lee>Good <i>evening</i> &amp; welcome.

00:04.200 --> 00:06.000
<v Ann Lee>Who begins?

00:06.100 --> 00:08.500
<v.loud Bob>I do.</v> <v Ann Lee>Please.

01:00:00.000 --> 01:00:02.000
[Applause]
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\nANN LEE: Good evening\r\nand welcome.\r\n\r\n"
    "2\r\n00:00:04,000 --> 00:00:05,000\r\n<i>Who begins?</i>\r\n\r\n3\r\n"
    "00:00:30,000 --> 00:00:31,000\r\n{\\an8}[Bob] I do.\r\n"
)


def told(content):
    return [(each.starts, each.ends, each.speaker, each.text) for each in read(content).said]


def test_webvtt_is_read_with_its_voices():
    assert told(VTT) == [
        (1000, 6000, "Ann Lee", "Good evening & welcome. Who begins?"),
        (6100, 8500, "Bob", "I do."),
        (6100, 8500, "Ann Lee", "Please."),
        (3600000, 3602000, "", "[Applause]"),
    ]
    assert read(VTT).speakers == ["Ann Lee", "Bob"]


def test_srt_is_read_with_names_in_capitals_and_goes_on_with_the_same_speaker():
    assert told(SRT.replace("[Bob] I", "[Bob]: I")) == [
        (1000, 5000, "ANN LEE", "Good evening and welcome. Who begins?"),
        (30000, 31000, "Bob", "I do."),
    ]
    assert told(SRT)[1][2:] == ("", "[Bob] I do.")
    assert told("00:01.000 --> 00:02.000\nI say: it is late.")[0][2:] == ("", "I say: it is late.")


def test_captions_are_joined_until_they_are_long_enough_to_quote():
    cues = "".join(f"00:{second:02}.000 --> 00:{second:02}.900\n{'x' * 100}\n\n" for second in range(10))
    assert [len(each.text) for each in read(cues).said] == [302, 302, 302, 100]
    assert LONG_ENOUGH == 240


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nHi", "Line 4: Here the times of a caption are expected"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n\nlost words\n", "Line 5: Here the times"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nHi", "Line 3: Here the times"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi", "Line 3: It ends before it begins."),
        ("00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA", "Line 4: It begins before the caption above it."),
        ("00:01.000 --> 00:02.000\nA\n00:02.000 --> 00:03.000\nB", "Leave an empty line"),
        ("00:01.000 --> 00:02.000\nA\u202eB", "Line 2: Remove the invisible characters"),
        ("00:01.000 --> 00:02.000\nA&#8238;B", "Line 2: Remove the invisible characters"),
        (f"00:01.000 --> 00:02.000\nCaf{UNREADABLE}", "Save the transcript in UTF-8."),
        (f"00:01.000 --> 00:02.000\n<v {'x' * 81}>Hi", "Shorten the speaker’s name to 80 characters."),
        (f"00:01.000 --> 00:02.000\n{'x' * (LONGEST_UTTERANCE + 1)}", "Divide this caption"),
        ("WEBVTT\n\n", "Nobody says anything"),
        ("Ann said hello.", "Line 1: Here the times"),
        ("x" * (MOST_BYTES + 1), "The transcript is larger than"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(content, sentence):
    with pytest.raises(Invalid) as refused:
        read(content)
    assert refused.value.code == "transcript"
    assert sentence in refused.value.fields["transcript"]


def test_too_many_utterances_and_too_many_bytes_are_refused():
    cues = "".join(
        f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.900\n"
        f"<v {'AB'[n % 2]}>x\n\n" for n in range(MOST_UTTERANCES + 1)
    )  # fmt: skip
    with pytest.raises(Invalid, match="At most 3000 utterances"):
        read(cues)
    with pytest.raises(Invalid, match="larger"):
        decoded(b"x" * (MOST_BYTES + 1))
    assert UNREADABLE in decoded(b"caf\xe9")


PIECES = st.sampled_from([
    "WEBVTT", "NOTE", "\n", "\n\n", "\r", "1", "00:00:01.000", "00:02,000", " --> ", "-->", "<v Ann>", "<v", "</v>",
    "<", ">", "&#0;", "&amp;", "ANN:", "[Bo]: ", ":", "{\\an8}", "{\\", "x", " ", "\t", "\u202e", "\x00", "\ufeff",
    "\x85", "\u2028", "\N{FULLWIDTH DIGIT NINE}",
])  # fmt: skip
CUE = st.tuples(st.integers(0, 59), PIECES, PIECES).map(
    lambda c: f"\n\n00:{c[0]:02}.000 --> 00:{c[0]:02}.500\n{c[1]}{c[2]}"
)


@settings(max_examples=300)
@given(st.lists(st.one_of(PIECES, CUE, st.text(max_size=5)), max_size=40).map("".join))
@example("<v" + " " * 50_000)
@example("00:01.000 --> 00:02.000\n" + "<v a" * 20_000)
@example("00:01.000 --> 00:02.000\n" + "{\\" * 50_000 + "A" * 1000 + ":")
def test_whatever_is_sent_is_read_or_refused_with_a_sentence(content):
    try:
        found = read(content)
    except Invalid as refused:
        found = refused
    if isinstance(found, Invalid):
        assert found.fields["transcript"]
        return
    assert found.said
    for each in found.said:
        assert 0 <= each.starts < each.ends
        assert 0 < len(each.text) <= LONGEST_UTTERANCE
        assert not any(map(hides, each.speaker + each.text))
    assert [each.starts for each in found.said] == sorted(each.starts for each in found.said)
    assert read(content).these == found.these


@pytest.mark.parametrize(
    ("recording", "link"),
    [
        ("https://www.youtube.com/watch?v=abc&t=3", "https://www.youtube.com/watch?v=abc&t=65s"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=65s"),
        ("https://vimeo.com/1", "https://vimeo.com/1#t=65s"),
        ("https://media.example.org/meeting.MP4?x=1", "https://media.example.org/meeting.MP4?x=1#t=65"),
        ("https://example.org/meeting", ""),
    ],
)
def test_a_link_leads_to_the_second_where_the_recording_has_such_links(recording, link):
    assert at_second(recording, 65_999) == link
