"""The juries of a year, and what the CPREFP knows of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from certif_portal.commun.typographie import heure
from jurys.choix import OUVERTS, College, EtatJury, EtatLettre
from jurys.models import DemandeDesignation, InformationCPREFP, Jury, MembreJury
from jurys.regles.cprefp import JuryDit, changements, lire_dit


@dataclass(frozen=True)
class LigneCalendrier:
    """One jury of the year. `a_dire`: what the CPREFP does not know of it; None when nothing is told of it any more."""

    jury: Jury
    membres: int
    a_dire: list[str] | None


@dataclass(frozen=True)
class Calendrier:
    annee: int
    lignes: list[LigneCalendrier]
    a_dire: list[str] = field(default_factory=list)
    """Of every jury to come, whatever its year: what a letter prepared now would tell."""
    retenue: InformationCPREFP | None = None
    envois: list[InformationCPREFP] = field(default_factory=list)


def avec_membres(jurys: QuerySet[Jury]) -> QuerySet[Jury]:
    """In the order of the letters: 1 query more."""
    membres = MembreJury.objects.select_related("organisation").order_by("college", "nom", "prenom")
    return jurys.order_by("date", "pk").prefetch_related(Prefetch("membres", membres))


def dits(jurys: Iterable[Jury]) -> dict[int, JuryDit]:
    """As a letter would tell them today. Expects `membres` to be loaded."""
    return {
        jury.pk: JuryDit(
            numero=jury.numero,
            le=jury.date.isoformat(),
            heure=heure(jury.heure) if jury.heure else "",
            lieu=jury.lieu,
            annule=jury.etat == EtatJury.ANNULE,
            membres=tuple(_membre(membre) for membre in jury.membres.all() if membre.college != College.INVITE),
        )
        for jury in jurys
    }


def _membre(membre: MembreJury) -> str:
    mandat = membre.organisation.sigle if membre.organisation else membre.entreprise
    qualites = [mandat, "préside" if membre.preside else "", "suppléant" if membre.suppleant else ""]
    precise = ", ".join(qualite for qualite in qualites if qualite)
    return f"{membre.prenom} {membre.nom.upper()}" + (f" ({precise})" if precise else "")


def connus() -> dict[int, JuryDit]:
    """What the CPREFP was told last of each jury: 1 query."""
    parties = InformationCPREFP.objects.filter(etat=EtatLettre.PARTIE).order_by("partie_le", "pk")
    lus: dict[int, JuryDit] = {}
    for contenu in parties.values_list("contenu", flat=True):
        lus |= {int(cle): lire_dit(donnees) for cle, donnees in contenu.items()}
    return lus


def informee_le(jury: Jury) -> date | None:
    """The day of the last letter that told of this jury, while it still says it as it is: 1 query, 2 more once there
    was a letter."""
    parties = InformationCPREFP.objects.filter(etat=EtatLettre.PARTIE).order_by("partie_le", "pk")
    lues = [
        (le, dit) for le, contenu in parties.values_list("partie_le", "contenu") if (dit := contenu.get(str(jury.pk)))
    ]
    if not lues:
        return None
    le, dit = lues[-1]
    actuel = dits(avec_membres(Jury.objects.filter(pk=jury.pk)))
    return None if changements({jury.pk: lire_dit(dit)}, actuel) else le


def jurys_a_dire(le: date) -> list[Jury]:
    """Those of which the CPREFP must know: to come, or cancelled: 2 queries."""
    voulus = Jury.objects.filter(Q(etat__in=OUVERTS) | Q(etat=EtatJury.ANNULE, date__gte=le))
    return list(avec_membres(voulus))


def calendrier_de(annee: int, le: date) -> Calendrier:
    """5 queries, whatever the number of juries."""
    jurys = list(avec_membres(Jury.objects.filter(date__year=annee)))
    attendus, deja = jurys_a_dire(le), connus()
    ecarts = changements(deja, dits(attendus))
    suivis = {jury.pk for jury in attendus if jury.etat != EtatJury.ANNULE or jury.pk in deja}
    informations = list(InformationCPREFP.objects.exclude(etat=EtatLettre.ECARTEE).select_related("document")[:30])
    return Calendrier(
        annee=annee,
        lignes=[
            LigneCalendrier(jury, len(jury.membres.all()), ecarts.get(jury.pk, []) if jury.pk in suivis else None)
            for jury in jurys
        ],
        a_dire=[phrase for dites in ecarts.values() for phrase in dites],
        retenue=next((info for info in informations if info.etat == EtatLettre.RETENUE), None),
        envois=[info for info in informations if info.etat == EtatLettre.PARTIE],
    )


def membres_de_l_annee(annee: int) -> QuerySet[MembreJury]:
    membres = MembreJury.objects.filter(jury__date__year=annee).select_related("jury", "organisation")
    return membres.order_by("jury__date", "jury", "college", "nom", "prenom")


def demandes_de_l_annee(annee: int) -> QuerySet[DemandeDesignation]:
    demandes = DemandeDesignation.objects.filter(jury__date__year=annee).select_related("jury", "organisation")
    return demandes.order_by("jury__date", "jury", "organisation__sigle")
