"""What the logs never hold: personal links (`/avis/…`, `/invitation/…`) and what was searched for."""

import logging
import re

JETON = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}(?=[/?#\s\"']|$)")
"""A segment of an address that long is a token; file names have a dot, and ids are short."""
QUESTION = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


def masquer(texte: str) -> str:
    """The same text, the token of each address and all that follows its question mark left out."""
    return QUESTION.sub(r"\1?…", JETON.sub("…", texte))


class SansSecret(logging.Filter):
    """For every line that the portal writes, Django's own included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masquer(record.getMessage()), ()
        return True
