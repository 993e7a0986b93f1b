"""A whole reporting round with sample figures, played through the real commands."""

from alps_desk.demo.play import Doors, play
from alps_desk.demo.played import Played
from alps_desk.demo.stage import own_folder

__all__ = ["Doors", "Played", "own_folder", "play"]
