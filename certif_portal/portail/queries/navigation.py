"""The rail of each role: the pages it opens, and counters equal to the lists they lead to (one query)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import IntegerField, JSONField, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.models import VueEnregistree
from certif_portal.portail.queries.liste import LISTES
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.notification import nouvelles_de
from certif_portal.portail.queries.pret import FiltrePrets, candidatures
from evaluations.models import Commission
from habilitations.models import OrganismeFormation

CHERCHEURS = frozenset(Role) - {Role.ADMIN}
"""Whoever has something to find: the technical administrator reads no file."""


@dataclass(frozen=True)
class Entree:
    """One line of the rail."""

    libelle: str
    icone: str
    url: str
    nombre: int | str | None = None
    actif: bool = False


# (label, icon, URL name) in the order of the rail; a person with several roles sees each page once.
AUJOURDHUI = ("Aujourd’hui", "aujourdhui", "accueil")
PROJETS = ("Projets", "document", "projet_liste")
CHIFFRES = ("Chiffres", "statistiques", "chiffre_liste")  # which leads to the insertion
AGENDA = ("Agenda", "calendrier", "agenda")
JOURNAL = ("Journal", "historique", "journal_liste")
REFERENTIELS = ("Référentiels", "referentiels", "referentiel_liste")
DU_CENTRE = (
    AUJOURDHUI,
    ("Inscriptions", "inscriptions", "inscription_liste"),
    PROJETS,
    ("Dossiers au jury", "fait-rond", "pret_liste"),
    ("Commissions", "commissions", "commission_liste"),
    ("Jurys", "jurys", "jury_liste"),
    ("Certificats", "certificats", "certificat_liste"),
    CHIFFRES,
    ("Organismes", "organismes", "organismeformation_liste"),
    ("Évaluateurs", "evaluateur", "evaluateur_liste"),
    REFERENTIELS,
    ("Échéances", "echeances", "echeance_liste"),
    AGENDA,
)
PAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    Role.AGENT: (*DU_CENTRE, ("Invitations", "courriel", "invitation_liste")),
    Role.RESPONSABLE: (
        *DU_CENTRE,
        ("Invitations", "courriel", "invitation_liste"),
        ("Équipe", "compte", "equipe_liste"),
        JOURNAL,
        ("Paramètres", "reglages", "parametres_modifier"),
    ),
    Role.AUDITEUR: (*DU_CENTRE, JOURNAL),
    Role.ORGANISME: (
        AUJOURDHUI,
        ("Inscriptions", "inscriptions", "inscription_liste"),
        PROJETS,
        ("Échéances", "echeances", "echeance_liste"),
        AGENDA,
        ("Certificats", "certificats", "certificat_liste"),
        CHIFFRES,
        ("Mon organisme", "organismes", "organismeformation_liste"),
        REFERENTIELS,
    ),
    Role.EVALUATEUR: (("Mes commissions", "commissions", "mes_commissions"), AGENDA, REFERENTIELS),
    Role.JURE: (("Mes jurys", "jurys", "jury_liste"), AGENDA, REFERENTIELS),
    Role.ADMIN: (("Administration", "reglages", "admin:index"), REFERENTIELS),
}


def peut_chercher(personne: Utilisateur) -> bool:
    return personne.a_role(*CHERCHEURS)


# URL name -> what its list holds before any filter, for those who see that entry with a number.
COMPTEES: dict[str, Callable[[Utilisateur, date], QuerySet[Any]]] = {
    "inscription_liste": lambda personne, le: Inscription.objects.visibles_par(personne),
    "pret_liste": lambda personne, le: candidatures(FiltrePrets(), personne, le),
    "commission_liste": lambda personne, le: Commission.objects.visibles_par(personne).filter(date__gte=le),
    "organismeformation_liste": lambda personne, le: OrganismeFormation.objects.visibles_par(personne),
}


AU_PLUS = 9_999
"""Rows counted for the rail, on every page: beyond, the rail says that there are many (decision 0388)."""
SANS_NOMBRE = {"organismeformation_liste"}  # an OF's user sees one: its own


@dataclass(frozen=True)
class Cadre:
    """What the frame of a page needs of the database."""

    centre: ParametresCentre
    nombres: dict[str, int]
    defauts: dict[str, str] = field(default_factory=dict)
    notifications: int = 0


def cadre(personne: Utilisateur, le: date) -> Cadre:
    """The centre's settings, the counters of the rail, the views it opens and how many notifications are new, in one
    query: every page pays for it."""
    adresses = {page[2] for page in _pages(personne)} - (set() if peut_tout_consulter(personne) else SANS_NOMBRE)
    comptees = [nom for nom in COMPTEES if nom in adresses]
    listes = [nom for nom in LISTES if nom in adresses]
    defauts = VueEnregistree.objects.filter(personne=personne, par_defaut=True)
    valeurs, *lus = Utilisateur.objects.filter(pk=personne.pk).values_list(
        _reglages(connection.vendor),
        *(_nombre(COMPTEES[nom](personne, le)) for nom in comptees),
        *(Subquery(defauts.filter(page=nom).values("requete")) for nom in listes),
        _nombre(nouvelles_de(personne, le)),
    )[0]
    nombres, requetes, notifications = lus[: len(comptees)], lus[len(comptees) : -1], lus[-1]
    return Cadre(
        ParametresCentre(**(valeurs or {})),
        dict(zip(comptees, nombres, strict=True)),
        {nom: requete for nom, requete in zip(listes, requetes, strict=True) if requete},
        notifications,
    )


@cache
def _reglages(moteur: str) -> RawSQL:
    """The row of settings as one value. Its SQL never changes: writing its columns again was half the frame. PostgreSQL
    takes a row whole, its functions no more than a hundred arguments."""
    if moteur == "postgresql":
        table = ParametresCentre._meta.db_table
        return RawSQL(f'SELECT to_jsonb(r) FROM "{table}" r WHERE r.id = 1', (), JSONField())  # noqa: S608, S611  # ours
    champs = {champ.attname: champ.attname for champ in ParametresCentre._meta.concrete_fields}
    lignes = ParametresCentre.objects.filter(pk=1).values(valeurs=JSONObject(**champs))
    return RawSQL(*lignes.query.sql_with_params(), JSONField())  # noqa: S611  # ours, as Django wrote it


class _Compte(Subquery):
    """How many rows, counted no further than the rail says them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS comptees)"
    output_field = IntegerField()


