"""The acts of the journal that a person may be told, and the whole journal, as its readers look things up in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from candidats.choix import DecisionSuite
from candidats.models import Inscription, SuiteInscription
from certif_portal.commun.choix import (
    CONSULTATION,
    EXTRACTION,
    LECTURE,
    LECTURES,
    PRISE_EN_CHARGE,
    PRISE_EN_CHARGE_OF,
)
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import EntreeJournal, url_dossier
from certif_portal.commun.textes import en_entier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter

# Who read what, and what names the evaluators or tells the centre's own reasons: not for the OF (matrix of rights).
POUR_LE_CENTRE = (
    *LECTURES,
    "independance",
    "grille_signee",
    "signatures_annulees",
    "avis_absent",
    "passage_outre",
    "fusion",
    "relances-suspendues",
    "relances-reprises",
    PRISE_EN_CHARGE,
)
PRISES_EN_CHARGE = (PRISE_EN_CHARGE, PRISE_EN_CHARGE_OF)
AMENAGEMENT = "amenagement"  # for those who decide arrangements, not even for the auditor


def journal_visible(inscription: Inscription, personne: Utilisateur) -> QuerySet[EntreeJournal]:
    return lisibles(journal_de(inscription), personne)


def lisibles(entrees: QuerySet[EntreeJournal], personne: Utilisateur) -> QuerySet[EntreeJournal]:
    """Of the acts of registrations, those this person may be told: some are for the centre and its auditor alone, and
    an OF that took a registration over reads what happened since."""
    entrees = entrees.exclude(acte__in=actes_caches(personne))
    if peut_tout_consulter(personne):
        return entrees
    reprises = SuiteInscription.objects.filter(
        inscription=OuterRef("dossier_id"), decision=DecisionSuite.REPRISE, decidee_le__gt=OuterRef("le")
    )
    return entrees.exclude(Exists(reprises))


def actes_caches(personne: Utilisateur) -> tuple[str, ...]:
    """The acts of the journal that person is not told."""
    if est_du_centre(personne):
        return ()
    return (AMENAGEMENT,) if peut_tout_consulter(personne) else (AMENAGEMENT, *POUR_LE_CENTRE)


# --- the whole journal ---------------------------------------------------------------------------

LECTEURS_DU_JOURNAL = (Role.RESPONSABLE, Role.AUDITEUR)
JOURS_LUS = 30
"""How far back the journal opens, until a period is asked for."""
NATURES = {
    "actes": "Actes",
    "lectures": "Lectures et consultations",
    "extractions": "Listes et archives extraites",
}
_LUES = {"lectures": (LECTURE, CONSULTATION), "extractions": (EXTRACTION,)}


@dataclass(frozen=True)
class FiltreJournal:
    """What is looked for; days included. `dossier`: « app.model:key »."""

    du: date | None = None
    au: date | None = None
    qui: str = ""
    mots: str = ""
    nature: str = ""
    dossier: str = ""

    @property
    def precise(self) -> bool:
        """More than a period."""
        return any((self.qui, self.mots, self.nature, self.dossier))

    @property
    def nature_dite(self) -> str:
        return NATURES.get(self.nature, "")

    @property
    def du_dossier(self) -> tuple[str, int | None]:
        """The file asked for; a key that names none is None, of which no line is."""
        type_, _, cle = self.dossier.partition(":")
        return type_, en_entier(cle)


@dataclass(frozen=True)
class LigneJournal:
    """One line, with the file that it is of: its name or its kind, and its page where it has one."""

    entree: EntreeJournal
    dossier: str
    url: str


def registre(filtre: FiltreJournal, personne: Utilisateur) -> QuerySet[EntreeJournal]:
    """What this person may be told of the journal, the last first."""
    entrees = EntreeJournal.objects.exclude(acte__in=actes_caches(personne))
    if filtre.nature in _LUES:
        entrees = entrees.filter(acte__in=_LUES[filtre.nature])
    elif filtre.nature == "actes":
        entrees = entrees.exclude(acte__in=LECTURES)
    if filtre.dossier:
        type_, cle = filtre.du_dossier
        entrees = entrees.none() if cle is None else entrees.filter(dossier_type=type_, dossier_id=cle)
    if filtre.du:
        entrees = entrees.filter(le__gte=_minuit(filtre.du))
    if filtre.au:
        entrees = entrees.filter(le__lt=_minuit(filtre.au + timedelta(days=1)))
    if filtre.qui:
        entrees = entrees.filter(par_nom__icontains=filtre.qui)
    return entrees.filter(phrase__icontains=filtre.mots) if filtre.mots else entrees


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))


def en_lignes_de_journal(entrees: Iterable[EntreeJournal]) -> list[LigneJournal]:
    """1 query: registrations are named by their candidate, the others by their kind; a draft that was given up is a
    number, without a page."""
    lues, type_ = list(entrees), Inscription._meta.label_lower
    siennes = {entree.dossier_id for entree in lues if entree.dossier_type == type_}
    noms = {i.pk: str(i.candidat) for i in Inscription.objects.select_related("candidat").filter(pk__in=siennes)}
    return [
        _ligne(entree, noms.get(entree.dossier_id, "") if entree.dossier_type == type_ else None) for entree in lues
    ]


def _ligne(entree: EntreeJournal, nom: str | None) -> LigneJournal:
    """`nom`: of a registration, empty when it is no more; None of any other file."""
    sorte, url = _sorte(entree.dossier_type), url_dossier(entree.dossier_type, entree.dossier_id)
    if nom == "" or not url:
        return LigneJournal(entree, f"{sorte} {entree.dossier_id}", "")
    return LigneJournal(entree, nom or sorte, url)


def _sorte(dossier_type: str) -> str:
    """« Inscription »; a kind that is no more keeps its own name."""
    connues = {modele._meta.label_lower: str(modele._meta.verbose_name) for modele in apps.get_models()}
    nom = connues.get(dossier_type, dossier_type)
    return nom[:1].upper() + nom[1:]
