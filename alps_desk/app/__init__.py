"""The layer that command line and window share.

Its modules load when they are first used: whoever writes ``app.board.board(...)`` after ``from alps_desk import app``
opens without waiting for them, as ``desk`` does, of which the window's first screen needs a small part. Importing a
module by its own name works as ever. Loading is Python's own import, safe on any thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # For whoever reads imports without running them: the type checker, the floor plan, the packer of the program.
    from alps_desk.app import (  # noqa: I001 - one list, not one import a line
        accepting as accepting,
        allowing as allowing,
        approving as approving,
        backfilling as backfilling,
        board as board,
        board_facts as board_facts,
        carrying_out as carrying_out,
        checking as checking,
        commands as commands,
        copies as copies,
        covering as covering,
        devices as devices,
        drafting as drafting,
        entry as entry,
        errata as errata,
        exporting as exporting,
        filling as filling,
        holding as holding,
        home_settings as home_settings,
        issuing as issuing,
        jumping as jumping,
        moving as moving,
        old_words as old_words,
        overview as overview,
        plan_editing as plan_editing,
        planning as planning,
        practising as practising,
        preferring as preferring,
        publishing as publishing,
        questions as questions,
        receipts as receipts,
        recent as recent,
        recording as recording,
        report_all as report_all,
        reporting as reporting,
        restoring as restoring,
        returning as returning,
        self_check as self_check,
        settling as settling,
        setup as setup,
        sharing_out as sharing_out,
        standing as standing,
        submitting as submitting,
        succeeding as succeeding,
        taking as taking,
        talking as talking,
        tracing as tracing,
        trial_round as trial_round,
        trouble as trouble,
        unmapped as unmapped,
        weighing as weighing,
        year_facts as year_facts,
    )
else:
    from importlib import import_module

    def __getattr__(name: str) -> object:
        """A module of this room, loaded now."""
        try:
            return import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
            raise AttributeError(name) from error
