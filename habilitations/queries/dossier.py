"""An application as its pages show it: criteria with their answers and annexes, and what is missing."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Coalesce

from certif_portal.commun.sql import SansAccents
from certif_portal.commun.tri import rang_de
from certif_portal.commun.types_fichiers import BUREAUTIQUE
from certif_portal.comptes.permissions import Personne
from habilitations.choix import EtatDossier, NatureDossier
from habilitations.criteres import CRITERES, Critere, Indicateur
from habilitations.models import Annexe, DossierHabilitation, OrganismeFormation, VersionAnnexe


@dataclass(frozen=True)
class LigneAnnexe:
    """An annexe with its versions, the latest first."""

    annexe: Annexe
    versions: tuple[VersionAnnexe, ...]

    @property
    def courante(self) -> VersionAnnexe:
        return self.versions[0]


@dataclass(frozen=True)
class LigneCritere:
    critere: Critere
    reponses: tuple[tuple[Indicateur, str], ...]
    annexes: tuple[LigneAnnexe, ...]

    def preuves(self, code: str) -> tuple[LigneAnnexe, ...]:
        """Those of the indicator, and those of the whole criterion."""
        return tuple(ligne for ligne in self.annexes if ligne.annexe.indicateur in ("", code))

    @property
    def repondus(self) -> int:
        return sum(1 for _, texte in self.reponses if texte)


@dataclass(frozen=True)
class DossierLu:
    dossier: DossierHabilitation
    criteres: tuple[LigneCritere, ...]

    @property
    def annexes(self) -> tuple[LigneAnnexe, ...]:
        return tuple(annexe for ligne in self.criteres for annexe in ligne.annexes)

    @property
    def reponses(self) -> dict[str, str]:
        return {indicateur.code: texte for ligne in self.criteres for indicateur, texte in ligne.reponses}

    @property
    def sans_preuve(self) -> list[Critere]:
        """DOSSIER-PREUVES: criteria without any annexe."""
        return [ligne.critere for ligne in self.criteres if not ligne.annexes]


COLONNES = {
    "organisme": "organisme__cle_recherche",
    "demande": rang_de("nature", NatureDossier.values),
    "etat": rang_de("etat", EtatDossier.values),
    "depot": Coalesce("depose_le", "cree_le"),
    "agent": (SansAccents("audit__agent__nom"), SansAccents("audit__agent__prenom")),
}


def annexes_a_preparer() -> list[int]:
    """Keys of the annexes of drafts, in Word or Excel, whose PDF nobody has made."""
    versions = VersionAnnexe.objects.filter(lisible__isnull=True, fichier__type_mime__in=BUREAUTIQUE)
    brouillons = versions.filter(annexe__retiree_le__isnull=True, annexe__dossier__etat=EtatDossier.BROUILLON)
    return list(brouillons.order_by("pk").values_list("pk", flat=True))


def dossiers_visibles(personne: Personne) -> QuerySet[DossierHabilitation]:
    return DossierHabilitation.objects.visibles_par(personne).select_related(
        "organisme", "document", "engagement_scan", "audit"
    )


def dossier_lu(dossier: DossierHabilitation) -> DossierLu:
    """Answers, annexes still there, their versions: three queries."""
    versions = VersionAnnexe.objects.select_related("fichier", "lisible").order_by("-numero")
    annexes = dossier.annexes.filter(retiree_le__isnull=True).prefetch_related(Prefetch("versions", versions))
    lignes = [LigneAnnexe(annexe, tuple(annexe.versions.all())) for annexe in annexes]
    textes = dict(dossier.reponses.values_list("code", "texte"))
    return DossierLu(
        dossier,
        tuple(
            LigneCritere(
                critere,
                tuple((indicateur, textes.get(indicateur.code, "")) for indicateur in critere.indicateurs),
                tuple(ligne for ligne in lignes if ligne.annexe.critere == critere.numero),
            )
            for critere in CRITERES
        ),
    )


def manques_du_dossier(lu: DossierLu) -> list[str]:
    """DOSSIER-COMPLET: what keeps the file from being deposited, told one by one."""
    dossier, organisme = lu.dossier, lu.dossier.organisme
    manques = [f"identité : {libelle}" for libelle, present in _identite(organisme) if not present]
    manques += [f"réponse à l’indicateur {code}" for code, texte in lu.reponses.items() if not texte]
    if dossier.engagement_scan_id is None or dossier.engagement_le is None:
        manques.append("engagement signé et revêtu du cachet")
    return manques


def _identite(organisme: OrganismeFormation) -> list[tuple[str, object]]:
    return [
        ("déclaration d’activité", organisme.nda),
        ("adresse du SIRET", organisme.adresse and organisme.code_postal and organisme.ville),
        ("nom et qualité du responsable", organisme.responsable_nom and organisme.responsable_qualite),
    ]
