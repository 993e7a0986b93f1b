"""What a command may have changed; views that show a topic ask again."""

from __future__ import annotations

TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK = "values", "plan", "exchange", "work"
TOPIC_SETTINGS = "settings"
ALL_TOPICS = frozenset({TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK})
