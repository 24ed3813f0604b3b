"""python -m clustering: analyse an export of pol.is or votes of made-up people, compare models on exports."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from clustering import METHODS, Analysis, VoteMatrix, __version__, analyse, binding_consensus, planted_votes
from clustering.comparison import compare, conversations, pooled, table
from clustering.exports import read_export
from clustering.optimum import bayes_assignment
from clustering.recovery import adjusted_rand

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 2 with one line on standard error when the input will not do."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "analyse":
            analyse_export(options.path, options.method, options.json)
        elif options.command == "compare":
            compare_models(options.path, options.seed)
        else:
            simulate(options)
    except (ValueError, OSError) as error:
        print(f"clustering: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


def analyse_export(path: Path, method: str, json_path: Path | None) -> None:
    """Print what the export at `path` says; write the whole analysis to `json_path` if given."""
    export = read_export(path)
    analysis = analyse(export.matrix, method=method, moderated_out=export.moderated_out)
    _write(analysis, json_path)
    print("\n".join(summary(export.matrix, analysis)))


def compare_models(path: Path, seed: int) -> None:
    """Print how well each model foretells votes kept back, per export at `path` and over all of them."""
    done, all_of_them = [], len(conversations(path))
    for number, compared in enumerate(compare(path, seed=seed), start=1):
        print("\n".join(table(compared)), flush=True)
        print(f"{number} of {all_of_them}: {compared.name}", file=sys.stderr, flush=True)
        done.append(compared)
    if len(done) > 1:
        print("\n".join(table(pooled(done))))


def simulate(options: argparse.Namespace) -> None:
    """Print what is found among made-up people, and how well it matches their true groups."""
    planted = planted_votes(
        options.participants,
        options.statements,
        options.groups,
        options.seed,
        votes_per_person=options.votes_per_person,
    )
    matrix = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
    analysis = analyse(matrix, method=options.method)
    _write(analysis, options.json)
    print("\n".join(summary(matrix, analysis)))
    agreement = adjusted_rand(planted.group_of, analysis.labels)
    best = adjusted_rand(planted.group_of, bayes_assignment(planted))
    print(f"true groups {options.groups}, adjusted Rand index {agreement:.3f}, of at most about {best:.3f}")


def summary(matrix: VoteMatrix, analysis: Analysis) -> list[str]:
    """The analysis in a few lines of text."""
    people, statements = matrix.shape
    lines = [
        f"{people} participants, {statements} statements, {len(matrix.values)} votes",
        f"method {analysis.method}, version {analysis.code_version}, input {analysis.input_digest[:12]}",
        f"groups {analysis.k}, sizes {_listed(analysis.group_sizes.tolist())}",
    ]
    for number, entries in enumerate(analysis.representative):
        named = [f"{entry.direction} {entry.statement}" for entry in entries]
        lines.append(f"group {number} stands out by: {_listed(named)}")
    binding = [f"{entry.direction} {entry.statement}" for entry in binding_consensus(analysis)]
    return [*lines, f"binding consensus: {_listed(binding)}", f"analysis {analysis.digest()}"]


def _listed(entries: Sequence[object]) -> str:
    return ", ".join(str(entry) for entry in entries) or "none"


def _write(analysis: Analysis, path: Path | None) -> None:
    if path is not None:
        path.write_text(json.dumps(analysis.to_json(), sort_keys=True) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m clustering", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("analyse", help="analyse an export folder of pol.is, or its votes.csv")
    export.add_argument("path", type=Path, metavar="FOLDER|votes.csv")
    side_by_side = commands.add_parser("compare", help="models beside each other on votes kept back")
    side_by_side.add_argument("path", type=Path, metavar="FOLDER", help="an export, or a folder of exports")
    side_by_side.add_argument("--seed", type=int, default=1, help="of the split")
    made_up = commands.add_parser("simulate", help="analyse votes of made-up people")
    for name, default in (("participants", 500), ("statements", 100), ("groups", 3), ("seed", 1)):
        made_up.add_argument(f"--{name}", type=int, default=default)
    made_up.add_argument("--votes-per-person", type=int, default=45)
    for command in (export, made_up):
        command.add_argument("--method", default="polis", help=f"one of: {', '.join(METHODS)}")
        command.add_argument("--json", type=Path, metavar="FILE", help="write the whole analysis there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
