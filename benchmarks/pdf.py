"""Papers of a jury: one by one as anybody would, in chunks as the portal does, and the floor, in turn (A1 to A5).

The juries closed here stay in the base, which is to be thrown away. Floor: a certificate already laid out, written.
"""

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from benchmarks import naif
from benchmarks.chrono import occuper, occuper_et_rendre
from benchmarks.essai import essayer
from benchmarks.jury_clos import A, jury_a_clore
from benchmarks.table import Mesure
from benchmarks.taille import taille
from certif_portal.commun.pdf import VARIANTE, atelier, rendre_pdf
from certif_portal.comptes.models import Utilisateur
from jurys.choix import NaturePapier
from jurys.documents.papier import contexte_de
from jurys.models import Jury, Papier
from jurys.services.cloture import clore_jury
from jurys.services.lettre import envoyer_lettres
from jurys.services.papier import LOT, editer_papiers

CANDIDATS = 500
UN_PAR_UN = 30
"""Naive certificates that the closing of a jury must not outlast."""
FORK = get_context("fork")


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    nombre = taille(CANDIDATS)
    par, marque = Utilisateur.objects.order_by("pk")[0], f"{time.time() % 100_000:.0f}"
    jury = jury_a_clore(nombre, f"{marque}-M")
    with CaptureQueriesContext(connection) as requetes:
        cloture = occuper(lambda: clore_jury(jury=jury, par=par, a=A))
    envoyer_lettres(jury=jury, par=par, a=A)
    papiers = list(Papier.objects.filter(jury=jury, nature=NaturePapier.CERTIFICAT).order_by("pk"))
    comparer(papiers[:2])
    cas: list[tuple[str, Callable[[], Iterator[Mesure]]]] = [
        ("clôture", partial(_cloture, nombre, cloture, len(requetes), papiers)),
        ("certificats", partial(_certificats, papiers, tours)),
        ("pic", partial(_pics, papiers)),
        ("libreoffice", partial(_libreoffice, papiers[:LOT], tours)),
        ("pv", partial(_pv, jury, tours)),
        ("fournée", partial(_fournee, jury)),
    ]
    for nom, lire in cas:
        if seulement in nom:
            yield from lire()


def texte(octets: bytes) -> str:
    """The words of a PDF, in their order."""
    import pdfplumber

    with pdfplumber.open(BytesIO(octets)) as document:
        return f"{len(document.pages)} " + " ".join("".join(p.extract_text().split()) for p in document.pages)


def comparer(papiers: Sequence[Papier]) -> None:
    """The same pages and the same words, whichever way."""
    ici = [texte(octets) for octets in rendre_ensemble(papiers)]
    if ici != [texte(octets) for octets in naif.rendre_papiers(papiers)] or not all(ici):
        raise RuntimeError("les deux façons de rendre un certificat diffèrent")


def rendre_ensemble(papiers: Sequence[Papier]) -> list[bytes]:
    """As the chunks of the portal are."""
    with atelier() as dans:
        return [rendre_pdf(p.modele, contexte_de(p), identifiant=p.identifiant, dans=dans) for p in papiers]


def par_lots(papiers: Sequence[Papier]) -> None:
    for debut in range(0, len(papiers), LOT):
        rendre_ensemble(papiers[debut : debut + LOT])


def ecrire_seulement(papiers: Sequence[Papier]) -> float:
    """Processor seconds of writing one page, already laid out, as many times as there are papers."""
    with atelier() as dans:
        document = dans.mettre_en_page(
            render_to_string(f"documents/{papiers[0].modele}.html", {"acte": contexte_de(papiers[0])})
        )
        return occuper(
            lambda: [
                document.copy().write_pdf(pdf_variant=VARIANTE, pdf_identifier=papier.identifiant.encode())
                for papier in papiers
            ]
        )


