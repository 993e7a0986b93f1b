"""The row above the entry grid: how far the report is, chips that filter, unit of amounts, search."""

from __future__ import annotations

from alps_desk import wording
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.form_strip import CHIPS, FormStrip
from alps_desk.gui.theme import State, em
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.text import Text

_BAR_PX = 60
"""The bar has no text; it may be narrow, but it must be seen."""


class EntryStrip(FormStrip):
    """The row.

    Attributes:
        bar, words: how many projects are complete.
    """

    always = ("missing",)

    def __init__(self, book: EntryBook) -> None:
        self.bar = SlimBar(wording.say("office_progress"))
        self.words = Text(bold=True)
        self.units: Segments = self.make_units(book)
        before = [Text(wording.say("office_progress"), ink="secondary"), self.bar, self.words]
        after = [Text(wording.say("office_unit"), ink="secondary"), self.units]
        chips = (*CHIPS, ("pending", State.DUE))
        super().__init__(book, before, wording.say("office_search"), after=after, chips=chips)

    def arrange(self) -> None:
        # The larger the letters, the less room is left for the bar.
        self.bar.setMaximumWidth(max(_BAR_PX, 220 - em(self) * 9))
        super().arrange()

    def follow(self) -> None:
        book = self._book
        own = [number for number, row in enumerate(book.rows) if row.part.kind == "own"]
        done = sum(book.filled(number)[0] == book.filled(number)[1] for number in own)
        self.words.setText(wording.say("office_progress_count", done=done, total=len(own)))
        self.bar.set_progress(done, len(own), colour=Colour.OK if done == len(own) else Colour.PRIMARY)
        super().follow()
