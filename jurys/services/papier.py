"""The papers of a closed jury: asked for by the closing, row by row, then made in the background, chunk by chunk.

Nothing is rendered in the closing. Whoever makes the papers (the worker, the command, two processes at once) takes a
chunk that nobody has, renders it and keeps it in one transaction: a process killed in the middle leaves rows still to
be made, and a paper is made once.
"""

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from certif_portal.commun.actes import acte
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.gel import textes_de
from certif_portal.commun.glyphes import nommer_signe, signes_sans_dessin
from certif_portal.commun.journal import journal_de, journaliser
from certif_portal.commun.models import DocumentRendu
from certif_portal.commun.pdf import (
    Atelier,
    Rendu,
    RenduImpossible,
    SigneSansDessin,
    atelier,
    conserver_tous,
    rendre_pdf,
)
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TRANSITIONS_PAPIER, EtatPapier, EtatPiece, NaturePapier
from jurys.documents.certificat import ContexteCertificat
from jurys.documents.papier import contexte_de
from jurys.models import Certificat, Jury, Papier, PieceJury
from jurys.services.composition import verrouiller_jury
from jurys.services.edition import editer_certificat

LOT, PETIT_LOT = 25, 5
"""Papers made and kept together: what their rendering holds in memory is given back after each chunk. Smaller ones at
the end, for several runs to end together."""
journal_technique = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prevu:
    """A paper to be made, its context ready; or already made, its `document` kept."""

    nature: NaturePapier
    titre: str
    modele: str
    version: str
    contexte: Any
    certificat: Certificat | None = None
    piece: PieceJury | None = None
    organisme: int | None = None
    document: DocumentRendu | None = None


def papiers_a_la_suite(jury: Jury, prevus: Iterable[Prevu], *, par: Utilisateur, a: datetime) -> list[Papier]:
    """Papers asked for once others are there: numbered after the last of them, 2 queries."""
    dernier = Papier.objects.filter(jury=jury).aggregate(dernier=Max("ordre"))["dernier"] or 0
    return papiers_a_prevoir(jury, prevus, par=par, a=a, apres=dernier)


def papiers_a_prevoir(
    jury: Jury, prevus: Iterable[Prevu], *, par: Utilisateur, a: datetime, apres: int = 0
) -> list[Papier]:
    """Write the rows of the papers of a jury, within the act that asks for them, numbered `apres` the others: 1 query.

    Raises ErreurMetier when a text holds a sign that no document can print: afterwards it would be too late.
    """
    papiers = [
        Papier(
            jury=jury,
            nature=prevu.nature,
            ordre=ordre,
            titre=prevu.titre,
            certificat=prevu.certificat,
            piece=prevu.piece,
            organisme_id=prevu.organisme,
            modele=prevu.modele,
            version_modele=prevu.version,
            contexte={} if prevu.document else asdict(prevu.contexte),
            etat=EtatPapier.FAIT if prevu.document else EtatPapier.A_FAIRE,
            document=prevu.document,
            demande_par=par,
            demande_le=a,
        )
        for ordre, prevu in enumerate(prevus, start=apres + 1)
    ]
    for papier in papiers:
        for texte in textes_de(papier.contexte):
            if absents := signes_sans_dessin(texte):
                raise SigneSansDessin(
                    f"{papier.titre} porterait une case vide à la place de {nommer_signe(absents[0])} dans "
                    f"« {texte[:80]} » : corrigez ce texte, puis recommencez."
                )
    return Papier.objects.bulk_create(papiers)


@dataclass(frozen=True)
class Edition:
    """What one run made."""

    faits: int = 0
    echecs: int = 0

    def __str__(self) -> str:
        if not self.faits and not self.echecs:
            return "Tous les papiers sont déjà édités : rien à faire."
        echecs = f" ; en échec : {self.echecs}" if self.echecs else ""
        return f"Papiers édités : {self.faits}{echecs}."


def editer_papiers(jury: Jury, *, a: datetime, ensemble: int = 1, par_la_fin: bool = False) -> Edition:
    """Make every paper of a jury that is still to be made, and that nobody is making; made already, does nothing.

    So many runs make them `ensemble`. Where no row can be locked, the second takes them `par_la_fin`: they meet.
    """
    faits = echecs = gardes = 0
    while lot := _editer_lot(jury, a, ensemble, "-pk" if par_la_fin else "pk"):
        etats = [papier.etat for papier in lot]
        gardes = len(lot) - etats.count(EtatPapier.A_FAIRE)  # the others, somebody else made meanwhile
        faits, echecs = faits + etats.count(EtatPapier.FAIT), echecs + etats.count(EtatPapier.ECHEC)
    if gardes and not lots_a_editer(jury):  # whoever kept the last one says it
        _dire_edition(jury, a)
    return Edition(faits, echecs)


def lots_a_editer(jury: Jury) -> int:
    """How many chunks are still to be made; none when everything is, or has failed."""
    return math.ceil(Papier.objects.filter(jury=jury, etat=EtatPapier.A_FAIRE).count() / LOT)


