"""The access log of gunicorn: `--logger-class=certif_portal.acces.JournalSansSecret`."""

from typing import Any

from gunicorn.glogging import Logger

from certif_portal.commun.traces import masquer


class JournalSansSecret(Logger):
    """Tokens and searches left out of each part of a line: request, address, referer, headers."""

    def atoms(self, *arguments: Any) -> dict[str, Any]:
        return {nom: masquer(v) if isinstance(v, str) else v for nom, v in super().atoms(*arguments).items()}
