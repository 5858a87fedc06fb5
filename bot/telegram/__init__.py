"""The edge to Telegram: PTB's own extension points, replaced where the stock parts lose updates or time."""

from __future__ import annotations

import logging
import os

# PTB's own switch for `RetryAfter.retry_after` as a timedelta; without it every 429 comes with a deprecation warning.
os.environ["PTB_TIMEDELTA"] = "true"

# On DEBUG, PTB logs every parameter it sends and every answer, and the address of the Bot API with the token in it.
logging.getLogger("telegram").setLevel(logging.INFO)