def _editer_lot(jury: Jury, a: datetime, ensemble: int, ordre: str) -> list[Papier]:
    """Render and keep one chunk; what became of it. Empty when nothing is left, or when others hold what is left."""
    a_faire = Papier.objects.filter(jury=jury, etat=EtatPapier.A_FAIRE)
    nombre = LOT if ensemble == 1 else min(LOT, max(PETIT_LOT, math.ceil(a_faire.count() / ensemble)))
    libres = a_faire.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by(ordre)
    with _pendant_le_rendu():
        lot = list(libres.select_related("demande_par")[:nombre])
        if lot:
            with atelier() as dans:
                rendus = {papier.pk: _rendre(papier, dans, a) for papier in lot}
            with transaction.atomic():
                _ranger(lot, rendus, a)
    return lot


def _pendant_le_rendu() -> AbstractContextManager[Any]:
    """Where rows can be locked, those of the chunk are while it is rendered: two processes share the papers. SQLite
    would lock the whole base: there a process locks only to write, and two take the papers by both ends."""
    return transaction.atomic() if connection.features.has_select_for_update_skip_locked else nullcontext()


def _rendre(papier: Papier, dans: Atelier, a: datetime) -> Rendu | None:
    """The document, or None with the reason written on the paper: one that fails stops no other."""
    try:
        contexte, identifiant = contexte_de(papier), papier.identifiant
        if isinstance(contexte, ContexteCertificat):
            octets = editer_certificat(papier.modele, contexte, identifiant=identifiant, a=a, dans=dans)
        else:
            octets = rendre_pdf(papier.modele, contexte, identifiant=identifiant, dans=dans)
    except (RenduImpossible, SigneSansDessin) as erreur:
        papier.erreur = str(erreur)
    except Exception as erreur:  # whatever it is, it is told on this paper, and the next one is made
        journal_technique.exception("Papier %s", papier.pk)
        papier.erreur = f"Erreur du portail ({type(erreur).__name__}) : prévenez l’administrateur."
    else:
        return Rendu(papier.modele, papier.titre, papier.version_modele, octets)
    return None


def _ranger(lot: Sequence[Papier], rendus: Mapping[int, Rendu | None], a: datetime) -> None:
    """Keep the documents and tie them to what they are of: the number of queries does not depend on theirs. A paper
    that somebody else made meanwhile is left as it is."""
    encore = Papier.objects.select_for_update(of=("self",), no_key=True).filter(etat=EtatPapier.A_FAIRE)
    a_ranger = set(encore.filter(pk__in=rendus).values_list("pk", flat=True))
    lot = [papier for papier in lot if papier.pk in a_ranger]
    faits = [(papier, rendu) for papier in lot if (rendu := rendus[papier.pk])]
    documents = conserver_tous([rendu for _, rendu in faits], par=lot[0].demande_par, a=a) if faits else []
    for papier in lot:
        _passer(papier, EtatPapier.FAIT if rendus[papier.pk] else EtatPapier.ECHEC)
    for (papier, _), document in zip(faits, documents, strict=True):
        papier.document, papier.contexte = document, {}
    Papier.objects.bulk_update(lot, ["etat", "document", "contexte", "erreur"])
    certificats = [
        Certificat(pk=papier.certificat_id, document=papier.document) for papier, _ in faits if papier.certificat_id
    ]
    Certificat.objects.bulk_update(certificats, ["document"])
    pieces = [
        PieceJury(pk=papier.piece_id, document=papier.document, etat=EtatPiece.RENDU)
        for papier, _ in faits
        if papier.piece_id
    ]
    PieceJury.objects.bulk_update(pieces, ["document", "etat"])


def _passer(papier: Papier, vers: EtatPapier) -> None:
    verifier_transition(TRANSITIONS_PAPIER, papier.etat, vers)
    papier.etat = vers


@acte
def _dire_edition(jury: Jury, a: datetime) -> None:
    """Once: two runs that end together both find nothing left."""
    verrouiller_jury(jury)
    phrase = f"Papiers édités : {Papier.objects.filter(jury=jury, etat=EtatPapier.FAIT).count()}."
    if not journal_de(jury).filter(acte="papiers", phrase=phrase).exists():
        journaliser(jury, "papiers", phrase, par=None, a=a)


@acte
def refaire_papier(*, papier: Papier, par: Utilisateur, a: datetime) -> Papier:
    """Ask again for a paper that could not be made."""
    papier = Papier.objects.select_for_update(of=("self",), no_key=True).select_related("jury").get(pk=papier.pk)
    verifier_transition(TRANSITIONS_PAPIER, papier, EtatPapier.A_FAIRE)
    papier.etat, papier.erreur = EtatPapier.A_FAIRE, ""
    papier.save(update_fields=["etat", "erreur"])
    journaliser(papier.jury, "papier_refait", f"{papier.titre} : édition redemandée.", par=par, a=a)
    return papier


def jurys_a_editer() -> list[Jury]:
    """Those whose papers are still to be made: the worker's net takes them up."""
    return list(Jury.objects.filter(papiers__etat=EtatPapier.A_FAIRE).distinct())
