"""The OpenAPI description: valid, complete, and the same as what is documented."""

import ast
import json
import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import get_resolver
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework import exceptions

from deliberation.api.codes import CODES
from deliberation.errors import Refusal, TooLarge

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text()
METHODS = {"get", "post", "put", "patch", "delete"}
# Rules that only the clock runs into: they hold a release or a binding back and are shown to nobody.
TO_NOBODY = {"too-few-changes", "too-soon", "not-closed"}
# Found by the framework or by the API itself rather than said by a rule.
BY_THE_FRAMEWORK = {
    str(error.default_code).replace("_", "-")
    for error in (
        exceptions.ParseError, exceptions.NotFound, exceptions.MethodNotAllowed, exceptions.NotAcceptable,
        exceptions.UnsupportedMediaType,
    )
}  # fmt: skip
OF_THE_API = {"server-error", "overloaded"}


def operations(description):
    return {
        operation["operationId"]: (method, path, operation)
        for path, item in description["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_it_is_valid_openapi_3_1(description):
    assert description["openapi"] == "3.1.1"
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []
    assert "nullable" not in json.dumps(description), "a word of OpenAPI 3.0 that 3.1 ignores"


def test_it_is_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert (tmp_path / "schema.yaml").stat().st_size > 10_000


def test_json_and_yaml_say_the_same(visitor):
    as_json = visitor.client.get("/api/v1/schema")
    as_yaml = visitor.client.get("/api/v1/schema?format=yaml")
    assert as_json["Content-Type"].startswith("application/vnd.oai.openapi+json") or "json" in as_json["Content-Type"]
    assert "yaml" in as_yaml["Content-Type"]
    assert yaml.load(as_yaml.content, yaml.CSafeLoader) == as_json.json()


def test_operation_ids_stay(description):
    """Generated clients are named by them: a change here breaks somebody."""
    assert sorted(operations(description)) == [
        "acknowledgeObligation", "addSeeds", "addSeedsFromTable", "allowEmbedding", "announceMeeting",
        "appealRejection", "askAboutObligation", "askForNotices", "assignObligation", "attachFile", "attachToAnswer",
        "blankAnswerFile", "castVote", "changePassword", "closeConsultation", "compareVersions", "confirmMilestone",
        "correctBackground", "correctTopic", "correctUtterance", "createConsultation", "decideAppeal", "discardDraft",
        "endRole", "enterMeetingHeld", "enterSheet", "eraseAccount", "eraseOwnData", "extendObligation",
        "followUtterance", "forgetParticipation", "giveRole", "giveUpMeeting", "handOver", "handOverVotes",
        "hideStatement", "hideUtterance", "howToSignIn", "joinSquad", "joinStatements", "leaveSquad", "listAppeals",
        "listBoardNotes",
        "listConsultations", "listCoverage", "listFiles", "listObligations", "listOrganisations", "listOwnStatements",
        "listOwnVotes", "listPeople", "listReasons", "listSecondReadings", "listSheetBatches", "listSheets",
        "listSquad", "listStatements", "listTranslations", "listUtterances", "listWeekNotes", "logAssistance",
        "makeCheckInLink", "makeInvitations", "markUtterance", "namePopulation", "offerObligation",
        "openConsultation", "openReview", "postMeeting", "postponeClosing", "printSheets", "proposeRewording",
        "publishBoardNote", "rateAnswer", "readAccountData", "readAgain", "readAssignment", "readCheckIn",
        "readChecklist", "readConsultation", "readDataMap", "readDraft", "readFollowUp", "readHealth",
        "readLatestResult", "readMeeting", "readModerationFigures", "readModerationLog", "readObligation",
        "readOrganisation", "readOwnData", "readOwner", "readPopulation", "readQueue", "readRecord", "readResult",
        "readResultsOverTime",
        "readScoreboard", "readSession", "readSheet", "readStatus", "readUtterance", "replyToOffer", "replyToQuestion",
        "reportByLink", "reportMilestone", "resetSecondFactor", "reviseConsultation", "rewordStatement", "ruleOnMany",
        "ruleOnStatement", "saveDraft", "search", "serveNext", "settleSheet", "signAnswer", "signIn", "signOut",
        "signOutEverywhere", "simulateRule", "suspendObligation", "translateStatement", "undoMany", "undoRuling",
        "upholdAnswer", "useInvitation", "withdrawFile", "withdrawFromAnswer", "writeStatement", "writeWeekNote",
    ]  # fmt: skip


def test_every_address_is_described(description):
    """Every path of urls.py under v1, except the description itself and the one that says 404."""
    routes = next(part for part in get_resolver().url_patterns if str(part.pattern) == "api/").url_patterns
    mounted = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/{route.pattern}") for route in routes if route.name != "nowhere"}
    assert {path for path in mounted if path.startswith("/api/v1")} - {"/api/v1/schema"} == set(description["paths"])


def test_every_operation_parameter_and_field_is_described(description):
    for name, (method, _path, operation) in operations(description).items():
        assert operation["summary"], name
        assert all(parameter.get("description") for parameter in operation.get("parameters", [])), name
        assert all(answer["description"] for answer in operation["responses"].values()), name
        assert method == "get" or "403" in operation["responses"], f"{name} can be refused for want of a token"
    for name, schema in description["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, inner in schema["properties"].items():
            assert inner.get("description") or "$ref" in inner, f"{name}.{field}"


def test_every_list_in_pages_takes_the_page(description):
    lists = [
        (name, {parameter["name"] for parameter in operation.get("parameters", [])})
        for name, (_method, _path, operation) in operations(description).items()
        if "/Paginated" in json.dumps(operation["responses"].get("200", {}))
    ]
    assert len(lists) == 22
    assert [name for name, parameters in lists if not {"page", "page_size"} <= parameters] == []


def test_only_what_is_read_comes_in_pages(description):
    writing = [each for each in operations(description).values() if each[0] != "get"]
    assert [path for _method, path, operation in writing if "/Paginated" in json.dumps(operation["responses"])] == []


def test_inputs_take_no_unknown_field(description):
    inputs = [schema for name, schema in description["components"]["schemas"].items() if name.endswith("Input")]
    assert len(inputs) == 74
    assert all(schema["additionalProperties"] is False for schema in inputs)


def test_no_field_or_parameter_names_a_participant(description):
    names = set(re.findall(r"{(\w+)}", " ".join(description["paths"])))
    for _method, _path, operation in operations(description).values():
        names |= {parameter["name"] for parameter in operation.get("parameters", [])}
    for schema in description["components"]["schemas"].values():
        names |= set(schema["properties"])
    assert "statement" in names
    assert not names & {"participant_id", "pseudonym", "pid", "author", "participant", "author_id", "by"}


# The codes


def rooms_behind_the_api():
    """The modules an API request may run: what deliberation/api imports, and what that imports."""
    todo = list((ROOT / "deliberation" / "api").rglob("*.py"))
    seen = set()
    while todo:
        path = todo.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("deliberation"):
                base = ROOT / node.module.replace(".", "/")
                todo += [base.with_suffix(".py"), *(base / f"{alias.name}.py" for alias in node.names)]
    return seen


def kinds_of_refusal():
    found, todo = {}, [Refusal, TooLarge]
    while todo:
        kind = todo.pop()
        found[kind.__name__] = kind.status
        todo += kind.__subclasses__()
    return found


def codes_used():
    """Code to status, of every refusal made in those modules."""
    kinds = kinds_of_refusal()
    calls = [
        node
        for path in rooms_behind_the_api()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args
    ]
    return {call.args[0].value: kinds[call.func.id] for call in calls}


def test_every_code_of_the_rooms_is_in_the_table():
    used = {code: status for code, status in codes_used().items() if code not in TO_NOBODY}
    assert len(used) > 20
    assert {code: CODES[code].status if code in CODES else None for code in used} == used


def test_the_table_holds_no_code_that_nothing_says():
    assert set(CODES) == set(codes_used()) - TO_NOBODY | BY_THE_FRAMEWORK | OF_THE_API


def test_the_guide_holds_the_table_of_codes():
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \| (.+) \|$", GUIDE, re.MULTILINE)
    assert {code: (int(status), when) for code, status, when in rows} == {
        code: (kind.status, kind.when) for code, kind in CODES.items()
    }


def test_the_guide_mentions_every_endpoint(description):
    for name, (method, path, _operation) in operations(description).items():
        line = f"`{method.upper()} {path.removeprefix('/api/v1/')}`"
        assert line in GUIDE, f"{name}: write {line} into docs/api.md"


def test_the_kinds_of_problems_have_a_page(client, db):
    page = client.get("/api/docs/problems").content.decode()
    assert [code for code in CODES if f'id="{code}"' not in page] == []


# The pages for people


def test_the_reference_runs_no_inline_script_and_loads_nothing_from_elsewhere(client, db, settings):
    response = client.get("/api/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    ours = ("/", "#", "data:", f"{settings.BASE_URL}/")
    assert all(address.startswith(ours) for address in re.findall(r'(?:src|href)="([^"]+)"', page))
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_reference_names_every_operation_and_its_fields(client, db, description):
    page = unescape(client.get("/api/docs").content.decode())
    for name, (method, path, _operation) in operations(description).items():
        assert f'id="{name}"' in page
        assert f'<code class="method">{method.upper()}</code> <code class="path">{path}</code>' in page
    assert "Made anew by the client for each vote." in page  # a field of a body
    assert "`operation-reused`" in page  # a problem


@pytest.mark.browser
def test_the_reference_is_readable_by_everybody(live_server, visit, axe):
    page = visit(viewport=(360, 740))
    page.goto(f"{live_server.url}/api/docs")
    page.locator("#castVote summary").click()
    page.get_by_text("Sending the same one again stores nothing twice.").wait_for()
    assert axe(page) == []