def _cloture(nombre: int, secondes: float, requetes: int, papiers: Sequence[Papier]) -> Iterator[Mesure]:
    simples = papiers[:UN_PAR_UN]
    un_par_un = occuper(lambda: naif.rendre_papiers(simples)) / len(simples) * UN_PAR_UN
    yield Mesure(
        "pdf",
        f"clôture d’un jury, pour {UN_PAR_UN} certificats",
        nombre,
        [secondes],
        rapport=[secondes / un_par_un],
        requetes=requetes,
        buts=["clôture"],
    )


def _certificats(papiers: Sequence[Papier], tours: int) -> Iterator[Mesure]:
    """All of them, by one process then by two: the busiest one, against the naive way on one chunk, in turn."""
    nombre, essayes = len(papiers), papiers[:LOT]
    occupes: dict[int, list[float]] = {1: [], 2: []}
    naifs, nus = [], []
    for _ in range(min(tours, 3)):
        naifs.append(occuper(lambda: naif.rendre_papiers(essayes)) / len(essayes) * nombre)
        nus.append(ecrire_seulement(essayes) / len(essayes) * nombre)
        for combien, obtenus in occupes.items():
            parts = [papiers[rang::combien] for rang in range(combien)]
            obtenus.append(max(_en_fourches(_occuper_par_lots, parts)))
    for combien, obtenus in occupes.items():
        yield Mesure(
            "pdf",
            f"certificats, {combien} processus",
            nombre,
            obtenus,
            naif=[n / o for n, o in zip(naifs, obtenus, strict=True)],
            plancher=[o * combien / nu for o, nu in zip(obtenus, nus, strict=True)],
            buts=["A1" if combien == 1 else "A2"],
        )
    gains = [un / deux for un, deux in zip(occupes[1], occupes[2], strict=True)]
    yield Mesure("pdf", "certificats, deux processus pour un", nombre, rapport=gains, buts=["A2 gain"])


def _en_fourches(travail: Callable[..., float], *listes: Sequence[Any]) -> list[float]:
    connections.close_all()
    with ProcessPoolExecutor(len(listes[0]), mp_context=FORK) as bassin:
        return list(bassin.map(travail, *listes))


def _occuper_par_lots(papiers: Sequence[Papier]) -> float:
    return occuper(lambda: par_lots(papiers))


