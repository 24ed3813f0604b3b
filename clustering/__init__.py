"""Opinion groups and consensus from votes. Pure numerics: no Django, no clock, no I/O.

from clustering import VoteMatrix, analyse
analysis = analyse(VoteMatrix.from_events(participants, statements, values))
"""

from clustering.agreement import ConsensusEntry
from clustering.alignment import Earlier
from clustering.analysis import Analysis
from clustering.consensus import Binding, CountedVotes, GroupShare, binding_consensus
from clustering.consensus_rule import ConsensusRule
from clustering.divisiveness import divisiveness
from clustering.groups import BaseClusters
from clustering.matrix import VoteMatrix
from clustering.methods import METHODS, analyse
from clustering.planted import PlantedVotes, planted_votes
from clustering.representative import Representative
from clustering.version import __version__

__all__ = [
    "METHODS",
    "Analysis",
    "BaseClusters",
    "Binding",
    "ConsensusEntry",
    "ConsensusRule",
    "CountedVotes",
    "Earlier",
    "GroupShare",
    "PlantedVotes",
    "Representative",
    "VoteMatrix",
    "__version__",
    "analyse",
    "binding_consensus",
    "divisiveness",
    "planted_votes",
]
