"""Annexe 12: the letter to the GTP, which attests that the process followed the dispositif."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_longue, jour_de
from jurys.documents.commun import etablissement
from jurys.documents.pv import hors_date
from jurys.models import Jury
from jurys.queries.conformite import ConformiteJury
from jurys.queries.titre import TitreDecide

MODELE_ATTESTATION, VERSION_ATTESTATION = "attestation_gtp", "2"


@dataclass(frozen=True)
class TitreAtteste:
    code: str
    intitule: str
    bloc_de: str


@dataclass(frozen=True)
class ContexteAttestation:
    centre: str
    adresse_centre: str
    lieu: str
    date: str
    numero_jury: str
    date_jury: str
    titres: list[TitreAtteste]
    """Each certification or bloc decided of, once: as many PV."""
    signataire: str
    qualite: str
    etabli_le: str
    hors_date: list[str] = field(default_factory=list)
    """What was not done on its day (decision 0202): the letter says it, it does not attest around it."""


def contexte_attestation(
    jury: Jury,
    titres: Iterable[TitreDecide],
    *,
    centre: ParametresCentre,
    delegation: DelegationSignature | None,
    a: datetime,
    conformite: ConformiteJury | None = None,
) -> ContexteAttestation:
    """`delegation`: the one in force on the day of the jury; None when the president of the UIMM signs."""
    attestes = {TitreAtteste(titre.code, titre.intitule, titre.bloc_de) for titre in titres}
    return ContexteAttestation(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        lieu=centre.ville or jury.lieu,
        date=date_longue(jour_de(a)),
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        titres=sorted(attestes, key=lambda titre: (titre.bloc_de, titre.code)),
        signataire=delegation.nom if delegation else centre.president_nom,
        qualite=delegation.qualite if delegation else centre.president_qualite,
        etabli_le=etablissement(a),
        hors_date=[*hors_date(jury), *_reserves(conformite)],
    )


def _reserves(conformite: ConformiteJury | None) -> list[str]:
    """Those of the jury, word by word; of those of candidates how many, for the PV annex them with their names."""
    if conformite is None:
        return []
    du_jury = conformite.jury.dites if conformite.jury else []
    propres = len(conformite.candidats)
    annexees = f"Réserves propres à {compte(propres, 'candidat')}, annexées aux procès-verbaux." if propres else ""
    return [*du_jury, *([annexees] if annexees else [])]
