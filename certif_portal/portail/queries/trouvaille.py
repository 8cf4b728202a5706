"""What a line of the answer to a search says of what was found, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from candidats.models import DemandeInscription, Inscription, Projet
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.marche import lien
from evaluations.models import Commission, Evaluateur, Grille
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, DossierGTP, Jury

MAXIMUM = 20


@dataclass(frozen=True)
class Trouvaille:
    """`cle`: what it is and which, « inscription-42 », for what the person may find again among the recent ones."""

    titre: str
    detail: str
    url: str
    personne: str = ""  # address of the page of the candidate
    cle: str = ""


@dataclass(frozen=True)
class Groupe:
    """What was found of one kind; `tronque`: there is more than what is shown; all of it at `tous`, where it has a
    list; `designe`: by what was typed, read as a number or an address, and not as words."""

    titre: str
    trouvailles: list[Trouvaille]
    tronque: bool
    tous: str = ""
    designe: bool = False


def en_groupe(
    titre: str, lignes: QuerySet[Any], trouver: Callable[[Any], Trouvaille], maximum: int | None = None
) -> Groupe:
    maximum = maximum or MAXIMUM
    lues = list(lignes[: maximum + 1])
    return Groupe(titre, [trouver(ligne) for ligne in lues[:maximum]], len(lues) > maximum)


def inscriptions_visibles(personne: Utilisateur) -> QuerySet[Inscription]:
    """With what a line of the answer says, and nothing else."""
    return (
        Inscription.objects.visibles_par(personne)
        .select_related("candidat", "organisme", "referentiel__certification")
        .only(
            *("etat", "organisme__nom", "referentiel__intitule", "referentiel__certification__type"),
            *(f"candidat__{champ}" for champ in ("nom_naissance", "nom_usage", "prenom")),
        )
    )


def trouver_inscription(inscription: Inscription) -> Trouvaille:
    organisme = inscription.organisme.nom if inscription.organisme else "sans organisme"
    etat = inscription.get_etat_display().lower()
    detail = f"{inscription.reference} · {inscription.referentiel} · {organisme} · {etat}"
    personne = lien("candidat_detail", inscription.candidat_id)
    page = lien("inscription_detail", inscription.pk)
    return Trouvaille(str(inscription.candidat), detail, page, personne, f"inscription-{inscription.pk}")


def trouver_organisme(organisme: OrganismeFormation) -> Trouvaille:
    detail = f"SIRET {organisme.siret}" + (f" · {organisme.ville}" if organisme.ville else "")
    page = lien("organismeformation_detail", organisme.pk)
    return Trouvaille(organisme.nom, detail, page, cle=f"organisme-{organisme.pk}")


def trouver_jury(jury: Jury) -> Trouvaille:
    detail = f"{date_longue(jury.date)} · {jury.lieu} · {jury.get_etat_display().lower()}"
    return Trouvaille(f"Jury {jury.numero}", detail, lien("jury_detail", jury.pk), cle=f"jury-{jury.pk}")


def trouver_dossier_gtp(dossier: DossierGTP) -> Trouvaille:
    detail = f"jury du {date_longue(dossier.jury.date)} · {dossier.get_etat_display().lower()}"
    return Trouvaille(str(dossier), detail, lien("dossiergtp_detail", dossier.pk))


def trouver_commission(commission: Commission, personne: Utilisateur) -> Trouvaille:
    """An evaluator reads their sittings on a page of their own."""
    detail = f"{commission.lieu} · {commission.get_etat_display().lower()}"
    voit = peut_tout_consulter(personne) or personne.a_role(Role.ORGANISME)
    page = lien("commission_detail", commission.pk) if voit else f"{lien('mes_commissions')}#seance-{commission.pk}"
    titre = f"{commission.get_nature_display()} du {date_longue(commission.date)}"
    return Trouvaille(titre, detail, page, cle=f"commission-{commission.pk}")


def trouver_grille(grille: Grille) -> Trouvaille:
    inscription = grille.inscription
    return Trouvaille(str(inscription.candidat), str(inscription.referentiel), grille.get_absolute_url())


def trouver_certificat(certificat: Certificat) -> Trouvaille:
    titre = f"{certificat.numero} — {certificat.nom} {certificat.prenoms}"
    page = lien("certificat_fichier", certificat.pk) if certificat.document_id else lien("certificat_liste")
    return Trouvaille(titre, f"{certificat.type} {certificat.intitule}", page, cle=f"certificat-{certificat.pk}")


def trouver_projet(projet: Projet) -> Trouvaille:
    return Trouvaille(
        f"Projet {projet.reference}",
        f"{projet.referentiel.intitule} · {projet.get_etat_display().lower()}",
        lien("projet_detail", projet.pk),
    )


def trouver_demande(demande: DemandeInscription) -> Trouvaille:
    detail = f"demande d’inscription · {demande.get_etat_display().lower()}"
    return Trouvaille(str(demande), detail, lien("demandeinscription_detail", demande.pk))


def trouver_evaluateur(evaluateur: Evaluateur, personne: Utilisateur) -> Trouvaille:
    page = "evaluateur_modifier" if personne.a_role(*CENTRE) else "evaluateur_seances"
    detail = f"évaluateur · {evaluateur.entreprise_nom}{'' if evaluateur.actif else ' · n’évalue plus'}"
    return Trouvaille(str(evaluateur), detail, lien(page, evaluateur.pk), cle=f"evaluateur-{evaluateur.pk}")
