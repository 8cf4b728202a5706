"""The workbooks of the juries: a year, the members, the requests to the unions."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, QuerySet

from certif_portal.commun.tableur import Valeur, ecrire_tableau
from certif_portal.commun.typographie import heure
from jurys.models import DemandeDesignation, Jury, MembreJury

CALENDRIER = (
    ("Jury", 10),
    ("Date", 12),
    ("Heure", 10),
    ("Lieu", 24),
    ("État", 18),
    ("Candidats", 11),
    ("Membres", 10),
    ("Désignations demandées le", 16),
    ("Convoqué le", 14),
    ("CPREFP informée le", 16),
)
MEMBRES = (
    ("Jury", 10),
    ("Date", 12),
    ("Délégation", 22),
    ("Nom", 22),
    ("Prénom", 18),
    ("Préside", 10),
    ("Suppléant", 11),
    ("Organisation", 16),
    ("Entreprise", 30),
    ("Qualité", 26),
    ("Ce qui la qualifie", 34),
    ("Courriel", 30),
)
DEMANDES = (
    ("Jury", 10),
    ("Date", 12),
    ("Organisation", 16),
    ("Nom", 34),
    ("Demandée le", 14),
    ("Par", 30),
    ("Réponse", 18),
    ("Réponse du", 14),
    ("Précisions", 50),
)


def classeur_calendrier(jurys: QuerySet[Jury]) -> bytes:
    """A line per jury, in order of date: 1 query."""
    comptes = jurys.annotate(
        candidats=Count("presentations", distinct=True), designes=Count("membres", distinct=True)
    ).order_by("date", "pk")
    return ecrire_tableau("Calendrier", CALENDRIER, map(_jury, comptes))


def _jury(jury: Jury) -> tuple[Valeur, ...]:
    return (
        jury.numero,
        jury.date,
        heure(jury.heure) if jury.heure else "",
        jury.lieu,
        jury.get_etat_display(),
        getattr(jury, "candidats", 0),
        getattr(jury, "designes", 0),
        jury.designations_demandees_le,
        jury.convoque_le,
        jury.cpref_informee_le,
    )


def classeur_membres(membres: Iterable[MembreJury]) -> bytes:
    """Expects `jury` and `organisation` to be loaded."""
    return ecrire_tableau("Membres", MEMBRES, map(_membre, membres))


def _membre(membre: MembreJury) -> tuple[Valeur, ...]:
    return (
        membre.jury.numero,
        membre.jury.date,
        membre.get_college_display(),
        membre.nom,
        membre.prenom,
        "oui" if membre.preside else "",
        "oui" if membre.suppleant else "",
        membre.organisation.sigle if membre.organisation else "",
        membre.entreprise,
        membre.qualite,
        membre.qualification,
        membre.courriel,
    )


def classeur_demandes(demandes: Iterable[DemandeDesignation]) -> bytes:
    """Expects `jury` and `organisation` to be loaded."""
    return ecrire_tableau("Demandes", DEMANDES, _lignes(demandes))


def _lignes(demandes: Iterable[DemandeDesignation]) -> Iterator[tuple[Valeur, ...]]:
    for demande in demandes:
        yield (
            demande.jury.numero,
            demande.jury.date,
            demande.organisation.sigle,
            demande.organisation.nom,
            demande.demandee_le,
            demande.get_canal_display(),
            demande.get_issue_display() if demande.issue else "",
            demande.repondue_le,
            demande.reponse,
        )
