"""The only place that calls WeasyPrint: a template and a frozen context in, stored bytes out."""

import atexit
import gc
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string

from certif_portal.commun.a_part import executer
from certif_portal.commun.code_dessine import codes_de
from certif_portal.commun.ecriture_pdf import figer_objets
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import JPEG, PDF, PNG, enregistrer_fichiers, octets_de
from certif_portal.commun.gel import textes_de
from certif_portal.commun.glyphes import nommer_signe
from certif_portal.commun.marque_ua import marquer
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.poses import Poses
from certif_portal.commun.textes import en_nom_de_fichier

MEMOIRE_ANNEXES = 600
"""Megabytes for a file and all its annexes put together, each of which passed the gate alone."""
LIEN_STYLE = re.compile(r'<link rel="stylesheet" href="(static:documents/[\w-]+\.css)">')
VARIANTE = "pdf/a-3a"
PAGES_GARDEES = 16
"""Public documents, of some hundred kilobytes each with its page."""
VIE_D_UN_STYLE = 3600
"""Seconds."""
VERSION_DISPOSITIF = "CPNEFP, 27 octobre 2020"
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a document otherwise


class RenduImpossible(Exception):
    """WeasyPrint could not render: nothing is stored."""


class SigneSansDessin(ErreurMetier):
    """A text holds a sign that no face can draw: the document would have an empty box in its place."""


