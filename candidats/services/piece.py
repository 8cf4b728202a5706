"""Identity papers sent in number by an OF: received, put to somebody, set aside, then joined to the registrations."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from candidats.choix import MODIFIABLE_PAR_ORGANISME, TypePieceIdentite
from candidats.donnees import FichierRecu
from candidats.models import Candidat, Inscription, PieceIdentite, PieceRecue
from candidats.regles.piece import type_de
from candidats.services.identite import supprimer_pieces
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser_tous
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation

DUREE = timedelta(days=15)
"""What an OF sent and joined to nobody is kept no longer: it is personal data that serves nothing."""
RECUES_MAXIMUM = 400
"""Papers waiting at once for one OF."""
CHANGE = "Ces pièces ont changé entre-temps (jointes, écartées ou attribuées ailleurs) : rien n’est joint, relisez."


@dataclass(frozen=True)
class Reception:
    """The paper received; `deja`: it was here before, under that name."""

    piece: PieceRecue
    deja: bool = False


@acte
def recevoir_piece(*, organisme: OrganismeFormation, fichier: FichierRecu, par: Utilisateur, a: datetime) -> Reception:
    """Keep a paper aside. Sent again after a cut network, it is the same one; the same picture under another name is
    refused: one of the two names is wrong."""
    OrganismeFormation.objects.select_for_update(no_key=True).get(pk=organisme.pk)
    recues = PieceRecue.objects.filter(organisme=organisme)
    empreinte = hashlib.sha256(fichier.octets).hexdigest()
    meme = recues.filter(empreinte=empreinte).first()
    if meme and meme.nom != fichier.nom and meme.ecartee_le is None:
        raise FichierRefuse(f"« {fichier.nom} » est la même image que « {meme.nom} », déjà reçue.")
    if meme:
        if meme.nom != fichier.nom:
            meme.nom, meme.type = fichier.nom, type_de(fichier.nom)
        meme.ecartee_le = None
        meme.save(update_fields=["nom", "type", "ecartee_le"])
        return Reception(meme, deja=True)
    if recues.count() >= RECUES_MAXIMUM:
        raise FichierRefuse(f"{RECUES_MAXIMUM} pièces attendent déjà : joignez-les, ou écartez-en, puis continuez.")
    conserve = enregistrer_fichier(nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a)
    piece = PieceRecue(
        organisme=organisme,
        fichier=conserve,
        nom=fichier.nom,
        type=type_de(fichier.nom),
        empreinte=empreinte,
        recue_le=a,
        recue_par=par,
    )
    piece.full_clean()
    piece.save()
    return Reception(piece)


@acte
def attribuer_piece(*, piece: PieceRecue, candidat: Candidat | None, rang: int = 0) -> PieceRecue:
    """Say whose it is, and which page; nobody's, to undo it: the name of the file speaks again."""
    piece = _verrouiller(piece)
    piece.candidat, piece.rang, piece.ecartee_le = candidat, rang, None
    piece.save(update_fields=["candidat", "rang", "ecartee_le"])
    return piece


@acte
def ordonner_pieces(*, pieces: Sequence[PieceRecue], candidat: Candidat) -> None:
    """Several files of one person, in that order: recto, verso."""
    verrouillees = PieceRecue.objects.select_for_update(of=("self",), no_key=True).in_bulk(
        [piece.pk for piece in pieces]
    )
    if len(verrouillees) < len(pieces):
        raise ErreurMetier(CHANGE)
    ordonnees = [verrouillees[piece.pk] for piece in pieces]
    for rang, piece in enumerate(ordonnees, 1):
        piece.candidat, piece.rang = candidat, rang
    PieceRecue.objects.bulk_update(ordonnees, ["candidat", "rang"])


@acte
def ecarter_piece(*, piece: PieceRecue, a: datetime) -> PieceRecue:
    """Not wanted: it stays at hand until the others are joined."""
    piece = _verrouiller(piece)
    piece.ecartee_le, piece.candidat, piece.rang = a, None, 0
    piece.save(update_fields=["ecartee_le", "candidat", "rang"])
    return piece


