"""python -m clustering: analyse an export of pol.is or votes of made-up people, check a result, compare models."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clustering import METHODS, Analysis, VoteMatrix, __version__, analyse, planted_votes
from clustering.comparison import compared, conversations, pooled, table
from clustering.exports import ExportedVotes, read_export
from clustering.methods import RESAMPLES
from clustering.optimum import bayes_assignment
from clustering.progress import Shown
from clustering.recovery import adjusted_rand
from clustering.report import report, written
from clustering.steadiness import COMPARED, Steadiness, mean, steadiness, told
from clustering.verification import Difference, differences, earlier_of, made_again, moderation, read_document
from clustering.words import listed

DIFFERENT, BAD_INPUT, NOBODY_READS = 1, 2, 141  # the last is what a shell says of a closed pipe
STANDARD_OUTPUT = Path("-")
NAMED_AT_MOST = 10
MADE_UP = (
    ("participants", 500, "how many people there are"),
    ("statements", 100, "how many statements they vote on"),
    ("groups", 3, "how many groups they belong to"),
    ("seed", 1, "of chance: the same seed, the same votes"),
    ("votes-per-person", 45, "how many statements each of them votes on, at most"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when a document says otherwise than the votes, 2 with one line on standard
    error when the input will not do, 141 without a word when whoever reads the output has gone."""
    options = _parser().parse_args(arguments)
    shown = Shown(sys.stderr, quiet=options.quiet)
    try:
        code = int(options.command(options, shown))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python would say so once more at the end
        return NOBODY_READS
    except (ValueError, OSError) as error:
        shown.clear()
        print(f"clustering: {error}", file=sys.stderr)
        return BAD_INPUT


def analyse_export(options: argparse.Namespace, shown: Shown) -> int:
    """Print what the export says; write the document of the analysis if asked for."""
    _check_writable(options.json)
    earlier = earlier_of(read_document(options.previous)) if options.previous else None
    export = read_export(options.path, progress=shown)
    analysis = analyse(
        export.matrix,
        method=options.method,
        moderated_out=export.moderated_out,
        previous=earlier,
        resamples=options.resamples,
        progress=shown,
    )
    _tell(export.matrix, analysis, options.json, shown)
    return 0


def verify(options: argparse.Namespace, shown: Shown) -> int:
    """Print whether the document says what the votes say, and what it says otherwise."""
    document = read_document(options.document)
    earlier = earlier_of(read_document(options.previous)) if options.previous else None
    export = read_export(options.path, progress=shown)
    recomputed = report(made_again(export.matrix, document, earlier, progress=shown))
    found = [*moderation(document, export), *differences(document, recomputed)]
    shown.clear()
    print("\n".join(verdict(document, recomputed, found)))
    return DIFFERENT if found else 0


def verdict(document: Mapping[str, Any], recomputed: Mapping[str, Any], found: Sequence[Difference]) -> list[str]:
    """In a few lines what is the same and what is not; another version of the code first, since it may explain it."""
    version, here = document.get("code_version"), recomputed["code_version"]
    lines = [f"The document was made by version {version}, this is {here}."] if version != here else []
    for section in ("votes", "groups", "consensus", "figures"):
        own = [one for one in found if one.section == section]
        lines.append(f"{section}: {'the same' if not own else f'{len(own)} different'}")
        lines += [f"  {one.where} is {one.said}, recomputed {one.found}" for one in own[:NAMED_AT_MOST]]
        lines += ["  and more"] if len(own) > NAMED_AT_MOST else []
    if not found and version == here and document.get("analysis_digest") != recomputed["analysis_digest"]:
        lines.append("Figures are the same up to rounding, as on another processor.")
    return [*lines, "The document does not say what these votes say." if found else "The document is right."]


def compare_models(options: argparse.Namespace, shown: Shown) -> int:
    """Print how well each model foretells votes kept back, and how steady the groups of each method are, per export
    and over all of them."""
    folders, scored, steady = conversations(options.path), [], []
    for number, folder in enumerate(folders, start=1):
        shown(f"compare {folder.name}", number, len(folders))
        export = read_export(folder)
        scored.append(compared(folder.name, export, seed=options.seed))
        steady.append(_steady(export, options.seed, shown))
        shown.clear()
        print("\n".join([*table(scored[-1]), *map(told, steady[-1])]), flush=True)
    if len(folders) > 1:
        means = [mean(of_method) for of_method in zip(*steady, strict=True)]
        print("\n".join([*table(pooled(scored)), f"mean of {len(folders)} conversations:", *map(told, means)]))
    return 0


def _steady(export: ExportedVotes, seed: int, shown: Shown) -> list[Steadiness]:
    return [steadiness(export.matrix, export.moderated_out, name, seed=seed, progress=shown) for name in COMPARED]


