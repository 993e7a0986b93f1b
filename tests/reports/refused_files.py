"""What the tests of files from outside share."""

from __future__ import annotations

import time

import pytest

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.entry_sheet import read_sheet
from alps_desk.wording import say


def refusal(data: bytes, name: str = "記入表.csv") -> InputRejected:
    """The refusal, after checking that its sentence exists and is short."""
    began = time.process_time()
    with pytest.raises(InputRejected) as caught:
        read_sheet(data, name)
    assert time.process_time() - began < 2
    assert len(say(caught.value.code, **caught.value.params)) < 160
    return caught.value
