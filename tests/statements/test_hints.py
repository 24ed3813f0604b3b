"""What may be personal, insulting or in another script is noticed; what only looks like it is not."""

import pytest

from deliberation.statements.hints import hints
from tests.statements.test_content import WRITTEN

HARMLESS = (
    "In 2019-2024 rents rose, as in 1990 - 2005.", "The 10-5 rule is fair.", "Trains at 10:30-11:45, 24-7.",
    "It costs 1 000 000 or 1,000,000 or 10.000.000 euro.", "$ 12345678 are too much, and $12345678 too.",
    "Repeal law 98/2004 and regulation 2016/679.",
    "Directive 95/46/EC is good.",
    "From 2024-05-17 to 17.05.2024 or 17/05/2024.", "Since 20240517 nothing happened.", "Austria has 8 917 205 people.",
    "Towns of 5000-9000 people, from 1000 to 100000000.", "NT$85000000 for roads.", "§ 12-34 of the law.",
    "ISO 27001-2013 for all.", "Every 30 min, 100 km/h.", "建國1949-2019年",
    "預算12345678元太多。", "Pi is 3.14159265.",
    "No buses.No trains.", "Uber vs. taxi, and/or he/she.", "@mayor should act.",
    "2,5 - 3,5 % of 1 234 567 people.", "1789 1848 1917 1968 were years of change.", "a@b is no address.",
    "عام ١٩٩٠-٢٠٠٥", "مليون ١٠٠٠٠٠٠ شخص",
)  # fmt: skip


@pytest.mark.parametrize("text", [*HARMLESS, *WRITTEN.values()])
def test_what_is_nobody_s_gives_no_hint(text) -> None:
    assert hints(text) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Mail me: Ann.O-Hara@example.co.uk!", "e-mail"),
        ("ann＠example.org knows", "e-mail"),
        ("給我寫信 wang@example.tw 謝謝", "e-mail"),
        ("Call 0912-345-678.", "phone"),
        ("電話0912345678請", "phone"),
        ("اتصل ٠٥٠١٢٣٤٥٦٧", "phone"),
        ("+47 22 33 44 55 rings", "phone"),
        ("Ring 22 33 44 55.", "phone"),
        ("(555) 123-4567", "phone"),
        ("555-123-4567", "phone"),
        ("Taipei 2345-6789", "phone"),
        ("+3725123456", "phone"),
        ("Helista 53412345", "phone"),
        ("tel:02-2345-6789", "phone"),
        ("Llama al 612 345 678.", "phone"),
        ("See https://example.org/a.", "link"),
        ("www.example.org", "link"),
        ("example.com is good.", "link"),
        ("bit.ly/abc", "link"),
        ("請看example.org網站", "link"),
    ],
)
def test_personal_data_is_named(text, hint) -> None:
    assert hints(text) == [hint]


@pytest.mark.parametrize(
    "text",
    ["The mayor is an IDIOT!", "Quel connard, ce maire.", "El alcalde es imbécil.", "市長是白癡。", "العمدة غبي جدا"],
)
def test_an_insult_is_named(text) -> None:
    assert hints(text) == ["insult"]


@pytest.mark.parametrize(
    "text", ["Ban scumble and bitcoins.", "Idiotic signs confuse drivers.", "The reputation of buses."]
)
def test_what_only_holds_the_letters_of_an_insult_is_none(text) -> None:
    assert hints(text) == []


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("夜間公車應該每半小時一班。", "en", True),
        ("夜間公車應該每半小時一班。", "zh-Hant", False),
        ("Uber 應該納入計程車管理", "zh-Hant", False),
        ("Uber should be taxed like taxis.", "zh-Hant", True),
        ("تحتاج المدينة إلى حافلات", "fr", True),
        ("Más autobuses nocturnos.", "nb-NO", False),  # which language of one script it is, nobody guesses
        ("ОК!", "en", False),  # too few letters to say
        ("夜間公車", "xx", False),  # of a language that is not in the table nothing is known
    ],
)
def test_another_script_than_that_of_the_consultation_is_named(text, language, other) -> None:
    assert hints(text, language) == (["language"] if other else [])


def test_several_are_named_in_order() -> None:
    assert hints("https://example.org, 0912 345 678, ann@example.org") == ["e-mail", "phone", "link"]
