"""python -m clustering verify: a document is right, or what is wrong in it is named."""

import json
from pathlib import Path

import pytest

from clustering import planted_votes, verification
from clustering.__main__ import main


def csv_of(planted):
    rows = zip(planted.statements.tolist(), planted.participants.tolist(), planted.values.tolist(), strict=True)
    return "comment-id,voter-id,vote\n" + "".join(f"{row[0]},{row[1]},{row[2]}\n" for row in rows)


def analysed(votes: Path, name: str, *options: str) -> Path:
    document = votes.parent / name
    assert main(["analyse", str(votes), "--quiet", "--json", str(document), *options]) == 0
    return document


@pytest.fixture(scope="module")
def votes(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "votes.csv"
    path.write_text(csv_of(planted_votes(150, 30, 3, seed=1)))
    (path.parent / "comments.csv").write_text("comment-id,moderated\n3,-1\n")
    return path


@pytest.fixture(scope="module")
def document(votes):
    return analysed(votes.parent / "votes.csv", "result.json", "--resamples", "2")


def check(capsys, document, votes, *options):
    """Exit code and what was said."""
    capsys.readouterr()
    code = main(["verify", str(document), str(votes), "--quiet", *options])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def changed(document, tmp_path, change):
    told = json.loads(document.read_text())
    change(told)
    (tmp_path / "changed.json").write_text(json.dumps(told))
    return tmp_path / "changed.json"


@pytest.mark.parametrize("method", ["default", "polis"])
def test_what_analyse_wrote_is_right(method, votes, capsys):
    document = analysed(votes.parent, f"{method}.json", "--method", method, "--resamples", "1")
    assert json.loads(document.read_text())["parameters"]["moderated_out"] == [3]
    expected = "votes: the same\ngroups: the same\nconsensus: the same\nfigures: the same\nThe document is right.\n"
    assert check(capsys, document, votes.parent) == (0, expected)
    assert check(capsys, document, votes) == (0, expected)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told["groups"][0]["members"].pop(), "groups[id 0].members is"),
        (lambda told: told["groups"][1].update(size=7), "groups[id 1].size is 7, recomputed"),
        (lambda told: told.update(k=2), "k is 2, recomputed 3"),
        (lambda told: told.update(clear=1), "clear is 1, recomputed True"),
        (lambda told: told["consensus"].pop(), "consensus is"),
        (lambda told: told["consensus"][0].update(flip_margin=99), "consensus[0].flip_margin is 99, recomputed"),
        (lambda told: told["people"][5].update(x=0.125), "people[id 5].x is 0.125, recomputed"),
        (lambda told: told["stability"].pop("bits"), "stability.bits is nothing, recomputed 0."),
        (lambda told: told.update(why="because"), "why is because, recomputed nothing"),
        (lambda told: told["in_words"].reverse(), "in_words[0] is"),
        (lambda told: told.update(analysis_digest="0"), "analysis_digest is 0, recomputed"),
        (lambda told: told.update(input_digest="0"), "votes: 1 different\n  input_digest is 0, recomputed"),
    ],
)
def test_what_is_wrong_is_named(change, said, document, votes, tmp_path, capsys):
    code, printed = check(capsys, changed(document, tmp_path, change), votes)
    assert code == 1
    assert said in printed
    assert printed.count(" different") == 1
    assert printed.endswith("The document does not say what these votes say.\n")


def test_rounding_on_another_processor_is_not_wrong(document, votes, tmp_path, capsys):
    def rounded(told):
        told["people"][5]["x"] += 1e-12
        told["analysis_digest"] = "of other bits"

    code, printed = check(capsys, changed(document, tmp_path, rounded), votes)
    assert code == 0
    assert "the same up to rounding" in printed


def test_another_version_is_said_and_is_not_wrong(document, votes, tmp_path, capsys):
    def older(told):
        told.update(code_version="0.0.1", analysis_digest="of another version")

    code, printed = check(capsys, changed(document, tmp_path, older), votes)
    assert code == 0
    assert printed.startswith("The document was made by version 0.0.1, this is")


