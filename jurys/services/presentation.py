"""Candidates are attached to a jury from the « prêt » list, or detached with a reason."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import TypeVar

from django.utils import timezone

from candidats.models import Inscription
from candidats.services.acquis import benefice_perdu
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from jurys.choix import OUVERTS
from jurys.models import Jury, Presentation
from jurys.queries import piece as queries_piece
from jurys.queries.piece import PieceAttendue, est_pret, pieces_pour_jury
from jurys.regles.piece import PRET_POUR_LE_JURY
from jurys.services.composition import (
    AVANT_OUVERTURE,
    exiger_avant_ouverture,
    perimer_emargement,
    verrouiller_jury,
)

T = TypeVar("T")
RANGS_POSSIBLES = 1_000_000  # drawn order: wide enough that two batches interleave


@acte
def presenter_candidats(
    *, jury: Jury, inscriptions: Iterable[Inscription], par: Utilisateur, a: datetime
) -> list[Presentation]:
    """Attach ready registrations, all or none; a red one is named with what it misses."""
    jury = verrouiller_jury(jury)
    exiger_avant_ouverture(jury)
    choisies = _presentables(inscriptions, jury)
    pieces = pieces_pour_jury(choisies, jury.date)
    rouges = [i for i in choisies if not est_pret(pieces[i.pk])]
    if rouges:
        raise RegleNonRespectee(PRET_POUR_LE_JURY, " ".join(_manques(i, pieces[i.pk]) for i in rouges))
    return _rattacher(jury, choisies, par, a)


@acte
def passer_outre(*, jury: Jury, inscription: Inscription, motif: str, par: Utilisateur, a: datetime) -> Presentation:
    """A responsable presents a red file, with a reason; the missing pieces are written, and annexed to the PV."""
    jury = verrouiller_jury(jury)
    exiger_avant_ouverture(jury)
    if not motif.strip():
        raise ErreurMetier("Dites pourquoi ce candidat est présenté malgré la pièce manquante.")
    if not par.tient(Role.RESPONSABLE, timezone.localdate(a)):
        raise ErreurMetier("Seul le responsable passe outre une pièce manquante.")
    choisies = _presentables([inscription], jury)
    manquantes = queries_piece.manquantes(pieces_pour_jury(choisies, jury.date)[inscription.pk])
    if not manquantes:
        raise ErreurMetier("Ce dossier est complet : rattachez-le sans passer outre.")
    [presentation] = _rattacher(jury, choisies, par, a)
    presentation.passage_outre_motif, presentation.passage_outre_par = motif.strip(), par
    presentation.passage_outre_pieces = "\n".join(f"{piece.libelle} : {piece.explication}" for piece in manquantes)
    presentation.full_clean()
    presentation.save(update_fields=["passage_outre_motif", "passage_outre_par", "passage_outre_pieces"])
    phrase = f"Dossier présenté malgré : {'; '.join(piece.libelle for piece in manquantes)}. Motif : {motif.strip()}"
    journaliser(choisies[0], "passage_outre", phrase, par=par, a=a)
    return presentation


@acte
def detacher(*, presentation: Presentation, motif: str, par: Utilisateur, a: datetime) -> None:
    """Take a candidate out of the jury: they may be presented to another one. The reason stays in both journals."""
    jury = verrouiller_jury(presentation.jury)
    if jury.etat not in OUVERTS:
        raise ErreurMetier(f"Le jury est « {jury.get_etat_display()} » : un candidat ne s’en détache plus.")
    if not motif.strip():
        raise ErreurMetier("Dites pourquoi ce candidat n’est pas examiné par ce jury.")
    inscription = presentation.inscription
    journaliser(jury, "detachement", f"Candidat {presentation.code} détaché du jury : {motif.strip()}", par=par, a=a)
    journaliser(inscription, "detachement", f"Dossier détaché du jury {jury.numero} : {motif.strip()}", par=par, a=a)
    presentation.delete()
    if jury.etat in AVANT_OUVERTURE:
        perimer_emargement(jury, par, a)


def _presentables(inscriptions: Iterable[Inscription], jury: Jury) -> list[Inscription]:
    """The registrations, locked; accepted, in no other open jury, and holding still what exempts them of a sitting."""
    pks = [inscription.pk for inscription in inscriptions]
    if not pks:
        raise ErreurMetier("Choisissez au moins un candidat.")
    choisies = list(
        Inscription.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).select_related("candidat")
    )
    obstacles: list[ErreurMetier] = []
    for inscription in choisies:
        if not inscription.est_suivie:
            dit = f"{inscription.candidat} : l’inscription est « {inscription.get_etat_display()} »."
            obstacles.append(ErreurMetier(dit))
        obstacles += benefice_perdu(inscription, jury.date)
    prises = Presentation.objects.filter(inscription__in=pks, jury__etat__in=OUVERTS).select_related(
        "jury", "inscription__candidat"
    )
    obstacles += [
        ErreurMetier(f"{prise.inscription.candidat} figure déjà au jury {prise.jury.numero}.") for prise in prises
    ]
    refuser_si(obstacles)
    return choisies


def _manques(inscription: Inscription, pieces: list[PieceAttendue]) -> str:
    return f"{inscription.candidat} : " + " ".join(piece.explication for piece in queries_piece.manquantes(pieces))


def _rattacher(jury: Jury, inscriptions: list[Inscription], par: Utilisateur, a: datetime) -> list[Presentation]:
    """Codes and order are drawn, so that neither tells anything; rows are written in the drawn order too."""
    deja = list(jury.presentations.values_list("code", "ordre"))
    presentations = Presentation.objects.bulk_create(
        Presentation(jury=jury, inscription=inscription, code=code, ordre=ordre)
        for inscription, code, ordre in tirer_places(inscriptions, jury.numero, deja, secrets.SystemRandom())
    )
    phrase = f"Dossier présenté au jury {jury.numero} du {date_longue(jury.date)}."
    journaliser_tous(((inscription, "presentation", phrase) for inscription in inscriptions), par=par, a=a)
    journaliser(jury, "presentation", f"Candidats rattachés au jury : {len(inscriptions)}.", par=par, a=a)
    perimer_emargement(jury, par, a)
    return presentations


def tirer_places(dossiers: list[T], numero: str, deja: list[tuple[str, int]], alea: Random) -> list[tuple[T, str, int]]:
    """Each file with its code and its rank, as the rows are to be written."""
    codes = tirer_codes(numero, {code for code, _ in deja}, len(dossiers), alea)
    ordres = tirer_ordres({ordre for _, ordre in deja}, len(dossiers), alea)
    return list(zip(alea.sample(dossiers, len(dossiers)), codes, sorted(ordres), strict=True))


def tirer_codes(numero: str, deja: set[str], nombre: int, alea: Random) -> list[str]:
    """« J4-07 » : the rank of the jury, then a number drawn; three digits when there are many candidates."""
    prefixe = f"J{numero.partition('-')[2] or numero}"
    chiffres = 2 if len(deja) + nombre <= 60 else 3 if len(deja) + nombre <= 600 else 4
    libres = [f"{prefixe}-{n:0{chiffres}d}" for n in range(1, 10**chiffres)]
    return alea.sample([code for code in libres if code not in deja], nombre)


def tirer_ordres(deja: set[int], nombre: int, alea: Random) -> set[int]:
    ordres: set[int] = set()
    while len(ordres) < nombre:
        ordres |= {alea.randrange(1, RANGS_POSSIBLES) for _ in range(nombre - len(ordres))} - deja
    return ordres
