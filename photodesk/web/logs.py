"""What is written to the log, so that it helps and gives nobody away?

One JSON object a line on standard error. Of a request: its id, method, route (never the path or query, which may
hold a ticket), status and duration, whose it was as far as a token said so, and why it was turned down. Of an
exception: its kind and the places that it went through; its message only when texts may be logged, for it may quote a
row of the database.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
import warnings
from datetime import datetime, timezone
from typing import Any

_PLACES = 12


class JsonLines(logging.Formatter):
    """Writes a record as JSON; `extra={"facts": {…}}` adds keys of its own."""

    def __init__(self, *, log_text: bool) -> None:
        super().__init__()
        self._log_text = log_text

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = self._error(record.exc_info[1])
        # In ASCII: there are characters beyond it that end a line for some readers, or steer a terminal.
        return json.dumps(line, default=str)

    def _error(self, error: BaseException) -> dict[str, Any]:
        told: dict[str, Any] = {
            "kind": type(error).__name__,
            "through": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-_PLACES:]
            ],
        }
        if self._log_text:
            told["message"] = str(error)
        cause = error.__cause__ or error.__context__
        if cause is not None:
            told["because"] = type(cause).__name__
        return told


def log_to_standard_error(*, log_text: bool) -> None:
    """Send the whole program's log there, warnings of the libraries included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(log_text=log_text))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # the libraries' talk among themselves
    logging.getLogger("photodesk").setLevel(logging.INFO)
    for name in ("sanic.root", "sanic.error", "sanic.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)
