"""What the board shows, asked for in one go beside all writing; nothing here knows of widgets."""

from __future__ import annotations

from alps_desk.app.board_facts import NEVER, BoardFacts, Execution, Fresh
from alps_desk.app.desk import Desk

__all__ = ["MANY", "NEVER", "BoardAnswer", "Execution", "Fresh", "look_at_board"]

BoardAnswer = BoardFacts

MANY = 24
"""With more bodies the table has a column for every state, and says how many bodies are there."""


def look_at_board(desk: Desk, fy: int, period: str) -> BoardAnswer:
    """Ask for everything on the board."""
    return desk.board_facts(fy, period)
