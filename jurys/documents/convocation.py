"""The letters of a convocation, for whoever has no address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_entiere, date_longue, heure, jour_de
from jurys.choix import College
from jurys.documents.commun import etablissement
from jurys.models import Jury, MembreJury, OrganisationSyndicale

VERSION_CONVOCATION = "3"


@dataclass(frozen=True)
class LettreConvocation:
    """To one member, or to the union that mandated some of them (`mandates`)."""

    destinataire: str
    adresse: list[str]
    """Under the name, line by line: the company of a member, where to post to a union."""
    role: str
    mandates: list[str]


@dataclass(frozen=True)
class ContexteConvocation:
    centre: str
    adresse_centre: str
    courriel_centre: str
    numero_jury: str
    date_jury: str
    heure: str
    lieu_jury: str
    fait_le: str
    lettres: list[LettreConvocation]
    etabli_le: str


def contexte_convocation(
    jury: Jury,
    membres: Iterable[MembreJury],
    mandates: Iterable[MembreJury],
    *,
    centre: ParametresCentre,
    a: datetime,
) -> ContexteConvocation:
    """One page per addressee: `membres`, then the unions of `mandates`."""
    lettres = [
        LettreConvocation(
            f"{membre.prenom} {membre.nom.upper()}",
            [membre.entreprise] if membre.entreprise else [],
            "invite" if membre.college == College.INVITE else "preside" if membre.preside else "membre",
            [membre.organisation.nom] if membre.organisation else [],
        )
        for membre in membres
    ]
    par_union: dict[OrganisationSyndicale, list[str]] = {}
    for membre in mandates:
        if membre.organisation:
            par_union.setdefault(membre.organisation, []).append(f"{membre.prenom} {membre.nom.upper()}")
    lettres += [
        LettreConvocation(union.nom, union.adresse.splitlines(), "copie", noms)
        for union, noms in sorted(par_union.items(), key=lambda mandat: mandat[0].nom)
    ]
    return ContexteConvocation(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        courriel_centre=centre.courriel,
        numero_jury=jury.numero,
        date_jury=date_entiere(jury.date),
        heure=heure(jury.heure) if jury.heure else "",
        lieu_jury=jury.lieu,
        fait_le=date_longue(jour_de(a)),
        lettres=lettres,
        etabli_le=etablissement(a),
    )
