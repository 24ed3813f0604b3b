"""The plane of pol.is, reproduced from the raw votes."""

import numpy as np

from clustering.alignment import Earlier, keep_signs
from clustering.projection import (
    Projection,
    column_means,
    extremity,
    positions,
    principal_components,
    project,
)

EXACT = 1e-9


def turned_as_published(published):
    """Our projection, its signs those of the published one."""
    found = project(published.matrix, published.excluded)
    people = published.matrix.participant_ids
    theirs = Earlier(published.matrix.statement_ids, published.components, people, published.labels)
    return Projection(found.center, keep_signs(found.components, published.matrix.statement_ids, theirs))


def test_center(published):
    assert np.abs(column_means(published.matrix, published.excluded) - published.center).max() < EXACT


def test_components_up_to_sign(published):
    found = principal_components(published.matrix, published.center, published.excluded)
    for ours, theirs in zip(found, published.components, strict=True):
        assert min(np.abs(ours - theirs).max(), np.abs(ours + theirs).max()) < EXACT


def test_moderated_and_meta_columns_move_nobody(published):
    found = project(published.matrix, published.excluded)
    assert not found.components[:, published.excluded].any()
    assert not found.center[published.excluded].any()


def test_positions_give_the_published_base_centres(published):
    placed = positions(published.matrix, turned_as_published(published), published.excluded)
    centres = np.array([placed[rows].mean(axis=0) for rows in published.base_rows])
    assert np.abs(centres - published.base_centres).max() < EXACT


def test_people_alone_in_a_base_cluster_stand_where_it_is(published):
    placed = positions(published.matrix, turned_as_published(published), published.excluded)
    alone = [number for number, rows in enumerate(published.base_rows) if len(rows) == 1]
    rows = [published.base_rows[number][0] for number in alone]
    assert len(alone) > 20
    assert np.abs(placed[rows] - published.base_centres[alone]).max() < EXACT


def test_extremity(published):
    found = extremity(project(published.matrix, published.excluded))
    assert np.abs(found - published.result["pca"]["comment-extremity"]).max() < EXACT
