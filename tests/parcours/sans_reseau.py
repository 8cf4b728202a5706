"""Prints the pages of a folder as the portal prints its documents, in a process that no network serves:
`python -m tests.parcours.sans_reseau FOLDER` says how many, and fails on the first that asks for one."""

import os
import sys
from pathlib import Path

import tests.environnement  # noqa: F401  # the environment of the tests, before Django reads its settings

ATTENDUS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind")


def refuser(evenement: str, _: tuple[object, ...]) -> None:
    if evenement in ATTENDUS:
        raise RuntimeError(f"Réseau demandé : {evenement}")


def main(dossier: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "certif_portal.settings")
    import django

    django.setup()
    from certif_portal.commun import pdf

    sys.addaudithook(refuser)
    faits = 0
    for page in sorted(dossier.glob("*.html")):
        with pdf.atelier() as dans:
            octets, _ = pdf._imprimer(dans, page.read_text(), page.stem)
        faits += octets.startswith(b"%PDF-")
    print(faits)  # noqa: T201  # what is asked of it
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
