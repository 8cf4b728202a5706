"""What an evaluator reads beside the grid: the référentiel, what the livret foresees, the candidate's own papers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from candidats.models import Inscription, LigneLivret
from certif_portal.centre.models import lire_parametres
from certif_portal.comptes.models import Utilisateur
from evaluations.models import DeclarationIndependance
from evaluations.queries.competence import CompetenceAttendue, competences_attendues
from evaluations.queries.paquet import passages_emportes
from evaluations.regles.paquet import initiales, masquer
from referentiels.choix import FAMILLES_CRITERES, MODALITES_COURTES, Rubrique
from referentiels.models import ElementEvaluation

RUBRIQUES = (Rubrique.RESULTATS, *FAMILLES_CRITERES, Rubrique.CONDITIONS)
Objet = dict[str, Any]
Elements = dict[int, dict[str, list[ElementEvaluation]]]


@dataclass(frozen=True)
class Prevu:
    """What the livret foresees of one competence."""

    modalites: tuple[str, ...] = ()
    situation: str = ""
    lieu: str = ""
    tuteur: str = ""
    motif: str = ""


@dataclass(frozen=True)
class CompetenceLue:
    """A competence as the référentiel writes it; `prevu`: None when no livret speaks of it."""

    attendue: CompetenceAttendue
    rubriques: tuple[tuple[str, tuple[ElementEvaluation, ...]], ...]
    prevu: Prevu | None


@dataclass(frozen=True)
class Piece:
    """A paper of the candidate: it names them, a tablet does not take it along."""

    libelle: str
    adresse: str
    deposee: bool


@dataclass(frozen=True)
class Documents:
    inscription: Inscription
    competences: tuple[CompetenceLue, ...]
    pieces: tuple[Piece, ...]


def documents_de(inscriptions: Sequence[Inscription]) -> dict[int, Documents]:
    """By registration: 4 queries, however many."""
    attendues = competences_attendues(inscriptions, avec_reprises=True)
    elements: Elements = defaultdict(lambda: defaultdict(list))
    competences = {ligne.competence.pk for lignes in attendues.values() for ligne in lignes}
    for element in ElementEvaluation.objects.filter(competence__in=competences).order_by("rubrique", "ordre"):
        elements[element.competence_id][element.rubrique].append(element)
    prevus = _prevus(inscriptions)
    return {
        inscription.pk: Documents(
            inscription,
            tuple(
                CompetenceLue(
                    attendue,
                    tuple(
                        (rubrique.label, tuple(elements[attendue.competence.pk][rubrique]))
                        for rubrique in RUBRIQUES
                        if elements[attendue.competence.pk][rubrique]
                    ),
                    prevus[inscription.pk].get(attendue.competence.pk),
                )
                for attendue in attendues[inscription.pk]
            ),
            _pieces(inscription),
        )
        for inscription in inscriptions
    }


def _prevus(inscriptions: Sequence[Inscription]) -> dict[int, dict[int, Prevu]]:
    """By registration and competence: 2 queries."""
    prevus: dict[int, dict[int, Prevu]] = defaultdict(dict)
    lignes = LigneLivret.objects.filter(livret__inscription__in=inscriptions).select_related("livret")
    for ligne in lignes.prefetch_related("modalites"):
        prevus[ligne.livret.inscription_id][ligne.competence_id] = Prevu(
            tuple(MODALITES_COURTES[modalite.nature] for modalite in ligne.modalites.all()),
            ligne.situation,
            ligne.lieu,
            ligne.tuteur,
            ligne.motif_hors_situation,
        )
    return prevus


def _pieces(inscription: Inscription) -> tuple[Piece, ...]:
    """The activity report, when the livret asks for one; the Livret 2 of a VAE."""
    pieces = []
    if rapport := getattr(inscription, "rapport", None):
        pieces.append(Piece("Rapport d’activités", "grille_rapport", rapport.fichier_id is not None))
    if inscription.en_vae:
        recevabilite = getattr(inscription, "recevabilite", None)
        pieces.append(Piece("Livret 2", "grille_livret2", bool(recevabilite and recevabilite.livret2_id)))
    return tuple(pieces)


def documents_emportes(personne: Utilisateur, le: date) -> Objet:
    """What a tablet keeps of them, for the candidates whose independence is declared: nothing in it names anybody."""
    inscriptions = {passage.inscription_id: passage.inscription for passage in passages_emportes(personne, le)}
    declarees = set(
        DeclarationIndependance.objects.filter(
            evaluateur__utilisateur=personne, lien=False, inscription__in=inscriptions
        ).values_list("inscription_id", flat=True)
    )
    siennes = [inscription for pk, inscription in inscriptions.items() if pk in declarees]
    prefetch_related_objects(siennes, "entreprise", "formateurs", "rapport", "recevabilite")
    lus = documents_de(siennes)
    return {
        "livret": lire_parametres().livret_nom,
        "competences": {
            str(lue.attendue.competence.pk): {
                "intitule": lue.attendue.competence.intitule,
                "bloc": _bloc(lue.attendue),
                "rubriques": [
                    {"libelle": libelle, "elements": [{"texte": e.texte, "sous": e.sous} for e in elements]}
                    for libelle, elements in lue.rubriques
                ],
            }
            for documents in lus.values()
            for lue in documents.competences
        },
        "grilles": [_grille(documents) for documents in lus.values()],
    }


def _bloc(attendue: CompetenceAttendue) -> str:
    version = attendue.version_bloc
    return f"{version.bloc} · {version.intitule}" if version.bloc else version.intitule


def _grille(documents: Documents) -> Objet:
    """The place, the tutor and the company are left out; what is typed freely is masked."""
    inscription = documents.inscription
    candidat = inscription.candidat
    personnes = [candidat.prenom, candidat.autres_prenoms, candidat.nom_naissance, candidat.nom_usage]
    personnes += [inscription.tuteur_nom, inscription.superieur_nom]
    personnes += [formateur.nom for formateur in inscription.formateurs.all()]
    personnes += [lue.prevu.tuteur for lue in documents.competences if lue.prevu]
    societes = [inscription.entreprise.raison_sociale] if inscription.entreprise else []
    return {
        "grille": inscription.grille.pk,
        "initiales": initiales(candidat.prenom, candidat.nom_affiche),
        "certification": f"{inscription.referentiel.certification.code} · {inscription.referentiel.intitule}",
        "competences": [
            {
                "id": lue.attendue.competence.pk,
                "numero": lue.attendue.numero,
                "acquise": lue.attendue.acquise_le is not None,
                "prevu": lue.prevu
                and {
                    "modalites": lue.prevu.modalites,
                    "situation": masquer(lue.prevu.situation, personnes, societes),
                    "motif": masquer(lue.prevu.motif, personnes, societes),
                },
            }
            for lue in documents.competences
        ],
        "pieces": [{"libelle": piece.libelle, "deposee": piece.deposee} for piece in documents.pieces],
    }