def test_other_votes_are_noticed(document, votes, tmp_path, capsys):
    (tmp_path / "votes.csv").write_text(votes.read_text() + "0,0,0\n")
    code, printed = check(capsys, document, tmp_path / "votes.csv")
    assert code == 1
    assert "input_digest is" in printed
    (tmp_path / "votes.csv").write_text(votes.read_text() + "0,900,0\n")
    code, printed = check(capsys, document, tmp_path / "votes.csv")
    assert code == 1
    assert "participants is 150, recomputed 151" in printed
    assert "and more" not in printed.partition("figures")[0]


def test_only_the_first_of_many_differences_are_named(document, votes, tmp_path, capsys):
    def moved(told):
        for person in told["people"]:
            person["x"] += 1

    _, printed = check(capsys, changed(document, tmp_path, moved), votes)
    assert "figures: 150 different" in printed
    assert printed.count("recomputed") == 10
    assert "  and more\n" in printed


def test_statements_left_out_other_than_the_export_says_are_noticed(document, votes, capsys):
    code, printed = check(capsys, document, votes.parent)
    assert code == 1
    assert "parameters.moderated_out beside comments.csv is [], recomputed [3]" in printed


@pytest.mark.parametrize("method", ["default", "polis"])
def test_a_document_drawn_like_an_earlier_one_needs_that(method, votes, document, tmp_path, capsys):
    first = analysed(votes, "first.json", "--method", method, "--resamples", "0")
    then = analysed(votes, "then.json", "--method", method, "--resamples", "0", "--previous", str(first))
    assert check(capsys, then, votes, "--previous", str(first))[0] == 0
    other = changed(first, tmp_path, lambda told: told["people"][0].update(group=None))
    for previous, said in [
        ([], "give that as --previous DOCUMENT.json"),
        (["--previous", str(other)], "drawn like another earlier one than --previous"),
    ]:
        code, printed = check(capsys, then, votes, *previous)
        assert (code, printed.count("\n")) == (2, 1)
        assert said in printed
    assert "leave --previous out" in check(capsys, document, votes, "--previous", str(first))[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a document of an analysis"),
        ("[" * 5000, "not a document of an analysis"),
        ("\ud800", "not a document of an analysis"),
        ("[]", "no key 'document'"),
        ('{"document": "something else"}', "no key 'document'"),
        ('{"document": "answerable analysis 1"}', "the document has no parameters"),
        ('{"document": "answerable analysis 1", "parameters": [[1]]}', "the document has no parameters"),
    ],
)
def test_what_is_no_document_is_refused(text, said, votes, tmp_path, capsys):
    (tmp_path / "bad.json").write_bytes(text.encode(errors="surrogatepass"))
    code, printed = check(capsys, tmp_path / "bad.json", votes)
    assert (code, printed.count("\n")) == (2, 1)
    assert said in printed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told["parameters"].pop("meta"), "parameters are not whole: meta"),
        (lambda told: told.update(method="magic"), "unknown method 'magic'"),
        (lambda told: told.pop("method"), "unknown method ''"),
        (lambda told: told.update(method=["default"]), "unknown method"),
        (lambda told: told["parameters"].update(meta=5), "make no sense"),
        (lambda told: told["parameters"].update(meta=["x"]), "meta must be whole numbers"),
        (lambda told: told["parameters"].update(resamples="many"), "resamples must be a whole number"),
        (lambda told: told["parameters"].update(consensus_rule={"at_most": 0}), "at_most must be"),
        (lambda told: told["parameters"].update(consensus_rule=5), "make no sense"),
    ],
)
def test_parameters_nobody_could_have_used_are_refused(change, said, document, votes, tmp_path, capsys):
    code, printed = check(capsys, changed(document, tmp_path, change), votes)
    assert (code, printed.count("\n")) == (2, 1)
    assert said in printed


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("people"),
        lambda told: told["people"][0].pop("group"),
        lambda told: told["map"].update(spread=[1]),
        lambda told: told.update(people=5),
        lambda told: told["people"][0].update(id="somebody"),
    ],
)
def test_an_earlier_document_that_is_not_whole_is_refused(change, document, votes, tmp_path, capsys):
    code, printed = check(capsys, document, votes, "--previous", str(changed(document, tmp_path, change)))
    assert (code, printed.count("\n")) == (2, 1)


def test_every_section_is_of_a_key_that_documents_have(document):
    assert set(verification.SECTIONS) < set(json.loads(document.read_text()))
