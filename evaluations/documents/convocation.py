"""What a candidate is convened with: the same words by mail and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from candidats.models import Candidat
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue, jour_de
from evaluations.documents.emargement import plages
from evaluations.models import Commission, Passage
from referentiels.choix import MODALITES_COURTES, NatureModalite

MODELE_CONVOCATION = "convocation_candidat"
VERSION_CONVOCATION = "1"


@dataclass(frozen=True)
class Convocation:
    """`amenagements`: their effects, for the candidate alone."""

    candidat: str
    prenom: str
    naissance: str
    certification: str
    date: date
    heure: time | None
    lieu: str
    modalites: tuple[str, ...]
    a_apporter: tuple[str, ...]
    amenagements: tuple[str, ...]
    adresse_postale: tuple[str, ...]


@dataclass(frozen=True)
class ContexteConvocation:
    centre: str
    adresse_centre: str
    telephone_centre: str
    courriel_centre: str
    fait_le: str
    etabli_le: str
    lettres: tuple[Convocation, ...]


def lieu_de(commission: Commission) -> str:
    return ", ".join(part for part in (commission.lieu, commission.adresse) if part)


def certification_de(passage: Passage) -> str:
    referentiel = passage.inscription.referentiel
    return f"{referentiel.certification.type} « {referentiel.intitule} »"


def convocation(
    commission: Commission,
    passage: Passage,
    modalites: Mapping[str, Sequence[int]],
    amenagements: Iterable[str],
    centre: ParametresCentre,
) -> Convocation:
    candidat, vae = passage.inscription.candidat, passage.inscription.en_vae
    return Convocation(
        candidat=str(candidat),
        prenom=candidat.prenom,
        naissance=candidat.naissance.dite,
        certification=certification_de(passage),
        date=commission.date,
        heure=passage.heure or commission.heure,
        lieu=lieu_de(commission),
        modalites=tuple(
            _modalite(nature, numeros) for nature, numeros in sorted(modalites.items(), key=lambda m: tuple(m[1]))
        ),
        a_apporter=_a_apporter(modalites, vae, centre.livret_nom),
        amenagements=tuple(amenagements),
        adresse_postale=adresse_postale(candidat),
    )


def adresse_postale(candidat: Candidat) -> tuple[str, ...]:
    """Its lines, those that are known."""
    return tuple(ligne for ligne in (candidat.adresse, f"{candidat.code_postal} {candidat.ville}".strip()) if ligne)


def _modalite(nature: str, numeros: Sequence[int]) -> str:
    quoi = "compétences" if len(numeros) > 1 else "compétence"
    return f"{MODALITES_COURTES[nature]} ({quoi} {plages(numeros)})"


def _a_apporter(modalites: Iterable[str], vae: bool, livret: str) -> tuple[str, ...]:
    """PROJET: the report is what is presented."""
    choses = ["une pièce d’identité en cours de validité"]
    choses.append("votre livret 2" if vae else f"ce que prévoit votre {livret}")
    if NatureModalite.PROJET in modalites:
        choses.append("votre rapport d’activités et ce qui sert à le présenter")
    return tuple(choses)


def contexte_convocation(
    convocations: Iterable[Convocation], centre: ParametresCentre, a: datetime
) -> ContexteConvocation:
    """One page a candidate, in the order of their names."""
    return ContexteConvocation(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        telephone_centre=centre.telephone,
        courriel_centre=centre.courriel,
        fait_le=date_longue(jour_de(a)),
        etabli_le=a.astimezone().isoformat(timespec="seconds"),
        lettres=tuple(sorted(convocations, key=lambda lettre: cle_recherche(lettre.candidat))),
    )
