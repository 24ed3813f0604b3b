"""The method of analysis that consultations use, and its numbers, so that pages say what the code does."""

from clustering import methods, participation
from clustering.stability import CLEAR

METHOD = methods.DEFAULT
MOST_GROUPS = 5
RESAMPLES = methods.RESAMPLES
CLEAR_FROM = round(CLEAR * 100)  # percent of agreement with other people from which groups are shown
ENOUGH_VOTES, ENOUGH_PEOPLE = participation.ENOUGH_VOTES, participation.ENOUGH_PEOPLE
