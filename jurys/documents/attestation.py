"""Annexe 12: the letter to the GTP, which attests that the process followed the dispositif, and the summary of what
goes with it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_longue, jour_de
from jurys.documents.commun import etablissement
from jurys.documents.pv import hors_date
from jurys.models import AnnexeGTP, DossierGTP, Jury, PieceComposee
from jurys.queries.conformite import ConformiteJury
from jurys.queries.gtp import annexes_rangees
from jurys.queries.titre import TitreDecide
from jurys.regles.anonymat import Connus, masquer, reperer

MODELE_ATTESTATION, VERSION_ATTESTATION = "attestation_gtp", "6"
MODELE_SOMMAIRE, VERSION_SOMMAIRE = "sommaire_gtp", "1"


@dataclass(frozen=True)
class TitreAtteste:
    code: str
    intitule: str
    bloc_de: str


@dataclass(frozen=True)
class ContexteAttestation:
    centre: str
    adresse_centre: str
    lieu: str
    date: str
    numero_jury: str
    date_jury: str
    titres: list[TitreAtteste]
    """Each certification or bloc decided of, once: as many PV."""
    signataire: str
    qualite: str
    etabli_le: str
    hors_date: list[str] = field(default_factory=list)
    """What was not done on its day (decision 0202), or is not joined: the letter says it, it does not attest around
    it."""
    jointes: list[str] = field(default_factory=list)
    """Exactly what goes with the letter, in the order of the annexe."""


def contexte_attestation(
    jury: Jury,
    titres: Iterable[TitreDecide],
    *,
    jointes: Sequence[str],
    sans_extrait: tuple[str, str] = ("", ""),
    centre: ParametresCentre,
    delegation: DelegationSignature | None,
    a: datetime,
    conformite: ConformiteJury | None = None,
) -> ContexteAttestation:
    """`delegation`: the one in force on the day of the jury; None when the president of the UIMM signs. `sans_extrait`:
    what the letter says of an extract that is not joined, and the reason typed."""
    decides = list(titres)
    anonyme = _sans_les_noms(decides)
    dit, motif = sans_extrait
    attestes = {TitreAtteste(titre.code, titre.intitule, titre.bloc_de) for titre in decides}
    return ContexteAttestation(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        lieu=centre.ville or jury.lieu,
        date=date_longue(jour_de(a)),
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        titres=sorted(attestes, key=lambda titre: (titre.bloc_de, titre.code)),
        signataire=delegation.nom if delegation else centre.president_nom,
        qualite=delegation.qualite if delegation else centre.president_qualite,
        etabli_le=etablissement(a),
        hors_date=[
            *hors_date(jury, anonyme),
            *_passages_outre(decides),
            *([f"{dit} : {anonyme(motif)}"] if dit else []),
            *map(anonyme, _reserves(conformite)),
        ],
        jointes=list(jointes),
    )


def pieces_jointes(jury: Jury, annexes: Iterable[AnnexeGTP], nombre_pv: int, rectificatifs: int = 0) -> list[str]:
    """The enclosures in the words and the order of annexe 12, each ended as the line of a list; `nombre_pv`: those that
    rectify others included."""
    preuves, autres = ([annexe.titre for annexe in rangees] for rangees in annexes_rangees(annexes))
    du_jury = f"du jury paritaire de délibération du {date_longue(jury.date)}"
    dont = f", dont {compte(rectificatifs, 'rectificatif')}" if rectificatifs else ""
    pv = (
        f"Procès-verbaux de délibération {du_jury} ({nombre_pv}{dont})"
        if nombre_pv > 1
        else f"Procès-verbal de délibération {du_jury}"
    )
    lignes = [*preuves, f"Feuille d’émargement des membres {du_jury}", pv, *autres]
    return [*(f"{ligne} ;" for ligne in lignes[:-1]), f"{lignes[-1]}."]


@dataclass(frozen=True)
class PieceSommaire:
    rang: str
    titre: str
    nom: str
    taille: int
    sha256: str


@dataclass(frozen=True)
class ContexteSommaire:
    """The first page of the archive: each of its files, with its hash."""

    centre: str
    adresse_centre: str
    numero: str
    numero_jury: str
    date_jury: str
    lieu_jury: str
    compose_le: str
    etabli_le: str
    pieces: list[PieceSommaire]


def contexte_sommaire(
    dossier: DossierGTP, pieces: Iterable[PieceComposee], *, centre: ParametresCentre, a: datetime
) -> ContexteSommaire:
    return ContexteSommaire(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        numero=dossier.numero,
        numero_jury=dossier.jury.numero,
        date_jury=date_longue(dossier.jury.date),
        lieu_jury=dossier.jury.lieu,
        compose_le=date_longue(jour_de(a)),
        etabli_le=etablissement(a),
        pieces=[
            PieceSommaire(f"{piece.rang:02d}", piece.titre, piece.nom, piece.fichier.taille, piece.fichier.sha256)
            for piece in pieces
        ],
    )


def _passages_outre(titres: Iterable[TitreDecide]) -> list[str]:
    """Once for each candidate, by whom, and under which titles. The PV annexes the name, the pieces and the reason that
    was typed; the letter names nobody, nor repeats what was typed of a candidate (decision 0348)."""
    codes: dict[int, list[str]] = defaultdict(list)
    for titre in titres:
        codes[titre.presentation.pk].append(titre.code)
    presentations = {titre.presentation.pk: titre.presentation for titre in titres}
    return [
        f"{', '.join(codes[pk])} : un candidat présenté malgré une pièce manquante, ce qu’admet "
        f"{presentation.passage_outre_par} (motif annexé au procès-verbal)."
        for pk, presentation in presentations.items()
        if presentation.passage_outre_motif
    ]


def _reserves(conformite: ConformiteJury | None) -> list[str]:
    """Those of the jury, word by word; of those of candidates how many, for the PV annex them with their names."""
    if conformite is None:
        return []
    du_jury = conformite.jury.dites if conformite.jury else []
    propres = len(conformite.candidats)
    annexees = f"Réserves propres à {compte(propres, 'candidat')}, annexées aux procès-verbaux." if propres else ""
    return [*du_jury, *([annexees] if annexees else [])]


def _sans_les_noms(titres: Iterable[TitreDecide]) -> Callable[[str], str]:
    """A reason typed freely, the names of the candidates of the jury hidden in it: the letter names nobody."""
    candidats = {titre.presentation.inscription.candidat for titre in titres}
    noms = {f"{c.prenom} {nom}" for c in candidats for nom in (c.nom_naissance, c.nom_usage) if nom}
    connus = Connus(personnes=tuple(sorted(noms)))
    return lambda dit: masquer(dit, (zone for zone in reperer(dit, connus) if zone.certaine)).texte
