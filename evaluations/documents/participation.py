"""The attestation of participation, for the employer of an evaluator: sittings, no candidate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.typographie import date_longue, heure, jour_de
from evaluations.documents.convocation import lieu_de
from evaluations.models import Commission, Evaluateur

MODELE_PARTICIPATION = "attestation_participation"


@dataclass(frozen=True)
class LigneSeance:
    date: str
    heure: str
    nature: str
    lieu: str


@dataclass(frozen=True)
class ContexteParticipation:
    centre: str
    adresse_centre: str
    evaluateur: str
    entreprise: str
    fonction: str
    du: str
    au: str
    fait_le: str
    etabli_le: str
    seances: tuple[LigneSeance, ...]


def attestation_participation(
    evaluateur: Evaluateur, seances: Iterable[Commission], du: date, au: date, centre: ParametresCentre, a: datetime
) -> bytes:
    contexte = ContexteParticipation(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        evaluateur=f"{evaluateur.utilisateur.prenom} {evaluateur.utilisateur.nom.upper()}",
        entreprise=evaluateur.entreprise_nom,
        fonction=evaluateur.fonction,
        du=date_longue(du),
        au=date_longue(au),
        fait_le=date_longue(jour_de(a)),
        etabli_le=a.astimezone().isoformat(timespec="seconds"),
        seances=tuple(
            LigneSeance(
                date_longue(seance.date),
                heure(seance.heure) if seance.heure else "",
                seance.get_nature_display(),
                lieu_de(seance),
            )
            for seance in seances
        ),
    )
    return rendre_pdf(MODELE_PARTICIPATION, contexte, identifiant=f"participation-{evaluateur.pk}-{du}-{au}")
