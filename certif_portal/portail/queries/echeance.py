"""Every deadline of the apps, and those a person may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Value

import candidats.echeances
import habilitations.echeances
import jurys.echeances
import referentiels.echeances
from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.models import url_dossier
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.regles import ECHEANCES_PROCHES
from habilitations.models import NonConformite, OrganismeFormation

Source = Callable[[date, ParametresCentre | None], list[Echeance]]
DES_DOSSIERS: tuple[Source, ...] = (candidats.echeances.echeances, jurys.echeances.echeances)
DES_ORGANISMES: tuple[Source, ...] = (*DES_DOSSIERS, habilitations.echeances.echeances)
SOURCES: tuple[Source, ...] = (*DES_ORGANISMES, referentiels.echeances.echeances)
INSCRIPTION, NON_CONFORMITE = Inscription._meta.label_lower, NonConformite._meta.label_lower
ORGANISME = OrganismeFormation._meta.label_lower


def toutes_les_echeances(
    le: date, centre: ParametresCentre | None = None, sources: tuple[Source, ...] | None = None
) -> list[Echeance]:
    """What is due, of every app, the most urgent first. The home pages only look at the files of candidates and
    juries."""
    echeances = [echeance for source in sources or SOURCES for echeance in source(le, centre)]
    return sorted(echeances, key=lambda echeance: (echeance.date_limite, echeance.libelle, echeance.pour))


def echeances_visibles_par(
    personne: Utilisateur,
    le: date,
    centre: ParametresCentre | None = None,
    sources: tuple[Source, ...] = DES_ORGANISMES,
) -> list[Echeance]:
    """Staff and auditor see them all; an OF, among `sources`, those of its own files; nobody else any."""
    if peut_tout_consulter(personne):
        return toutes_les_echeances(le, centre)
    echeances = toutes_les_echeances(le, centre, sources)
    genres = {
        INSCRIPTION: Inscription.objects.visibles_par(personne),
        NON_CONFORMITE: NonConformite.objects.visibles_par(personne),
        ORGANISME: OrganismeFormation.objects.visibles_par(personne),
    }
    lignes = [
        lignes.order_by().annotate(genre=Value(genre)).values_list("genre", "pk") for genre, lignes in genres.items()
    ]
    siennes = set(lignes[0].union(*lignes[1:], all=True))
    return [e for e in echeances if (e.dossier_type, e.dossier_id) in siennes]


@dataclass(frozen=True)
class LigneEcheance:
    """A deadline as a list shows it."""

    echeance: Echeance
    reste: int
    url: str


def en_lignes_echeances(echeances: list[Echeance], le: date) -> list[LigneEcheance]:
    return [
        LigneEcheance(echeance, echeance.jours_restants(le), url_dossier(echeance.dossier_type, echeance.dossier_id))
        for echeance in echeances
    ]


@dataclass(frozen=True)
class FiltreEcheances:
    """What the address asks for: a rule, a window, a word."""

    regle: str = ""
    quand: str = ""
    q: str = ""


QUAND = {"retard": "En retard", "quinze": f"Dans les {ECHEANCES_PROCHES.en_lettres}", "plus": "Plus tard"}


def filtrer_echeances(echeances: list[Echeance], filtre: FiltreEcheances, le: date) -> list[Echeance]:
    mots = cle_recherche(filtre.q).split()
    return [
        echeance
        for echeance in echeances
        if filtre.regle in ("", echeance.regle.code)
        and filtre.quand in ("", _quand(echeance, le))
        and all(mot in cle_recherche(echeance.libelle, echeance.pour) for mot in mots)
    ]


def _quand(echeance: Echeance, le: date) -> str:
    reste = echeance.jours_restants(le)
    return "retard" if reste < 0 else "quinze" if reste <= ECHEANCES_PROCHES.jours else "plus"
