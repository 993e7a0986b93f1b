"""What is being written in 差戻し・連絡 and not sent: kept with its thread, over screens and starts."""

from __future__ import annotations

import json

from alps_desk.gui.settings import Settings

_NAME = "talk_drafts"


class TalkDrafts:
    """Texts by thread.

    Args:
        settings: where they are kept; nothing else of the program reads them.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        try:
            kept = json.loads(settings.text(_NAME, "{}"))
        except ValueError:
            kept = {}
        self._texts = {str(key): str(text) for key, text in kept.items()} if isinstance(kept, dict) else {}

    def text(self, key: str) -> str:
        """What was written so far, "" for nothing."""
        return self._texts.get(key, "")

    def put(self, key: str, text: str) -> None:
        """Remember a text; without letters it is forgotten."""
        if key and text.strip():
            self._texts[key] = text
        else:
            self._texts.pop(key, None)

    def keep(self) -> None:
        """Write everything down."""
        self._settings.put(_NAME, json.dumps(self._texts, ensure_ascii=False))
