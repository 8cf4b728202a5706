"""What a line of the answer to a search says of what was found, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from candidats.models import DemandeInscription, Inscription, Projet
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.marche import lien
from evaluations.models import Evaluateur
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, Jury

MAXIMUM = 20


@dataclass(frozen=True)
class Trouvaille:
    titre: str
    detail: str
    url: str
    personne: str = ""  # address of the page of the candidate


@dataclass(frozen=True)
class Groupe:
    """What was found of one kind; `tronque`: there is more than what is shown."""

    titre: str
    trouvailles: list[Trouvaille]
    tronque: bool


def en_groupe(titre: str, lignes: QuerySet[Any], trouver: Callable[[Any], Trouvaille]) -> Groupe:
    lues = list(lignes[: MAXIMUM + 1])
    return Groupe(titre, [trouver(ligne) for ligne in lues[:MAXIMUM]], len(lues) > MAXIMUM)


def inscriptions_visibles(personne: Utilisateur) -> QuerySet[Inscription]:
    """With what a line of the answer says, and nothing else."""
    return Inscription.objects.visibles_par(personne).select_related(
        "candidat", "organisme", "referentiel__certification"
    )


def trouver_inscription(inscription: Inscription) -> Trouvaille:
    organisme = inscription.organisme.nom if inscription.organisme else "sans organisme"
    etat = inscription.get_etat_display().lower()
    detail = f"{inscription.reference} · {inscription.referentiel} · {organisme} · {etat}"
    personne = lien("candidat_detail", inscription.candidat_id)
    return Trouvaille(str(inscription.candidat), detail, lien("inscription_detail", inscription.pk), personne)


def trouver_organisme(organisme: OrganismeFormation) -> Trouvaille:
    detail = f"SIRET {organisme.siret}" + (f" · {organisme.ville}" if organisme.ville else "")
    return Trouvaille(organisme.nom, detail, lien("organismeformation_detail", organisme.pk))


def trouver_jury(jury: Jury) -> Trouvaille:
    return Trouvaille(
        f"Jury {jury.numero}", f"{jury.lieu} · {jury.get_etat_display().lower()}", lien("jury_detail", jury.pk)
    )


def trouver_certificat(certificat: Certificat) -> Trouvaille:
    titre = f"{certificat.numero} — {certificat.nom} {certificat.prenoms}"
    page = lien("certificat_fichier", certificat.pk) if certificat.document_id else lien("certificat_liste")
    return Trouvaille(titre, f"{certificat.type} {certificat.intitule}", page)


def trouver_projet(projet: Projet) -> Trouvaille:
    return Trouvaille(
        f"Projet {projet.reference}",
        f"{projet.referentiel.intitule} · {projet.get_etat_display().lower()}",
        lien("projet_detail", projet.pk),
    )


def trouver_demande(demande: DemandeInscription) -> Trouvaille:
    detail = f"demande d’inscription · {demande.get_etat_display().lower()}"
    return Trouvaille(str(demande), detail, lien("demandeinscription_detail", demande.pk))


def trouver_evaluateur(evaluateur: Evaluateur) -> Trouvaille:
    return Trouvaille(
        str(evaluateur), f"évaluateur · {evaluateur.entreprise_nom}", lien("evaluateur_modifier", evaluateur.pk)
    )