def _verrouiller(piece: PieceRecue) -> PieceRecue:
    trouvee = PieceRecue.objects.select_for_update(of=("self",), no_key=True).filter(pk=piece.pk).first()
    if trouvee is None:
        raise ErreurMetier("Cette pièce vient d’être jointe à une inscription.")
    return trouvee


@acte
def joindre_pieces(
    *,
    organisme: OrganismeFormation,
    inscriptions: Iterable[int],
    pages: Mapping[int, Sequence[int]],
    par: Utilisateur,
    a: datetime,
) -> int:
    """Join what was shown: `pages` gives, for each candidate, the papers in their order; of `inscriptions`, all those
    of a candidate take them. Earlier papers are deleted. How many registrations got theirs; all of them, or none.

    Raises ErreurMetier when a paper, or a registration, is no more what was shown.
    """
    voulues = [cle for cles in pages.values() for cle in cles]
    recues = (
        PieceRecue.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fichier")
        .filter(organisme=organisme, ecartee_le=None)
        .in_bulk(voulues)
    )
    siennes = list(
        Inscription.objects.select_for_update(of=("self",), no_key=True)
        .select_related("candidat")
        .filter(pk__in=inscriptions, organisme=organisme, candidat__in=pages, etat__in=MODIFIABLE_PAR_ORGANISME)
        .order_by("pk")
    )
    if not all(pages.values()) or len(recues) < len(set(voulues)) or {i.candidat_id for i in siennes} != set(pages):
        raise ErreurMetier(CHANGE)
    supprimer_pieces(*siennes, a=a)
    PieceIdentite.objects.bulk_create(_jointes(siennes, pages, recues, par, a))
    PieceRecue.objects.filter(pk__in=voulues).delete()
    journaliser_tous(_phrases(siennes, pages, recues), par=par, a=a)
    return len(siennes)


def _jointes(
    inscriptions: Sequence[Inscription],
    pages: Mapping[int, Sequence[int]],
    recues: Mapping[int, PieceRecue],
    par: Utilisateur,
    a: datetime,
) -> Iterator[PieceIdentite]:
    """A file belongs to one registration, and goes with it: the second registration of a person takes a copy."""
    prises: set[int] = set()
    for inscription in inscriptions:
        for rang, cle in enumerate(pages[inscription.candidat_id], 1):
            recue = recues[cle]
            fichier = recue.fichier if cle not in prises else _copie(recue.fichier, par, a)
            prises.add(cle)
            yield PieceIdentite(
                inscription=inscription,
                type=recues[pages[inscription.candidat_id][0]].type,
                rang=rang,
                fichier=fichier,
                deposee_le=a,
                deposee_par=par,
            )


def _copie(fichier: Fichier, par: Utilisateur, a: datetime) -> Fichier:
    return enregistrer_fichier(nom=fichier.nom, octets=octets_de(fichier), type_mime=fichier.type_mime, par=par, a=a)


def _phrases(
    inscriptions: Sequence[Inscription], pages: Mapping[int, Sequence[int]], recues: Mapping[int, PieceRecue]
) -> Iterator[tuple[Inscription, str, str]]:
    for inscription in inscriptions:
        cles = pages[inscription.candidat_id]
        libelle = TypePieceIdentite(recues[cles[0]].type).label
        fichiers = f", {len(cles)} fichiers" if len(cles) > 1 else ""
        yield inscription, "piece-identite", f"Pièce d’identité déposée ({libelle}{fichiers})."


def oublier_pieces(a: datetime) -> int:
    """Delete what nobody came back for, and what was set aside, once `DUREE` is over."""
    anciennes = PieceRecue.objects.filter(recue_le__lte=a - DUREE)
    nombre = anciennes.count()
    Fichier.objects.filter(pk__in=list(anciennes.values_list("fichier", flat=True))).delete()
    return nombre
