"""What 「この数字はなぜ変わったか」 is asked about; passed to ``Session.show_why``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.app.tracing import Traced


@dataclass(frozen=True)
class WhyOf:
    """A figure.

    Attributes:
        heading: what it is called, as 「広域観光　純計」.
        ask: asks the desk for its changes; safe on a reader's thread.
    """

    heading: str
    ask: Callable[[Desk], Traced]