def _nombre(lignes: QuerySet[Any]) -> _Compte:
    """Each row once: only a join can say one twice, and telling them apart costs more than counting them."""
    cles = lignes.order_by().values("pk")
    tables = sum(1 for fois in cles.query.alias_refcount.values() if fois)
    return _Compte((cles.distinct() if tables > 1 else cles)[: AU_PLUS + 1])


def _dit(nombre: int | None) -> int | str | None:
    """« 9 999+ » beyond what is counted: a list says how many it holds, the rail that there are many."""
    return nombre if nombre is None or nombre <= AU_PLUS else f"{AU_PLUS:_}+".replace("_", "\u202f")


def _pages(personne: Utilisateur) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys(page for role in Role if role in personne.roles for page in PAGES[role]))


def navigation(
    personne: Utilisateur, chemin: str, nombres: dict[str, int], defauts: Mapping[str, str] = MappingProxyType({})
) -> list[Entree]:
    """The entries of every role the person holds, each once; the current page is told by its address.

    `defauts`: the filters with which a list opens from the rail, when the person chose a view of theirs for that.
    """
    adresses = {page: lien(page[2]) for page in _pages(personne)}
    courante = max((url for url in adresses.values() if url and _sous(chemin, url)), key=len, default="")
    return [
        Entree(
            libelle,
            icone,
            f"{url}?{defauts[nom]}" if nom in defauts else url,
            _dit(nombres.get(nom)),
            url == courante,
        )
        for (libelle, icone, nom), url in adresses.items()
        if url
    ]


def _sous(chemin: str, url: str) -> bool:
    return chemin == url or (url != "/" and chemin.startswith(url))