class SansDessin(logging.Handler):
    """Keeps the signs that no face could draw while one document is rendered: WeasyPrint only warns, and prints a
    box."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.signes: list[str] = []
        self.fil = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.fil and str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.signes.append(str(record.args[0]))

    def __enter__(self) -> "SansDessin":
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


def _lecteur_statique() -> Any:
    """A URL fetcher that reads the portal's own static files, `data:`, and the pictures of the settings (`fichier:12`),
    and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LecteurStatique(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("fichier:"):
                return URLFetcherResponse(url, *_image(url.removeprefix("fichier:")))
            if url.startswith("static:"):
                chemin = finders.find(url.removeprefix("static:"))
                if not chemin:
                    raise RenduImpossible(f"Ressource absente : {url}")
                url = Path(chemin).resolve().as_uri()
            elif not url.startswith("data:"):
                raise RenduImpossible(f"Ressource refusée : {url[:80]}")
            return super().fetch(url, headers)

    return LecteurStatique(allowed_protocols={"data", "file"}, fail_on_errors=True)


def _image(cle: str) -> tuple[bytes, dict[str, str]]:
    """A stored picture, as it was deposited: the papers that name it are made later."""
    image = Fichier.objects.filter(pk=int(cle), type_mime__in=(PNG, JPEG)).first() if cle.isdecimal() else None
    if image is None:
        raise RenduImpossible(f"Image absente : {cle[:40]}")
    return octets_de(image), {"Content-Type": image.type_mime}


class Style:
    """The style of a kind of document and its faces, read: a third of the time of a letter. None for a page without
    style of ours."""

    def __init__(self, adresse: str = "") -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.lu_a = time.monotonic()
        self.polices = FontConfiguration()
        self.feuilles = [CSS(url=adresse, font_config=self.polices, url_fetcher=_lecteur_statique())] if adresse else []


class Styles(threading.local):
    """Those that a thread has read: pango shares no face between threads. The faces are copies in a temporary folder:
    read again long before a machine sweeps it."""

    def __init__(self) -> None:
        self._lus: dict[str, Style] = {}

    def de(self, adresse: str) -> Style:
        if not adresse:
            return Style()
        style = self._lus.get(adresse)
        if style is None or time.monotonic() - style.lu_a > VIE_D_UN_STYLE:
            style = self._lus[adresse] = Style(adresse)
        return style

    def oublier(self) -> None:
        self._lus.clear()


STYLES = Styles()
atexit.register(STYLES.oublier)  # their folders go while the interpreter still can


class Atelier:
    """What the documents of one batch share beside their style: pictures, and what they lay out alike. A new one for
    each chunk, since what WeasyPrint keeps of a document would pile up."""

    def __init__(self) -> None:
        self.lecteur = _lecteur_statique()
        self.images: dict[str, Any] = {}
        self.poses = Poses()

    def vider(self) -> None:
        """Before the collector passes: what is still held here it would not take, and never would afterwards."""
        self.__dict__.clear()

    def mettre_en_page(self, page: str) -> Any:
        from weasyprint import HTML  # 1.3 s to import, and the site must start without pango

        html, adresse = _detacher_style(page)
        style = STYLES.de(adresse)
        self.images.update(codes_de(html))
        options = {
            "stylesheets": style.feuilles,
            "font_config": style.polices,
            "cache": self.images,
            "pdf_variant": VARIANTE,
        }
        return self.poses.disposer(
            lambda: HTML(string=html, base_url="static:documents/", url_fetcher=self.lecteur),
            lambda source: source.render(**options),
            adresse,
        )


def _detacher_style(html: str) -> tuple[str, str]:
    """The page without its style, and the address of that style."""
    lien = LIEN_STYLE.search(html)
    return (html.replace(lien[0], ""), lien[1]) if lien else (html, "")


@contextmanager
def atelier() -> Iterator[Atelier]:
    """For a chunk of documents: the collector waits for the end of it."""
    with _sans_ramasse_miettes():
        dans = Atelier()
        try:
            yield dans
        finally:
            dans.vider()


def rendre_pdf(modele: str, contexte: Any, *, identifiant: str, dans: Atelier | None = None) -> bytes:
    """PDF/A-3 bytes of `templates/documents/<modele>.html`; the same input gives the same bytes, alone or `dans` a
    batch.

    `contexte` is a frozen dataclass: what it has no field for cannot leak into the page.
    """
    if dans is None:
        with atelier() as dans:
            return _rendre(modele, contexte, identifiant, partial(_imprimer, dans))
    return _rendre(modele, contexte, identifiant, partial(_imprimer, dans))


def rendre_pdf_public(modele: str, contexte: Any, *, identifiant: str) -> bytes:
    """The same bytes, for a document that names nobody and that everybody opens: the last pages printed are kept by the
    process, and printed again only when a word of them changed."""
    return _rendre(modele, contexte, identifiant, _imprimer_une_fois)


def _rendre(modele: str, contexte: Any, identifiant: str, imprimer: Callable[[str, str], tuple[bytes, str]]) -> bytes:
    from weasyprint.urls import FatalURLFetchingError

    try:
        page = render_to_string(f"documents/{modele}.html", {"acte": contexte})
        octets, sans_dessin = imprimer(page, identifiant)
    except (FatalURLFetchingError, OSError, ValueError) as erreur:
        raise RenduImpossible(f"Le document « {modele} » n’a pas pu être rendu : {erreur}") from erreur
    if sans_dessin:
        raise SigneSansDessin(_case_vide(modele, contexte, sans_dessin))
    return octets


def _imprimer(dans: Atelier, page: str, identifiant: str) -> tuple[bytes, str]:
    """The bytes, and the first sign that no face could draw."""
    with SansDessin() as sans_dessin:
        document = dans.mettre_en_page(page)
        octets = document.write_pdf(finisher=_achever, pdf_variant=VARIANTE, pdf_identifier=identifiant.encode())
    return octets, next(iter(sans_dessin.signes), "")


def _achever(document: Any, pdf: Any) -> None:
    """All the objects are made, none is written."""
    marquer(pdf)
    figer_objets(document, pdf)


@lru_cache(maxsize=PAGES_GARDEES)
def _imprimer_une_fois(page: str, identifiant: str) -> tuple[bytes, str]:
    with atelier() as dans:
        return _imprimer(dans, page, identifiant)


def _case_vide(modele: str, contexte: Any, signe: str) -> str:
    """Names the sign, and the text that holds it: whoever reads this must find what to correct."""
    ou = next((texte for texte in textes_de(asdict(contexte)) if signe in texte), "")
    dans = f" dans « {ou[:80]} »" if ou else ""
    signe = nommer_signe(signe)
    return f"Le document « {modele} » porterait une case vide à la place de {signe}{dans} : corrigez ce texte."


@contextmanager
def _sans_ramasse_miettes() -> Iterator[None]:
    """The collector, which would walk a growing tree again and again, waits for the end of the document: it then takes
    its cycles at once. All are young, since nothing aged meanwhile: what the process held before is not walked."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(1)


@transaction.atomic
def rendre_et_conserver(
    modele: str,
    contexte: Any,
    *,
    titre: str,
    version_modele: str,
    identifiant: str,
    par: Any,
    a: datetime,
    annexes: Sequence[tuple[str, bytes, str]] = (),
) -> DocumentRendu:
    """Render an act once and store it with its hash; `annexes` (title, bytes, type) follow it in the same file."""
    forme = getattr(contexte, "__dataclass_params__", None)
    if forme is None or not forme.frozen:
        raise TypeError("Le contexte d’un acte est une dataclass gelée.")
    octets = rendre_pdf(modele, contexte, identifiant=identifiant)
    if annexes:
        octets = executer(
            "certif_portal.commun.jonction:joindre", octets, list(annexes), memoire=MEMOIRE_ANNEXES, secondes=60
        )
    [document] = conserver_tous([Rendu(modele, titre, version_modele, octets)], par=par, a=a)
    return document


@dataclass(frozen=True)
class Rendu:
    """A document of a batch, made and not kept yet."""

    modele: str
    titre: str
    version_modele: str
    octets: bytes


@transaction.atomic
def conserver_tous(rendus: Sequence[Rendu], *, par: Any, a: datetime) -> list[DocumentRendu]:
    """Store a chunk of documents, in the order given: 3 queries."""
    recus = [(f"{en_nom_de_fichier(rendu.titre)[:80]}.pdf", rendu.octets) for rendu in rendus]
    fichiers = enregistrer_fichiers(recus, type_mime=PDF, par=par, a=a)
    return DocumentRendu.objects.bulk_create(
        DocumentRendu(
            code=rendu.modele,
            titre=rendu.titre,
            fichier=fichier,
            version_modele=rendu.version_modele,
            version_dispositif=VERSION_DISPOSITIF,
            rendu_le=a,
        )
        for fichier, rendu in zip(fichiers, rendus, strict=True)
    )
