"""The commission's own émargement: models in, a frozen context out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.textes import cle_recherche
from evaluations.choix import NatureCommission
from evaluations.models import Commission

MODELE_EMARGEMENT = "emargement_commission"
VERSION_EMARGEMENT = "1"


@dataclass(frozen=True)
class LigneEvaluateur:
    nom: str
    entreprise: str
    fonction: str
    preside: bool


@dataclass(frozen=True)
class LigneCandidat:
    heure: time | None
    nom: str
    organisme: str
    certification_code: str
    certification: str
    competences: str

    @property
    def pluriel(self) -> str:
        return "" if self.competences.isdigit() else "s"


@dataclass(frozen=True)
class ContexteEmargement:
    """What the émargement prints; no company of a candidate, no arrangement."""

    centre_nom: str
    centre_adresse: str
    reference: str
    nature: str
    validation_vae: bool
    date: date
    heure: time | None
    lieu: str
    adresse: str
    rendu_le: datetime
    evaluateurs: tuple[LigneEvaluateur, ...]
    candidats: tuple[LigneCandidat, ...]

    @property
    def horaires(self) -> bool:
        """The column of hours is printed only when one is set."""
        return any(candidat.heure for candidat in self.candidats)


def contexte_emargement(
    commission: Commission, centre: ParametresCentre, numeros: dict[int, dict[int, int]], a: datetime
) -> ContexteEmargement:
    """`numeros`: by registration, the running number of each competence."""
    membres = sorted(
        commission.membres.select_related("evaluateur__utilisateur"),
        key=lambda membre: (not membre.preside, cle_recherche(membre.evaluateur.utilisateur.nom)),
    )
    passages = commission.passages.select_related(
        "inscription__candidat", "inscription__organisme", "inscription__referentiel__certification"
    ).prefetch_related("competences")
    return ContexteEmargement(
        centre_nom=centre.nom,
        centre_adresse=centre.adresse_complete(),
        reference=f"Commission {commission.pk}",
        nature=commission.get_nature_display(),
        validation_vae=commission.nature == NatureCommission.VALIDATION,
        date=commission.date,
        heure=commission.heure,
        lieu=commission.lieu,
        adresse=commission.adresse,
        rendu_le=timezone.localtime(a),
        evaluateurs=tuple(
            LigneEvaluateur(
                nom=f"{membre.evaluateur.utilisateur.nom.upper()} {membre.evaluateur.utilisateur.prenom}",
                entreprise=membre.evaluateur.entreprise_nom,
                fonction=membre.evaluateur.fonction,
                preside=membre.preside,
            )
            for membre in membres
        ),
        candidats=tuple(
            LigneCandidat(
                heure=passage.heure,
                nom=str(passage.inscription.candidat),
                organisme=passage.inscription.organisme.nom if passage.inscription.organisme else "",
                certification_code=passage.inscription.referentiel.certification.code,
                certification=passage.inscription.referentiel.intitule,
                competences=plages(
                    numeros[passage.inscription_id][competence.pk] for competence in passage.competences.all()
                ),
            )
            for passage in passages.order_by("heure", "inscription__candidat__cle_recherche")
        ),
    )


def plages(numeros: Iterable[int]) -> str:
    """« 1 à 4, 6 »: running numbers, consecutive ones joined."""
    suites: list[list[int]] = []
    for numero in sorted(numeros):
        if suites and numero == suites[-1][-1] + 1:
            suites[-1].append(numero)
        else:
            suites.append([numero])
    return ", ".join(_plage(suite) for suite in suites)


def _plage(suite: list[int]) -> str:
    if len(suite) < 3:
        return ", ".join(str(numero) for numero in suite)
    return f"{suite[0]} à {suite[-1]}"
