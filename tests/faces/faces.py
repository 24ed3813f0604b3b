"""The two faces behind one set of verbs, so that each case runs over pages and over the API alike."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.promises import ReportDraft
from deliberation.people.models import Organisation, Person
from deliberation.votes.identity import COOKIE, remember
from deliberation.web.fields import TAKEN

DONE = range(200, 400)


@dataclass(frozen=True)
class Outcome:
    """What came back: the status, and all that was said."""

    status: int
    text: str
    where: str = ""
    wait: str = ""  # seconds until it may be asked again

    @property
    def done(self) -> bool:
        """Accepted, and not sent away to sign in first."""
        return self.status in DONE and not self.where.startswith(reverse("web:sign-in"))

    def says(self, sentence: str) -> bool:
        return sentence in self.text


def outcome(response: HttpResponse) -> Outcome:
    text = unescape(response.content.decode())
    where, wait = (response.headers.get(name, "") for name in ("Location", "Retry-After"))
    return Outcome(response.status_code, text, where, wait)


class Face:
    """A browser of its own."""

    name = ""

    def __init__(self) -> None:
        self.client = Client()

    def sign_in(self, person: Person) -> None:
        self.client.force_login(person)

    def take_part_as(self, token: str) -> None:
        """The browser that keeps this token."""
        response = HttpResponse()
        remember(response, token)
        self.client.cookies[COOKIE] = response.cookies[COOKIE].value

    def forge_cookie(self) -> None:
        """A participation cookie with somebody's token, but not with this site's signature."""
        self.client.cookies[COOKIE] = "sometoken:notoursignature"

    def forget_cookie(self) -> None:
        self.client.cookies.clear()


class Pages(Face):
    """Forms and links, as a browser without JavaScript uses them."""

    name = "html"

    def arrive(self, slug: str, again: int | None = None) -> Outcome:
        asked = {} if again is None else {"again": again}
        return outcome(self.client.get(reverse("web:vote", args=[slug]), asked))

    def look(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:consultation", args=[slug])))

    def vote(self, slug: str, number: int, value: int, operation: UUID) -> Outcome:
        sent = {"statement": number, "value": value, "operation": str(operation)}
        return outcome(self.client.post(reverse("web:vote", args=[slug]), sent))

    def write(self, slug: str, text: str, different: bool = False) -> Outcome:
        sent = {"text": text, **({"different": "yes"} if different else {})}
        return outcome(self.client.post(reverse("web:write", args=[slug]), sent))

    def rule(self, slug: str, number: int, result: str, reason: str = "", seen: str = "waiting") -> Outcome:
        sent = {"outcome": result, "reason": reason, "note": "", "seen": seen}
        return outcome(self.client.post(reverse("web:ruling", args=[slug, number]), sent))

    def rule_many(self, slug: str, seen: Mapping[int, int], result: str, reason: str = "") -> Outcome:
        ticks = [f"{number}-{ruling}" for number, ruling in seen.items()]
        sent = {"outcome": result, "reason": reason, "which": "chosen", "tick": ticks}
        return outcome(self.client.post(reverse("web:rulings", args=[slug]), sent))

    def undo_many(self, slug: str, batch: UUID) -> Outcome:
        return outcome(self.client.post(reverse("web:rulings-undoing", args=[slug, batch])))

    def undo(self, slug: str, number: int, seen: int) -> Outcome:
        address = reverse("web:undoing", args=[slug, number])
        return outcome(self.client.post(address, {"ruling": seen}, follow=True))

    def step(self, number: int, step: str, **sent: Any) -> Outcome:
        typed = {name: {True: "yes", False: "no"}.get(value, value) for name, value in sent.items()}
        if "ministry" in typed:
            typed["ministry"] = Organisation.objects.get(slug=typed["ministry"]).pk
        return outcome(self.client.post(reverse("web:duty-step", args=[number, step]), typed))

    def hide(self, slug: str, number: int) -> Outcome:
        return outcome(self.client.post(reverse("web:hiding", args=[slug, number])))

    def join(self, slug: str, number: int, into: int, seen: str = "accepted") -> Outcome:
        sent = {"into": into, "seen": seen}
        return outcome(self.client.post(reverse("web:joining", args=[slug, number]), sent, follow=True))

    def reword(self, slug: str, number: int, texts: list[str], note: str = "", seen: str = "accepted") -> Outcome:
        sent = {"texts": "\n\n".join(texts), "note": note, "seen": seen}
        return outcome(self.client.post(reverse("web:rewording", args=[slug, number]), sent, follow=True))

    def propose(self, slug: str, number: int, text: str) -> Outcome:
        return outcome(self.client.post(reverse("web:own-rewording", args=[slug, number]), {"text": text}))

    def read_again(self, slug: str, number: int, result: str, reason: str = "") -> Outcome:
        sent = {"outcome": result, "reason": reason}
        return outcome(self.client.post(reverse("web:reading-again", args=[slug, number]), sent, follow=True))

    def second_readings(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:second-reading", args=[slug])))

    def listed(self, slug: str, standing: str) -> Outcome:
        return outcome(self.client.get(reverse("web:queue", args=[slug, standing])))

    def rejected(self, slug: str) -> Outcome:
        return self.listed(slug, "rejected")

    def voted(self, slug: str) -> Outcome:
        return self.own(slug)

    def appeal(self, slug: str, number: int, reason: str) -> Outcome:
        return outcome(self.client.post(reverse("web:appeal", args=[slug, number]), {"reason": reason}))

    def decide(self, slug: str, number: int, result: str, message: str = "") -> Outcome:
        sent = {"outcome": result, "message": message}
        return outcome(self.client.post(reverse("web:appeal-decision", args=[slug, number]), sent))

    def appeals(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:appeals", args=[slug])))

    def own(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:mine", args=[slug])))

    def own_data(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:my-data", args=[slug])))

    def erase(self, slug: str, sure: bool = True) -> Outcome:
        return outcome(self.client.post(reverse("web:my-data", args=[slug]), {"sure": "on"} if sure else {}))

    def hand_votes(self, slug: str, recipient: str, purpose: str) -> tuple[int, bytes]:
        sent = {"recipient": recipient, "purpose": purpose}
        response = self.client.post(reverse("web:handover", args=[slug]), sent)
        return response.status_code, response.content

    def account_data(self) -> Outcome:
        return outcome(self.client.get(reverse("web:account-data")))

    def change_password(self, password: str, new: str) -> Outcome:
        sent = {"password": password, "new_password1": new, "new_password2": new}
        return outcome(self.client.post(reverse("web:password-change"), sent))

    def erase_account(self, password: str, sure: bool = True) -> Outcome:
        sent = {"password": password, **({"sure": "on"} if sure else {})}
        return outcome(self.client.post(reverse("web:account-data"), sent))

    def save_answer(self, obligation: int, draft: AnswerDraft, seen: str = "") -> Outcome:
        rows = {"milestones", "together"}
        sent = {name: "" if value is None else value for name, value in asdict(draft).items() if name not in rows}
        for row, milestone in enumerate(draft.milestones):
            sent |= {f"milestone-{row}-{name}": value or "" for name, value in asdict(milestone).items()}
        sent |= {f"together-{duty}-sentence": sentence for duty, sentence in draft.together.items()}
        return outcome(self.client.post(reverse("web:answer", args=[obligation]), {**sent, "seen": seen}))

    def answered(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("web:obligation", args=[obligation])))

    def attach_to_answer(self, obligation: int, title: str, name: str, data: bytes, seen: str = "") -> Outcome:
        sent = {"title": title, "file": SimpleUploadedFile(name, data)} | ({"seen": seen} if seen else {})
        return outcome(self.client.post(reverse("web:answer-files", args=[obligation]), sent))

    def withdraw_from_answer(self, obligation: int, number: int, seen: str = "") -> Outcome:
        address = reverse("web:answer-file-withdrawal", args=[obligation, number])
        return outcome(self.client.post(address, {"seen": seen}))

    def blank_file(self, obligation: int, number: int, reason: str) -> Outcome:
        address = reverse("web:answer-file-blanking", args=[obligation, number])
        return outcome(self.client.post(address, {"reason": reason}))

    def sign_answer(self, obligation: int, seen: str) -> Outcome:
        return outcome(self.client.post(reverse("web:signing", args=[obligation]), {"seen": seen}))

    def drafted(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("web:answer", args=[obligation])))

    def discard(self, obligation: int) -> Outcome:
        return outcome(self.client.post(reverse("web:answer", args=[obligation]), {"act": "discard"}))

    def assign(self, obligation: int, person: Person | None) -> Outcome:
        sent = {"person": person.pk if person else ""}
        return outcome(self.client.post(reverse("web:assignment", args=[obligation]), sent))

    def meeting(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("web:meeting", args=[obligation])))

    def announce(
        self, obligation: int, starts_at: str, place: str, stream: str, agenda: list[Any], **more: str
    ) -> Outcome:
        lines = "\n".join(f"#{each}" if isinstance(each, int) else each for each in agenda)
        sent = {"starts_at": starts_at.rstrip("Z"), "place": place, "stream": stream, "agenda": lines, **more}
        return outcome(self.client.post(reverse("web:meeting-desk", args=[obligation]), sent))

    def hold(self, obligation: int, held_at: str) -> Outcome:
        sent = {"held_at": held_at.rstrip("Z")}
        return outcome(self.client.post(reverse("web:meeting-held", args=[obligation]), sent))

    def post_meeting(self, obligation: int, **record: Any) -> Outcome:
        sent = {name: value for name, value in record.items() if value not in ("", False)}
        return outcome(self.client.post(reverse("web:meeting-posting", args=[obligation]), sent))

    def give_up(self, obligation: int, reason: str) -> Outcome:
        return outcome(self.client.post(reverse("web:meeting-not-held", args=[obligation]), {"reason": reason}))

    def utterance(self, obligation: int, number: int) -> Outcome:
        return outcome(self.client.get(reverse("web:utterance", args=[obligation, number])))

    def _with_utterance(self, obligation: int, number: int, act: str, sent: Mapping[str, Any]) -> Outcome:
        address = reverse("web:utterance-desk", args=[obligation, number])
        return outcome(self.client.post(address, {"act": act, **sent}))

    def correct_utterance(self, obligation: int, number: int, speaker: str, text: str, reason: str) -> Outcome:
        sent = {"correct-speaker": speaker, "correct-text": text, "correct-reason": reason}
        return self._with_utterance(obligation, number, "correct", sent)

    def hide_utterance(self, obligation: int, number: int, reason: str) -> Outcome:
        return self._with_utterance(obligation, number, "hide", {"hide-reason": reason})

    def mark_utterance(self, obligation: int, number: int, statement: int, *, holds: bool = True) -> Outcome:
        sent = {"statement": statement, "holds": "yes" if holds else "no"}
        return self._with_utterance(obligation, number, "mark", sent)

    def follow_utterance(self, obligation: int, number: int, slug: str, text: str) -> Outcome:
        sent = {"follow-consultation": slug, "follow-text": text}
        return self._with_utterance(obligation, number, "follow", sent)

    def rate(self, obligation: int, answers_it: str, clear: str, version: int = 1) -> Outcome:
        sent = {"answers_it": answers_it, "clear": clear, "version": version}
        return outcome(self.client.post(reverse("web:rating", args=[obligation]), sent))

    def follow_up(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("web:obligation", args=[obligation])))

    def ask_for_review(self, obligation: int, reason: str) -> Outcome:
        return outcome(self.client.post(reverse("web:review-opening", args=[obligation]), {"reason": reason}))

    def uphold(self, obligation: int, reasons: str, signed_by: str) -> Outcome:
        sent = {"reasons": reasons, "signed_by": signed_by}
        return outcome(self.client.post(reverse("web:review-decision", args=[obligation]), sent))

    def report(self, obligation: int, number: int, draft: ReportDraft) -> Outcome:
        address = reverse("web:milestone-report", args=[obligation, number])
        return outcome(self.client.post(address, _typed(draft)))

    def make_link(self, obligation: int, number: int) -> Outcome:
        return outcome(self.client.post(reverse("web:milestone-link", args=[obligation, number]), follow=True))

    def look_by_link(self, token: str) -> Outcome:
        return outcome(self.client.get(reverse("web:check-in", args=[token])))

    def report_by_link(self, token: str, draft: ReportDraft) -> Outcome:
        return outcome(self.client.post(reverse("web:check-in", args=[token]), _typed(draft)))

    def confirm(self, obligation: int, number: int, said: str) -> Outcome:
        return outcome(self.client.post(reverse("web:happened", args=[obligation, number]), {"said": said}))

    def people(self, organisation: str) -> Outcome:
        return outcome(self.client.get(reverse("web:people", args=[organisation])))

    def open(self, slug: str, seen: str = "") -> Outcome:
        return outcome(self.client.post(reverse("web:consultation-opening", args=[slug]), {"seen": seen}))

    def squad(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:consultation-squad", args=[slug])))

    def hand_over(self, slug: str, email: str) -> Outcome:
        return outcome(self.client.post(reverse("web:consultation-owner", args=[slug]), {"email": email}))

    def lend(self, slug: str, email: str, organisation: str, role: str) -> Outcome:
        sent = {"email": email, "organisation": organisation, "role": role}
        return outcome(self.client.post(reverse("web:consultation-lending", args=[slug]), sent))

    def dismiss(self, slug: str, number: int) -> Outcome:
        return outcome(self.client.post(reverse("web:consultation-dismissal", args=[slug, number])))

    def appoint(self, organisation: str, email: str, role: str, name: str = "") -> Outcome:
        sent = {"email": email, "role": role, "name": name}
        return outcome(self.client.post(reverse("web:people", args=[organisation]), sent))

    def end_role(self, organisation: str, number: int) -> Outcome:
        return outcome(self.client.post(reverse("web:role-end", args=[organisation, number])))

    def translate(self, slug: str, number: int, language: str, text: str) -> Outcome:
        address = reverse("web:translation", args=[slug, number, language])
        return outcome(self.client.post(address, {"text": text}))

    def translations(self, slug: str, language: str) -> Outcome:
        return outcome(self.client.get(f"/{language}" + reverse("web:results", args=[slug])))

    def attach(self, slug: str, title: str, name: str, data: bytes, reason: str = "") -> Outcome:
        sent = {"title": title, "file": SimpleUploadedFile(name, data), "reason": reason}
        return outcome(self.client.post(reverse("web:consultation-files", args=[slug]), sent))

    def withdraw(self, slug: str, number: int, reason: str = "") -> Outcome:
        return outcome(
            self.client.post(reverse("web:consultation-file-withdrawal", args=[slug, number]), {"reason": reason})
        )

    def files(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:consultation", args=[slug])))

    def correct_topic(self, slug: str, topic: str, reason: str = "It was misspelt.") -> Outcome:
        sent = {"topic": topic, "reason": reason}
        return outcome(self.client.post(reverse("web:consultation-topic", args=[slug]), sent))

    def postpone(self, slug: str, closes_at: str, reason: str) -> Outcome:
        sent = {"closes_at": closes_at.rstrip("Z"), "reason": reason}
        return outcome(self.client.post(reverse("web:consultation-closing-time", args=[slug]), sent))

    def correct_background(self, slug: str, background: str, documents: list[dict[str, str]], reason: str) -> Outcome:
        rows = "\n".join(f"{each['address']} {each['title']}" for each in documents)
        sent = {"background": background, "documents": rows, "reason": reason}
        return outcome(self.client.post(reverse("web:consultation-background", args=[slug]), sent))

    def record(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:record", args=[slug])))

    def allow_embedding(self, slug: str, origins: list[str]) -> Outcome:
        sent = {"origins": "\n".join(origins)}
        return outcome(self.client.post(reverse("web:consultation-embedding", args=[slug]), sent))

    def write_note(self, slug: str, text: str) -> Outcome:
        return outcome(self.client.post(reverse("web:consultation-week-notes", args=[slug]), {"text": text}))

    def say_on_board(self, ministry: str, text: str) -> Outcome:
        return outcome(self.client.post(reverse("web:board-note", args=[ministry]), {"text": text}))

    def said_on_board(self, ministry: str) -> Outcome:
        return outcome(self.client.get(reverse("web:board-notes", args=[ministry])))

    def board(self) -> Outcome:
        return outcome(self.client.get(reverse("web:scoreboard")))

    def notes(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:week-notes", args=[slug])))

    def print_sheets(self, slug: str, sheets: int, numbers: list[int]) -> Outcome:
        sent = {"sheets": sheets, "statements": 5, "numbers": ", ".join(map(str, numbers))}
        return outcome(self.client.post(reverse("web:sheets", args=[slug]), sent))

    def name_population(self, slug: str, source: str, shares: Mapping[str, float]) -> Outcome:
        lines = "\n".join(f"{category};{share}" for category, share in shares.items())
        sent = {"source": source, "shares": lines}
        return outcome(self.client.post(reverse("web:population", args=[slug]), sent))

    def sheets(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:sheets", args=[slug])))

    def sheet(self, slug: str, code: str) -> Outcome:
        return outcome(self.client.get(reverse("web:sheet", args=[slug, code])))

    def enter_sheet(self, slug: str, code: str, marks: Mapping[int, int | None], **more: str) -> Outcome:
        sent = {f"answer-{number}": "none" if value is None else value for number, value in marks.items()}
        operation = {"operation": str(uuid4())}
        return outcome(self.client.post(reverse("web:sheet", args=[slug, code]), {**sent, **operation, **more}))

    def settle_sheet(self, slug: str, code: str, marks: Mapping[int, int | None]) -> Outcome:
        return self.enter_sheet(slug, code, marks, settling="yes")

    def assist(self, slug: str, people: int, held_on: str, place: str) -> Outcome:
        sent = {"people": people, "held_on": held_on, "place": place}
        return outcome(self.client.post(reverse("web:assistance", args=[slug]), sent))

    def health(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:consultation-health", args=[slug])))

    def close(self, slug: str, did_not_work: str) -> Outcome:
        sent = {"what_did_not_work": did_not_work}
        return outcome(self.client.post(reverse("web:consultation-closing", args=[slug]), sent))

    def seed_table(self, slug: str, content: str, these: str = "") -> Outcome:
        sent = {"content": content, **({"these": these} if these else {})}
        return outcome(self.client.post(reverse("web:consultation-seed-table", args=[slug]), sent))

    def invite(self, slug: str, number: int, category: str = "") -> Outcome:
        sent = {"number": number, "table": "yes", "category": category}
        return outcome(self.client.post(reverse("web:consultation-invitations", args=[slug]), sent))

    def redeem(self, slug: str, code: str) -> Outcome:
        return outcome(self.client.post(reverse("web:invitation", args=[slug]), {"code": code}))

    def tell(self, slug: str, address: str) -> Outcome:
        return outcome(self.client.post(reverse("web:notices", args=[slug]), {"address": address}))

    def results(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:results", args=[slug])))

    def moderation_log(self, slug: str, **chosen: str) -> Outcome:
        return outcome(self.client.get(reverse("web:moderation-log", args=[slug]), chosen))

    def consultations(self, **chosen: str) -> Outcome:
        return outcome(self.client.get(reverse("web:home"), chosen))

    def search(self, text: str, **chosen: str) -> Outcome:
        answer = outcome(self.client.get(reverse("web:search"), {"q": text, **chosen}))
        results = answer.text.partition("<section")[2].replace("<mark>", "").replace("</mark>", "")
        return replace(answer, text=results.partition("</main>")[0])  # without the words that were asked for

    def begin(self, template: str = "", seeds: bool = False, **fields: str) -> Outcome:
        host = Organisation.objects.get(slug=fields["host"]).pk
        begun = {"start": template} if template.startswith("built-in/") else {"origin": template}
        sent = {**fields, **begun, "host": host, **({"seeds": "on"} if seeds else {})}
        return outcome(self.client.post(reverse("web:consultation-new"), sent))

    def fill(self, slug: str, step: str, /, **fields: Any) -> Outcome:
        """One step of the set-up, with those fields that belong to it."""
        moments = {name: (fields[name] or "").rstrip("Z") for name in ("opens_at", "closes_at") if name in fields}
        ministry = Organisation.objects.filter(slug=fields.get("ministry")).values_list("pk", flat=True).first() or ""
        rows = [f"{each['address']} {each['title']}" for each in fields.get("documents", [])]
        usual = {"language": "en", "time_zone": "UTC", "answer_days": 60}
        sent = {**usual, **fields, **fields.get("consensus_rule", {}), **moments}
        sent |= {"ministry": ministry, "documents": "\n".join(rows)}
        own = {name: value for name, value in sent.items() if name in TAKEN[f"web:consultation-step {step}"]}
        return outcome(self.client.post(reverse("web:consultation-step", args=[slug, step]), own))

    def draft(self, fields: Mapping[str, Any]) -> Outcome:
        answer = self.begin(**{name: fields[name] for name in ("question", "slug", "host")})
        for step in ("question", "schedule", "ministry"):
            answer = self.fill(fields["slug"], step, **fields) if answer.done else answer
        return answer

    def checklist(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("web:consultation-edit", args=[slug])))


class Api(Face):
    """JSON, as a program uses it."""

    name = "api"

    def _post(self, name: str, args: list[Any], sent: Mapping[str, Any] | None = None) -> Outcome:
        data = dict(sent or {})
        return outcome(self.client.post(reverse(f"api:{name}", args=args), data, content_type="application/json"))

    def arrive(self, slug: str, again: int | None = None) -> Outcome:  # programs ask again by themselves
        return self._post("next", [slug])

    def look(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:consultation", args=[slug])))

    def vote(self, slug: str, number: int, value: int, operation: UUID) -> Outcome:
        return self._post("votes", [slug], {"statement": number, "value": value, "operation": str(operation)})

    def write(self, slug: str, text: str, different: bool = False) -> Outcome:
        return self._post("statements", [slug], {"text": text, "different": different})

    def rule(self, slug: str, number: int, result: str, reason: str = "", seen: str = "") -> Outcome:
        return self._post("rulings", [slug, number], {"outcome": result, "reason": reason})

    def rule_many(self, slug: str, seen: Mapping[int, int], result: str, reason: str = "") -> Outcome:
        rows = [{"number": number, "seen": ruling} for number, ruling in seen.items()]
        return self._post("rulings-at-once", [slug], {"statements": rows, "outcome": result, "reason": reason})

    def undo_many(self, slug: str, batch: UUID) -> Outcome:
        return self._post("rulings-undoing", [slug, batch])

    def undo(self, slug: str, number: int, seen: int) -> Outcome:
        return self._post("undoing", [slug, number], {"seen": seen})

    def step(self, number: int, step: str, **sent: Any) -> Outcome:
        addresses = {
            "acknowledge": "acknowledgement", "transfer": "transfers", "take": "transfer-reply", "ask": "clarification",
            "reply": "clarification-reply", "extend": "extension", "suspend": "suspensions",
        }  # fmt: skip
        return self._post(addresses[step], [number], sent)

    def hide(self, slug: str, number: int) -> Outcome:
        return self._post("hiding", [slug, number])

    def join(self, slug: str, number: int, into: int, seen: str = "") -> Outcome:
        return self._post("joining", [slug, number], {"into": into})

    def reword(self, slug: str, number: int, texts: list[str], note: str = "", seen: str = "") -> Outcome:
        return self._post("rewording", [slug, number], {"texts": texts, "note": note})

    def propose(self, slug: str, number: int, text: str) -> Outcome:
        return self._post("own-rewording", [slug, number], {"text": text})

    def read_again(self, slug: str, number: int, result: str, reason: str = "") -> Outcome:
        return self._post("second-reading", [slug, number], {"outcome": result, "reason": reason})

    def second_readings(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:second-readings", args=[slug])))

    def listed(self, slug: str, standing: str) -> Outcome:
        return outcome(self.client.get(reverse("api:queue", args=[slug]), {"standing": standing}))

    def rejected(self, slug: str) -> Outcome:
        return self.listed(slug, "rejected")

    def voted(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:votes", args=[slug])))

    def appeal(self, slug: str, number: int, reason: str) -> Outcome:
        return self._post("appeal", [slug, number], {"reason": reason})

    def decide(self, slug: str, number: int, result: str, message: str = "") -> Outcome:
        return self._post("appeal-decision", [slug, number], {"outcome": result, "message": message})

    def appeals(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:appeals", args=[slug])))

    def own(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:own-statements", args=[slug])))

    def own_data(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:own-data", args=[slug])))

    def erase(self, slug: str, sure: bool = True) -> Outcome:
        return self._post("own-erasure", [slug], {"sure": sure})

    def hand_votes(self, slug: str, recipient: str, purpose: str) -> tuple[int, bytes]:
        sent = {"recipient": recipient, "purpose": purpose}
        address = reverse("api:handovers", args=[slug])
        response = self.client.post(address, sent, content_type="application/json")
        return response.status_code, b64decode(response.json().get("content", ""))

    def account_data(self) -> Outcome:
        return outcome(self.client.get(reverse("api:account-data")))

    def change_password(self, password: str, new: str) -> Outcome:
        sent = {"password": password, "new_password": new}
        return outcome(self.client.put(reverse("api:session-password"), sent, content_type="application/json"))

    def erase_account(self, password: str, sure: bool = True) -> Outcome:
        return self._post("account-erasure", [], {"password": password, "sure": sure})

    def save_answer(self, obligation: int, draft: AnswerDraft, seen: str = "") -> Outcome:
        together = [{"obligation": duty, "sentence": sentence} for duty, sentence in draft.together.items()]
        sent = _plain({**asdict(draft), "together": together}) | ({"seen": seen} if seen else {})
        address = reverse("api:draft", args=[obligation])
        return outcome(self.client.put(address, sent, content_type="application/json"))

    def answered(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("api:obligation", args=[obligation])))

    def attach_to_answer(self, obligation: int, title: str, name: str, data: bytes, seen: str = "") -> Outcome:
        sent = {"title": title, "file": SimpleUploadedFile(name, data)} | ({"seen": seen} if seen else {})
        return outcome(self.client.post(reverse("api:draft-files", args=[obligation]), sent))

    def withdraw_from_answer(self, obligation: int, number: int, seen: str = "") -> Outcome:
        address = reverse("api:draft-file", args=[obligation, number]) + (f"?seen={seen}" if seen else "")
        return outcome(self.client.delete(address.replace("+", "%2B")))

    def blank_file(self, obligation: int, number: int, reason: str) -> Outcome:
        return self._post("file-blanking", [obligation, number], {"reason": reason})

    def sign_answer(self, obligation: int, seen: str) -> Outcome:
        return self._post("sign-off", [obligation], {"seen": seen})

    def drafted(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("api:draft", args=[obligation])))

    def discard(self, obligation: int) -> Outcome:
        return outcome(self.client.delete(reverse("api:draft", args=[obligation])))

    def assign(self, obligation: int, person: Person | None) -> Outcome:
        sent = {"email": person.email if person else None}
        address = reverse("api:assignment", args=[obligation])
        return outcome(self.client.put(address, sent, content_type="application/json"))

    def meeting(self, obligation: int) -> Outcome:
        told = [self.client.get(reverse(f"api:{name}", args=[obligation])) for name in ("meeting", "utterances")]
        return replace(outcome(told[0]), text="".join(outcome(each).text for each in told))

    def announce(
        self, obligation: int, starts_at: str, place: str, stream: str, agenda: list[Any], **more: str
    ) -> Outcome:
        items = [{"statement": each} if isinstance(each, int) else {"text": each} for each in agenda]
        sent = {"starts_at": starts_at, "place": place, "stream": stream, "agenda": items, **more}
        return self._post("meeting-announcements", [obligation], sent)

    def hold(self, obligation: int, held_at: str) -> Outcome:
        return self._post("meeting-holding", [obligation], {"held_at": held_at})

    def post_meeting(self, obligation: int, **record: Any) -> Outcome:
        return self._post("meeting-posting", [obligation], record)

    def give_up(self, obligation: int, reason: str) -> Outcome:
        return self._post("meeting-not-held", [obligation], {"reason": reason})

    def utterance(self, obligation: int, number: int) -> Outcome:
        return outcome(self.client.get(reverse("api:utterance", args=[obligation, number])))

    def correct_utterance(self, obligation: int, number: int, speaker: str, text: str, reason: str) -> Outcome:
        sent = {"speaker": speaker, "text": text, "reason": reason}
        return self._post("utterance-corrections", [obligation, number], sent)

    def hide_utterance(self, obligation: int, number: int, reason: str) -> Outcome:
        return self._post("utterance-hiding", [obligation, number], {"reason": reason})

    def mark_utterance(self, obligation: int, number: int, statement: int, *, holds: bool = True) -> Outcome:
        return self._post("utterance-marks", [obligation, number], {"statement": statement, "holds": holds})

    def follow_utterance(self, obligation: int, number: int, slug: str, text: str) -> Outcome:
        return self._post("utterance-statements", [obligation, number], {"consultation": slug, "text": text})

    def rate(self, obligation: int, answers_it: str, clear: str, version: int = 1) -> Outcome:
        sent = {"answers_it": answers_it, "clear": clear, "version": version}
        return self._post("ratings", [obligation], sent)

    def follow_up(self, obligation: int) -> Outcome:
        return outcome(self.client.get(reverse("api:follow-up", args=[obligation])))

    def ask_for_review(self, obligation: int, reason: str) -> Outcome:
        return self._post("reviews", [obligation], {"reason": reason})

    def uphold(self, obligation: int, reasons: str, signed_by: str) -> Outcome:
        return self._post("review-decision", [obligation], {"reasons": reasons, "signed_by": signed_by})

    def report(self, obligation: int, number: int, draft: ReportDraft) -> Outcome:
        return self._post("milestone-reports", [obligation, number], _plain(asdict(draft)))

    def make_link(self, obligation: int, number: int) -> Outcome:
        return self._post("milestone-link", [obligation, number])

    def look_by_link(self, token: str) -> Outcome:
        return outcome(self.client.get(reverse("api:check-in", args=[token])))

    def report_by_link(self, token: str, draft: ReportDraft) -> Outcome:
        return self._post("check-in", [token], _plain(asdict(draft)))

    def confirm(self, obligation: int, number: int, said: str) -> Outcome:
        return self._post("milestone-replies", [obligation, number], {"said": said})

    def people(self, organisation: str) -> Outcome:
        return outcome(self.client.get(reverse("api:people", args=[organisation])))

    def open(self, slug: str, seen: str = "") -> Outcome:
        return self._post("opening", [slug], {"seen": seen} if seen else {})

    def squad(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:squad", args=[slug])))

    def hand_over(self, slug: str, email: str) -> Outcome:
        address = reverse("api:owner", args=[slug])
        return outcome(self.client.put(address, {"email": email}, content_type="application/json"))

    def lend(self, slug: str, email: str, organisation: str, role: str) -> Outcome:
        return self._post("squad", [slug], {"email": email, "organisation": organisation, "role": role})

    def dismiss(self, slug: str, number: int) -> Outcome:
        return outcome(self.client.delete(reverse("api:squad-member", args=[slug, number])))

    def appoint(self, organisation: str, email: str, role: str, name: str = "") -> Outcome:
        return self._post("people", [organisation], {"email": email, "role": role, "name": name})

    def end_role(self, organisation: str, number: int) -> Outcome:
        return outcome(self.client.delete(reverse("api:held-role", args=[organisation, number])))

    def translate(self, slug: str, number: int, language: str, text: str) -> Outcome:
        address = reverse("api:translation", args=[slug, number, language])
        return outcome(self.client.put(address, {"text": text}, content_type="application/json"))

    def translations(self, slug: str, language: str) -> Outcome:
        return outcome(self.client.get(reverse("api:translations", args=[slug, language])))

    def attach(self, slug: str, title: str, name: str, data: bytes, reason: str = "") -> Outcome:
        sent = {"title": title, "file": SimpleUploadedFile(name, data), "reason": reason}
        return outcome(self.client.post(reverse("api:files", args=[slug]), sent))

    def withdraw(self, slug: str, number: int, reason: str = "") -> Outcome:
        return self._post("file-withdrawal", [slug, number], {"reason": reason})

    def files(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:files", args=[slug])))

    def correct_topic(self, slug: str, topic: str, reason: str = "It was misspelt.") -> Outcome:
        address, sent = reverse("api:topic", args=[slug]), {"topic": topic, "reason": reason}
        return outcome(self.client.put(address, sent, content_type="application/json"))

    def postpone(self, slug: str, closes_at: str, reason: str) -> Outcome:
        sent = {"closes_at": closes_at, "reason": reason}
        address = reverse("api:closing-time", args=[slug])
        return outcome(self.client.put(address, sent, content_type="application/json"))

    def correct_background(self, slug: str, background: str, documents: list[dict[str, str]], reason: str) -> Outcome:
        sent = {"background": background, "documents": documents, "reason": reason}
        address = reverse("api:background", args=[slug])
        return outcome(self.client.put(address, sent, content_type="application/json"))

    def record(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:record", args=[slug])))

    def allow_embedding(self, slug: str, origins: list[str]) -> Outcome:
        address = reverse("api:embedding", args=[slug])
        return outcome(self.client.put(address, {"origins": origins}, content_type="application/json"))

    def write_note(self, slug: str, text: str) -> Outcome:
        return self._post("week-notes", [slug], {"text": text})

    def say_on_board(self, ministry: str, text: str) -> Outcome:
        return self._post("board-notes", [ministry], {"text": text})

    def said_on_board(self, ministry: str) -> Outcome:
        return outcome(self.client.get(reverse("api:board-notes", args=[ministry])))

    def board(self) -> Outcome:
        return outcome(self.client.get(reverse("api:scoreboard")))

    def notes(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:week-notes", args=[slug])))

    def print_sheets(self, slug: str, sheets: int, numbers: list[int]) -> Outcome:
        return self._post("sheets", [slug], {"sheets": sheets, "statements": 5, "numbers": numbers})

    def name_population(self, slug: str, source: str, shares: Mapping[str, float]) -> Outcome:
        rows = [{"category": category, "share": share} for category, share in shares.items()]
        address = reverse("api:population", args=[slug])
        return outcome(self.client.put(address, {"source": source, "shares": rows}, content_type="application/json"))

    def sheets(self, slug: str) -> Outcome:
        told = [outcome(self.client.get(reverse(f"api:{name}", args=[slug]))) for name in ("sheets", "sheet-batches")]
        return replace(told[0], text=told[0].text + told[1].text)

    def sheet(self, slug: str, code: str) -> Outcome:
        return outcome(self.client.get(reverse("api:sheet", args=[slug, code])))

    def enter_sheet(self, slug: str, code: str, marks: Mapping[int, int | None], to: str = "sheet-entries") -> Outcome:
        rows = [{"number": number, "value": value} for number, value in marks.items()]
        return self._post(to, [slug, code], {"marks": rows, "operation": str(uuid4())})

    def settle_sheet(self, slug: str, code: str, marks: Mapping[int, int | None]) -> Outcome:
        return self.enter_sheet(slug, code, marks, "sheet-settlement")

    def assist(self, slug: str, people: int, held_on: str, place: str) -> Outcome:
        return self._post("assistance", [slug], {"people": people, "held_on": held_on, "place": place})

    def health(self, slug: str) -> Outcome:
        told = [self.client.get(reverse(f"api:{name}", args=[slug])) for name in ("coverage", "health")]
        return replace(outcome(told[1]), text="".join(outcome(each).text for each in told))

    def close(self, slug: str, did_not_work: str) -> Outcome:
        return self._post("closing", [slug], {"what_did_not_work": did_not_work})

    def seed_table(self, slug: str, content: str, these: str = "") -> Outcome:
        return self._post("seed-table", [slug], {"content": content, "these": these})

    def invite(self, slug: str, number: int, category: str = "") -> Outcome:
        return self._post("invitations", [slug], {"number": number, "category": category})

    def redeem(self, slug: str, code: str) -> Outcome:
        return self._post("invitation", [slug], {"code": code})

    def tell(self, slug: str, address: str) -> Outcome:
        return self._post("notices", [slug], {"address": address})

    def results(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:results", args=[slug])))

    def moderation_log(self, slug: str, **chosen: str) -> Outcome:
        return outcome(self.client.get(reverse("api:moderation-log", args=[slug]), chosen))

    def consultations(self, **chosen: str) -> Outcome:
        return outcome(self.client.get(reverse("api:consultations"), chosen))

    def search(self, text: str, **chosen: str) -> Outcome:
        answer = outcome(self.client.get(reverse("api:search"), {"q": text, **chosen}))
        rows = json.loads(answer.text).get("results", [])
        return replace(answer, text=json.dumps(rows, ensure_ascii=False))

    def begin(self, template: str = "", seeds: bool = False, **fields: str) -> Outcome:
        return self._post("consultations", [], {**fields, "template": template, "seeds": seeds})

    def fill(self, slug: str, step: str, /, **fields: Any) -> Outcome:
        address = reverse("api:consultation", args=[slug])
        return outcome(self.client.patch(address, fields, content_type="application/json"))

    def draft(self, fields: Mapping[str, Any]) -> Outcome:
        return self._post("consultations", [], fields)

    def checklist(self, slug: str) -> Outcome:
        return outcome(self.client.get(reverse("api:checklist", args=[slug])))


def _plain(value: Any) -> Any:
    """Dates as text, and what was not given left out."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if inner not in (None, "", (), [])}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


FACES = (Pages, Api)


def _typed(draft: ReportDraft) -> dict[str, Any]:
    return {name: value or "" for name, value in asdict(draft).items()}
