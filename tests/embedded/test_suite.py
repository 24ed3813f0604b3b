"""What a killed test run leaves is cleared away by the next one; a run that is going is left alone."""

import os

from deliberation.embedded import state, suite


def test_only_what_nobody_holds_is_cleared_away(tmp_path):
    folders = {name: tmp_path / f"{suite.PREFIX}{name}" for name in ("killed", "going")} | {"other": tmp_path / "other"}
    for folder in folders.values():
        (folder / "postgres").mkdir(parents=True)
        os.close(state.claim(folder))
    claim = state.claim(folders["going"])
    suite.clear_away(tmp_path)
    os.close(claim)
    assert {name for name, folder in folders.items() if folder.exists()} == {"going", "other"}
