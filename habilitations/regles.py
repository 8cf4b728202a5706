"""When an OF is accredited. No database here: dates come in, a verdict goes out."""

from collections.abc import Iterable
from datetime import date, timedelta

from certif_portal.commun.regles import Delai, Origine, Regle, Source, decision, dispositif

HABILITATION_DUREE = Delai(
    code="HABILITATION-DUREE",
    enonce="Une habilitation dure 5 ans ; elle n’est pas reconduite tacitement.",
    source=Source("Processus d’habilitation national CERTIMÉTAL", "définition de l’audit de renouvellement"),
    origine=Origine.NATIONALE,
    ans=5,
)
HABILITATION_VALIDE = Regle(
    code="HABILITATION-VALIDE",
    enonce="L’organisme de formation est habilité par l’UIMM territoriale le jour de l’acte.",
    source=dispositif(partie=2, chapitre=1),
)
HABILITATION_UNIQUE = Regle(
    code="HABILITATION-UNIQUE",
    enonce="Deux habilitations d’un même organisme ne se chevauchent pas.",
    source=decision(21, "Dernier jour d’une habilitation"),
    origine=Origine.LECTURE,
)
DERNIER_GESTIONNAIRE = Regle(
    code="DERNIER-GESTIONNAIRE",
    enonce="Le dernier gestionnaire des accès d’un organisme ne peut être ni retiré ni privé de cette gestion.",
    source=decision(92, "Dernier gestionnaire d’un organisme"),
    origine=Origine.LECTURE,
)

Periode = tuple[date, date]


def dernier_jour(date_effet: date) -> date:
    """Last day covered: « à l’issue de la période de 5 ans », the day of effect being the first.

    The eve of the anniversary; the last of February when the day of effect is a 29 February.
    """
    anniversaire = HABILITATION_DUREE.apres(date_effet)
    return anniversaire - timedelta(days=1) if anniversaire.day == date_effet.day else anniversaire


def periode_effective(date_effet: date, date_fin: date, retiree_le: date | None) -> Periode | None:
    """The days an act really covers; None when it was withdrawn on its first day."""
    fin = min(date_fin, retiree_le - timedelta(days=1)) if retiree_le else date_fin
    return (date_effet, fin) if fin >= date_effet else None


def premier_chevauchement(periode: Periode, autres: Iterable[Periode]) -> Periode | None:
    """The first of `autres` that shares a day with `periode`."""
    return next((autre for autre in autres if autre[0] <= periode[1] and periode[0] <= autre[1]), None)
