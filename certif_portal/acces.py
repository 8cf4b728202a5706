"""The log of gunicorn: `--logger-class=certif_portal.acces.JournalSansSecret`."""

import os
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from certif_portal.commun.traces import ENTETE, FORMATS, SansSecret, masquer, suivre


class JournalSansSecret(Logger):
    """Tokens and searches left out of each part of a line: request, address, referer, headers; in the portal's own
    format. Read before the settings are: the variable itself says which."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        format_ = FORMATS[os.environ.get("FORMAT_JOURNAL", "").strip().lower() or "ligne"]()
        for journal in (self.error_log, self.access_log):
            for sortie in journal.handlers:
                sortie.setFormatter(format_)
                sortie.addFilter(SansSecret())

    def atoms(self, *arguments: Any) -> dict[str, Any]:
        return {nom: masquer(v) if isinstance(v, str) else v for nom, v in super().atoms(*arguments).items()}

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        noms = {nom.lower(): valeur for nom, valeur in resp.headers}
        with suivre(requete=noms.get(ENTETE.lower())):
            super().access(resp, req, environ, request_time)
