"""The forms of statements to begin with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Refusal
from deliberation.statements.content import tidy
from deliberation.statements.models import LONGEST
from deliberation.statements.seed_table import MOST_BYTES, decoded
from deliberation.web.forms import PageForm


class SeedsForm(PageForm):
    """Statements to begin with."""

    texts = forms.CharField(
        label=gettext_lazy("Statements, one per line"),
        help_text=format_lazy(
            gettext_lazy("At most {longest} characters each. Write single ideas, from different points of view."),
            longest=LONGEST,
        ),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write at least one statement.")},
    )

    def lines(self) -> list[str]:
        """One text per line that holds anything, each once."""
        return list(filter(None, dict.fromkeys(map(tidy, self.cleaned_data["texts"].splitlines()))))

    def show(self, refusal: Refusal) -> None:
        """What is wrong with which line; the room names the texts by their place: texts.0, texts.1 ..."""
        lines = self.lines()
        if "texts" in refusal.fields:  # it is about all of them
            return self.add_error("texts", refusal.detail)
        self.add_error("texts", [_of_line(lines, name, text) for name, text in refusal.fields.items()])


def _of_line(lines: Sequence[str], name: str, text: str) -> str:
    start = Truncator(lines[int(name.removeprefix("texts."))]).chars(40)
    return _("“%(start)s”: %(text)s") % {"start": start, "text": text}


class TableForm(PageForm):
    """A table as a file, or pasted. What may be in it is said by the room of statements."""

    file = forms.FileField(
        label=gettext_lazy("The table as a file (CSV)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    content = forms.CharField(
        label=gettext_lazy("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        """The text of the file, or what was pasted, as `content`."""
        file = self.cleaned_data.get("file")
        try:
            pasted = self.cleaned_data.get("content", "")
            self.cleaned_data["content"] = decoded(
                file.read(MOST_BYTES + 1) if file else pasted.encode(errors="replace")
            )
        except Refusal as refusal:
            self.show(refusal)
        if not self.cleaned_data.get("content", "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste the table."))
        return self.cleaned_data
