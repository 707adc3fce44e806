"""Tell the open pages of a unit that something changed; what changed they ask for themselves."""

import json
import re
from uuid import UUID

from django.db import connection

CHANNEL = "panah_live"
TOPIC = re.compile(r"[a-z][a-z_]{0,30}\Z")


def notify(unit_id: UUID, topic: str) -> None:
    """Announce a topic ("calls", "duties") to a unit's open pages, when the running transaction commits.

    Only the kind of thing travels, never words and never the id of a person or contact; a topic that is not a
    plain word raises ValueError.
    """
    if not TOPIC.match(topic):
        raise ValueError("a topic is one plain word for a kind of thing")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"unit": str(unit_id), "topic": topic})])
