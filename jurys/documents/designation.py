"""The letters that ask the unions to designate, for those who are written to by post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_entiere, date_longue, heure, jour_de
from jurys.documents.commun import etablissement
from jurys.models import Jury, OrganisationSyndicale
from jurys.regles.delai import date_limite_convocation

VERSION_DESIGNATION = "2"


@dataclass(frozen=True)
class LettreDesignation:
    organisation: str
    adresse: list[str]


@dataclass(frozen=True)
class ContexteDesignation:
    centre: str
    adresse_centre: str
    courriel_centre: str
    numero_jury: str
    date_jury: str
    heure: str
    lieu_jury: str
    titres: list[str]
    """Each certification, and how many candidates aim at it that day."""
    reponse_avant: str
    fait_le: str
    lettres: list[LettreDesignation]
    etabli_le: str


def contexte_designation(
    jury: Jury,
    organisations: Iterable[OrganisationSyndicale],
    titres: Sequence[tuple[str, int]],
    *,
    centre: ParametresCentre,
    a: datetime,
) -> ContexteDesignation:
    """One page per union: the words of the mail, as a letter."""
    return ContexteDesignation(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        courriel_centre=centre.courriel,
        numero_jury=jury.numero,
        date_jury=date_entiere(jury.date),
        heure=heure(jury.heure) if jury.heure else "",
        lieu_jury=jury.lieu,
        titres=[f"{titre} : {compte(nombre, 'candidat')}" for titre, nombre in titres],
        reponse_avant=date_longue(date_limite_convocation(jury.date)),
        fait_le=date_longue(jour_de(a)),
        lettres=[LettreDesignation(o.nom, o.adresse.splitlines()) for o in organisations],
        etabli_le=etablissement(a),
    )