def _pics(papiers: Sequence[Papier]) -> Iterator[Mesure]:
    peu = max(len(papiers) // 5, LOT)
    bas, haut = (essayer(lambda n=n: par_lots(papiers[:n]), 3600) for n in (peu, len(papiers)))
    yield Mesure(
        "pdf",
        f"pic de {len(papiers)} certificats, pour {peu}",
        len(papiers),
        rapport=[haut.memoire / bas.memoire],
        memoire=haut.memoire,
        buts=["A3", "A3 Mo"],
        remarque=haut.empechement,
    )


def _libreoffice(papiers: Sequence[Papier], tours: int) -> Iterator[Mesure]:
    """What a mail merge does: one text a candidate, all given to one LibreOffice."""
    soffice = shutil.which("soffice")
    if soffice is None:
        yield Mesure("pdf", "certificats, LibreOffice", len(papiers), remarque="LibreOffice absent")
        return
    leurs, notres = [], []
    for _ in range(min(tours, 3)):
        with tempfile.TemporaryDirectory() as dossier:
            for papier in papiers:
                page = render_to_string(f"documents/{papier.modele}.html", {"acte": contexte_de(papier)})
                Path(dossier, f"{papier.pk}.html").write_text(page)
            debut = _des_enfants()
            entrees = sorted(str(chemin) for chemin in Path(dossier).glob("*.html"))
            profil = f"-env:UserInstallation=file://{dossier}/profil"
            ordre = [soffice, profil, "--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", dossier]
            subprocess.run([*ordre, *entrees], check=True, capture_output=True)  # noqa: S603  # our own pages
            leurs.append(_des_enfants() - debut)
            if len(list(Path(dossier).glob("*.pdf"))) != len(papiers):
                raise RuntimeError("LibreOffice n’a pas rendu tous les certificats")
        notres.append(occuper(lambda: rendre_ensemble(papiers)))
    rapports = [la_bas / ici for la_bas, ici in zip(leurs, notres, strict=True)]
    remarque = "texte seul : ni cadre, ni code, ni PDF/A"
    yield Mesure("pdf", "certificats, LibreOffice", len(papiers), notres, naif=rapports, buts=["A4"], remarque=remarque)


def _des_enfants() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _pv(jury: Jury, tours: int) -> Iterator[Mesure]:
    papier = Papier.objects.filter(jury=jury, nature=NaturePapier.PV).order_by("pk")[0]
    contexte = contexte_de(papier)

    def de(lignes: int) -> Any:
        repetees = contexte.lignes * (lignes // len(contexte.lignes) + 1)
        return replace(contexte, lignes=repetees[:lignes])

    def rendre(lignes: int) -> bytes:
        return rendre_pdf(papier.modele, de(lignes), identifiant=papier.identifiant)

    if sorted(_mots(naif.rendre_pv(de(20)))) != sorted(_mots(rendre(20))):
        raise RuntimeError("les deux façons de rendre un PV diffèrent")
    notres = [(occuper(lambda: rendre(300)), occuper(lambda: naif.rendre_pv(de(300)))) for _ in range(min(tours, 3))]
    yield Mesure("pdf", "PV", 300, [n for n, _ in notres], naif=[simple / ici for ici, simple in notres], buts=["A5"])
    beaucoup = taille(2_000)
    peu = [occuper(lambda: rendre(50)) / 50 for _ in range(3)]
    long = occuper(lambda: rendre(beaucoup)) / beaucoup
    rapports = [long / un for un in peu]
    yield Mesure(
        "pdf",
        f"PV, une ligne de {beaucoup} pour une de 50",
        beaucoup,
        [long * beaucoup],
        rapport=rapports,
        memoire=essayer(lambda: rendre(beaucoup), 3600).memoire,
        buts=["A5 croissance"],
    )


def _mots(octets: bytes) -> list[str]:
    """The letters of the document, but for page numbers, which depend on the widths of the columns."""
    import pdfplumber

    with pdfplumber.open(BytesIO(octets)) as document:
        return [lettre for lettre in "".join(p.extract_text() for p in document.pages) if lettre.isalpha()]


def editer(jury: int, ensemble: int = 1, rang: int = 0) -> float:
    """Processor seconds of making what this process makes of them."""
    par_la_fin = bool(rang) and connection.vendor == "sqlite"
    return occuper(lambda: editer_papiers(Jury.objects.get(pk=jury), a=A, ensemble=ensemble, par_la_fin=par_la_fin))


def _fournee(jury: Jury) -> Iterator[Mesure]:
    """Every paper, letters and PV included, by two processes, against the naive way of each kind tried on ten; then
    again, when nothing is left."""
    tous = list(Papier.objects.filter(jury=jury).order_by("pk"))
    seul = 0.0
    for modele in {papier.modele for papier in tous}:
        siens = [papier for papier in tous if papier.modele == modele]
        essayes = siens[:10]
        seul += occuper_et_rendre(lambda essayes=essayes: naif.rendre_papiers(essayes))[0] / len(essayes) * len(siens)
    occupes = _en_fourches(editer, [jury.pk] * 2, [2] * 2, range(2))
    yield Mesure(
        "pdf", "tous les papiers, 2 processus", len(tous), [max(occupes)], naif=[seul / max(occupes)], buts=["A2"]
    )
    encore = occuper(lambda: editer(jury.pk))
    yield Mesure(
        "pdf",
        "tous les papiers, seconde fois",
        len(tous),
        [encore],
        rapport=[sum(occupes) / encore],
        buts=["seconde fois"],
    )