def simulate(options: argparse.Namespace, shown: Shown) -> int:
    """Print what is found among made-up people, and how well it matches their true groups."""
    _check_writable(options.json)
    shown("make up the votes", 1, 1)
    planted = planted_votes(
        options.participants,
        options.statements,
        options.groups,
        options.seed,
        votes_per_person=options.votes_per_person,
    )
    matrix = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
    analysis = analyse(matrix, method=options.method, resamples=options.resamples, progress=shown)
    shown("look for the best that could be found", 1, 1)
    best = adjusted_rand(planted.group_of, bayes_assignment(planted))
    _tell(matrix, analysis, options.json, shown)
    if options.json != STANDARD_OUTPUT:
        agreement = adjusted_rand(planted.group_of, analysis.labels)
        print(f"true groups {options.groups}, adjusted Rand index {agreement:.3f}, of at most about {best:.3f}")
    return 0


def summary(matrix: VoteMatrix, document: Mapping[str, Any]) -> list[str]:
    """The analysis in a few lines of text."""
    people, statements = matrix.shape
    lines = [
        f"{people} participants, {statements} statements, {matrix.number_of_votes} votes",
        f"method {document['method']}, version {document['code_version']}, input {document['input_digest'][:12]}",
        *document["in_words"],
    ]
    for group in document["groups"]:
        entries = [row for row in document["representative"] if row["group"] == group["id"]]
        stable = f", stability {group['stability']['people']:.2f}" if group["stability"] else ""
        named = f"group {group['id']}, {group['size']} people{stable}"
        lines.append(f"{named}, stands out by: {listed([_named(row) for row in entries])}")
    lines.append(f"binding consensus: {len(document['consensus']) or 'none'}")
    lines += [f"  {_named(row)}{_bearing(row)}" for row in document["consensus"]]
    return [*lines, f"analysis {document['analysis_digest']}"]


def _named(row: Mapping[str, Any]) -> str:
    return f"{row['direction']} {row['statement']}"


def _bearing(row: Mapping[str, Any]) -> str:
    """How many votes it takes to undo a consensus, and how often it is one again among other people."""
    again = f", consensus again in {row['stability']['people']:.0%} of resamples" if row["stability"] else ""
    return f": {row['flip_margin']} further votes against it undo it{again}"


def _tell(matrix: VoteMatrix, analysis: Analysis, path: Path | None, shown: Shown) -> None:
    """The summary on standard output, or the document; the document in a file if one is named."""
    document = report(analysis)
    shown.clear()
    if path == STANDARD_OUTPUT:
        print(written(document), end="")
        return
    if path is not None:
        path.write_text(written(document), encoding="utf-8")
    print("\n".join(summary(matrix, document)))


def _check_writable(path: Path | None) -> None:
    """Before a long run, not after it."""
    if path is not None and not path.parent.is_dir():
        raise ValueError(f"{path}: there is no folder {path.parent} to write it to")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m clustering", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True)
    for add in (_add_analyse, _add_verify, _add_compare, _add_simulate):
        add(commands).add_argument("--quiet", action="store_true", help="say nothing of progress")
    return parser


def _add_analyse(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("analyse", help="find groups and consensus in an export")
    command.set_defaults(command=analyse_export)
    _add_votes(command)
    _add_method(command)
    command.add_argument("--previous", type=Path, metavar="DOCUMENT.json", help="draw it like this earlier one")
    return command


def _add_verify(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("verify", help="make the analysis of a document again")
    command.set_defaults(command=verify)
    command.add_argument("document", type=Path, metavar="DOCUMENT.json", help="as analyse --json writes it")
    _add_votes(command)
    command.add_argument("--previous", type=Path, metavar="DOCUMENT.json", help="what the document was drawn like")
    return command


def _add_compare(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("compare", help="models and methods beside each other")
    command.set_defaults(command=compare_models)
    command.add_argument("path", type=Path, metavar="FOLDER", help="an export, or a folder of exports")
    command.add_argument("--seed", type=int, default=1, help="of the split, and of the people drawn; 1 unless given")
    return command


def _add_simulate(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("simulate", help="analyse votes of made-up people")
    command.set_defaults(command=simulate)
    for name, default, what in MADE_UP:
        command.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=f"{what}; {default} unless given"
        )
    _add_method(command)
    return command


def _add_votes(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", type=Path, metavar="FOLDER|votes.csv", help="an export of pol.is, or its event log")


def _add_method(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--method", default="default", choices=METHODS, help="how groups are found; default unless given"
    )
    resamples = f"how often it is made again to see what is stable; {RESAMPLES} unless given, 0: not at all"
    command.add_argument("--resamples", type=int, default=RESAMPLES, metavar="N", help=resamples)
    command.add_argument("--json", type=Path, metavar="FILE", help="write the document there; - for standard output")


if __name__ == "__main__":
    sys.exit(main())
