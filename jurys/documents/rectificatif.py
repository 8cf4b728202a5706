"""The rectifying PV of a closed jury: it refers to the first ones, and says what was read and what is right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_longue, jour_de
from jurys.documents.commun import etablissement
from jurys.models import LigneRectification, PieceJury, Rectification

MODELE_RECTIFICATIF, VERSION_RECTIFICATIF = "pv_rectificatif", "2"


@dataclass(frozen=True)
class LigneRectificatif:
    sujet: str
    lu: str
    juste: str


@dataclass(frozen=True)
class ContexteRectificatif:
    centre: str
    adresse_centre: str
    numero_jury: str
    date_jury: str
    lieu_jury: str
    rang: int
    date: str
    motif: str
    pv: list[str]
    """The PVs it refers to, each by its name and its day."""
    lignes: list[LigneRectificatif]
    president: str
    etabli_le: str


def contexte_rectificatif(
    rectification: Rectification,
    lignes: Iterable[LigneRectification],
    pv: Iterable[PieceJury],
    *,
    president: str,
    centre: ParametresCentre,
    a: datetime,
) -> ContexteRectificatif:
    """`pv`: those that the lines put right."""
    jury = rectification.jury
    return ContexteRectificatif(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        lieu_jury=jury.lieu,
        rang=rectification.rang,
        date=date_longue(jour_de(a)),
        motif=rectification.motif,
        pv=[_reference(piece) for piece in pv],
        lignes=[LigneRectificatif(ligne.sujet, ligne.lu, ligne.juste) for ligne in lignes],
        president=president,
        etabli_le=etablissement(a),
    )


def _reference(piece: PieceJury) -> str:
    le = f", établi le {date_longue(jour_de(piece.document.rendu_le))}" if piece.document else ""
    return f"{piece.nom}{le}"
