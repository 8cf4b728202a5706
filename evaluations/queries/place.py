"""A grid locked to be written in, with all that says whether this evaluator may: one query.

Plain SQL: it is played at every save of a tablet, and Django took longer to build it than the database to answer.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection

from candidats.models import Candidat
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission, NatureCommission
from evaluations.models import Evaluateur, Grille
from evaluations.regles.independance import Entourage

LIGNES = """
SELECT grille.*,
    inscription.service, inscription.superieur_nom, inscription.superieur_courriel,
    inscription.tuteur_nom, inscription.tuteur_courriel,
    candidat.nom_naissance, candidat.nom_usage, candidat.prenom,
    entreprise.raison_sociale, entreprise.siret,
    formateur.nom AS formateur_nom, formateur.courriel AS formateur_courriel,
    moi.id AS moi, moi.entreprise_nom AS ma_societe, moi.entreprise_siret AS mon_siret, moi.service AS mon_service,
    declaration.lien,
    passage.id AS tour_pk, seance.date AS tour_date, seance.etat AS tour_etat, seance.nature AS tour_nature,
    prevue.competence_id AS prevue,
    EXISTS (SELECT 1 FROM evaluations_membrecommission membre
        WHERE membre.commission_id = seance.id AND membre.evaluateur_id = moi.id) AS siege,
    (SELECT COUNT(*) FROM evaluations_membrecommission membre
        WHERE membre.commission_id = seance.id) AS nombre_membres,
    (SELECT COUNT(*) FROM evaluations_membrecommission membre
        WHERE membre.commission_id = seance.id AND membre.preside) AS nombre_presidents,
    (SELECT COUNT(*) FROM evaluations_membrecommission membre
        JOIN evaluations_evaluateur president ON president.id = membre.evaluateur_id
        WHERE membre.commission_id = seance.id AND membre.preside AND president.represente_centre)
        AS nombre_representants,
    (SELECT evaluateurs_minimum FROM centre_parametrescentre WHERE id = 1) AS minimum
FROM evaluations_grille grille
JOIN candidats_inscription inscription ON inscription.id = grille.inscription_id
JOIN candidats_candidat candidat ON candidat.id = inscription.candidat_id
LEFT JOIN candidats_entreprise entreprise ON entreprise.id = inscription.entreprise_id
LEFT JOIN candidats_formateur formateur ON formateur.inscription_id = inscription.id
LEFT JOIN evaluations_evaluateur moi ON moi.utilisateur_id = %s
LEFT JOIN evaluations_declarationindependance declaration
    ON declaration.inscription_id = inscription.id AND declaration.evaluateur_id = moi.id
LEFT JOIN evaluations_passage passage ON passage.inscription_id = inscription.id AND passage.id IN ({passages})
LEFT JOIN evaluations_commission seance ON seance.id = passage.commission_id
LEFT JOIN evaluations_passage_competences prevue ON prevue.passage_id = passage.id
WHERE grille.id IN ({grilles})
ORDER BY grille.id
"""
"""One row for each trainer and each competence foreseen at the sittings asked for."""
VERROU = "FOR NO KEY UPDATE OF grille"


@dataclass
class Tour:
    """One sitting of the registration, as it stands for one evaluator. `presidents`: for each, whether they represent
    the centre."""

    date: date
    vivante: bool
    siege: bool
    membres: int
    membres_attendus: int
    validation: bool
    presidents: list[bool]
    competences: set[int] = field(default_factory=set)


@dataclass
class Place:
    """A locked grid, and what stands for or against one evaluator's writing in it. `lien`: None, not declared yet."""

    grille: Grille
    evaluateur: Evaluateur
    lien: bool | None
    candidat: Entourage
    formateurs: set[tuple[str, str]] = field(default_factory=set)
    tours: dict[int, Tour] = field(default_factory=dict)

    @property
    def entourage(self) -> Entourage:
        return replace(self.candidat, formateurs=tuple(sorted(self.formateurs)))


def verrouiller_places(utilisateur: Utilisateur, grilles: Iterable[int], passages: Iterable[int]) -> dict[int, Place]:
    """The grids, locked in the order of their keys (two batches never wait for one another): 1 query."""
    places: dict[int, Place] = {}
    for grille in _lignes(utilisateur, set(grilles), set(passages)):
        place = places.get(grille.pk)
        if place is None:
            place = places[grille.pk] = Place(grille, _moi(utilisateur, grille), grille.lien, _entourage(grille))
        if grille.formateur_nom is not None:
            place.formateurs.add((grille.formateur_nom, grille.formateur_courriel))
        if grille.tour_pk is not None:
            tour = place.tours.setdefault(grille.tour_pk, _tour(grille))
            tour.competences.add(grille.prevue)
    return places


def _lignes(utilisateur: Utilisateur, grilles: Collection[int], passages: Collection[int]) -> Iterable[Any]:
    verrou = VERROU if connection.features.has_select_for_no_key_update else ""  # SQLite has one writer at a time
    sql = LIGNES.format(passages=_marques(passages), grilles=_marques(grilles)) + verrou
    return Grille.objects.raw(sql, [utilisateur.pk, *passages, *grilles])


def _marques(cles: Collection[int]) -> str:
    return ", ".join(["%s"] * len(cles)) or "NULL"


def _moi(utilisateur: Utilisateur, ligne: Any) -> Evaluateur:
    """Who is no evaluator has no key, and sits nowhere."""
    if ligne.moi is None:
        return Evaluateur(utilisateur=utilisateur)
    return Evaluateur(
        id=ligne.moi,
        utilisateur=utilisateur,
        entreprise_nom=ligne.ma_societe,
        entreprise_siret=ligne.mon_siret,
        service=ligne.mon_service,
    )


def _entourage(ligne: Any) -> Entourage:
    candidat = Candidat(nom_naissance=ligne.nom_naissance, nom_usage=ligne.nom_usage, prenom=ligne.prenom)
    return Entourage(
        candidat=str(candidat),
        entreprise=ligne.raison_sociale or "",
        siret=ligne.siret or "",
        service=ligne.service,
        superieur_nom=ligne.superieur_nom,
        superieur_courriel=ligne.superieur_courriel,
        tuteur_nom=ligne.tuteur_nom,
        tuteur_courriel=ligne.tuteur_courriel,
    )


def _tour(grille: Any) -> Tour:
    representants = grille.nombre_representants
    presidents = [True] * representants + [False] * (grille.nombre_presidents - representants)
    defaut = ParametresCentre._meta.get_field("evaluateurs_minimum").get_default()
    return Tour(
        date=grille.tour_date,
        vivante=grille.tour_etat != EtatCommission.ANNULEE,
        siege=bool(grille.siege),
        membres=grille.nombre_membres,
        membres_attendus=defaut if grille.minimum is None else grille.minimum,
        validation=grille.tour_nature == NatureCommission.VALIDATION,
        presidents=presidents,
    )
