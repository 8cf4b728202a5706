"""What a work queue is, and the rows that several of them read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from candidats.choix import (
    EtatAmenagement,
    EtatDemande,
)
from candidats.choix_suivi import ActeDossier, Acteur
from candidats.models import (
    DemandeInscription,
    EcheanceDossier,
    Inscription,
    InscriptionQuerySet,
    Projet,
)
from candidats.models.suivi import EcheanceQuerySet
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre
from certif_portal.portail.models import SuspensionRelances
from evaluations.choix import EtatEmargement
from evaluations.models import FeuilleEmargement
from jurys.choix import EtatPiece
from jurys.models import Jury, PieceJury

DU_CENTRE = Q(acteur=Acteur.CENTRE)
Lignes = Callable[[Utilisateur, date], QuerySet[Any]]
"""Whose work, on which day."""


@dataclass(frozen=True)
class File:
    """One queue. `mot`: what waits, in number; `un`: the same for one, where it differs. `depuis`: the date from which
    its age counts; `instant`: that date is a datetime. Its texts name the livret by `{Livret}`, `{livret}`, `{Livrets}`
    or `{livrets}`: the centre has its own word."""

    code: str
    titre: str
    mot: str
    sorte: str
    lignes: Lignes
    depuis: str
    vers: str
    acte: str
    instant: bool = False
    explication: str = ""
    un: str = ""
    ensemble: str = ""
    """The page where they are dealt with in number."""
    lots: tuple[str, ...] = ()
    """The acts that many of them take at once, on a page that confirms (`portail.lots`)."""
    partagee: bool = True
    """Its rows are shared out among colleagues; those of an evaluator or of a juror are theirs alone."""
    actes: tuple[ActeDossier, ...] = ()
    """Its rows are the files whose next act is one of these, which `lignes` says too: counted with others in one go."""
    dues: Lignes | None = None
    """Its rows are the files of which one of these deadlines is late: counted by them, since the oldest."""


# --- what waits --------------------------------------------------------------------------------


def inscriptions(personne: Utilisateur) -> InscriptionQuerySet:
    return Inscription.objects.visibles_par(personne)


def attendent(*actes: ActeDossier) -> Lignes:
    """The files whose next act is one of these."""
    return lambda personne, le: inscriptions(personne).filter(suivi__acte__in=actes)


def de_dossiers(code: str, *actes: ActeDossier, **reste: Any) -> File:
    """The queue of the files whose next act is one of these, by the day from which it waits."""
    propre = {"depuis": "suivi__depuis"} | reste
    return File(code, lignes=attendent(*actes), vers="inscription_detail", actes=actes, **propre)


def dues_en_retard(le: date, dus: Q) -> EcheanceQuerySet:
    return EcheanceDossier.objects.au(le).filter(dus, limite__lt=le).order_by()


def dues_au_centre(personne: Utilisateur, le: date) -> EcheanceQuerySet:
    return dues_en_retard(le, DU_CENTRE).filter(inscription__in=inscriptions(personne))


def dues_a_relancer(personne: Utilisateur, le: date) -> EcheanceQuerySet:
    dues = dues_en_retard(le, ~DU_CENTRE).filter(inscription__in=inscriptions(personne))
    return dues.exclude(inscription__in=_tenues(le))


def en_retard(personne: Utilisateur, le: date, dus: Q) -> QuerySet[Inscription]:
    """The files of which something is late, since the oldest of those dates. The drafts of an OF are not read here."""
    dues = dues_en_retard(le, dus)
    les_siennes = dues.filter(inscription=OuterRef("pk")).order_by("limite").values("limite")
    siens = inscriptions(personne).filter(pk__in=dues.values("inscription"))
    return siens.annotate(retard_depuis=Subquery(les_siennes[:1]))


def a_relancer(personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """Late by somebody else than the centre; a file whose reminders are held waits."""
    return en_retard(personne, le, ~DU_CENTRE).exclude(pk__in=_tenues(le))


def _tenues(le: date) -> QuerySet[Any, Any]:
    return SuspensionRelances.objects.en_cours(le).values("inscription")


def acquis_a_reprendre(personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """Proposed at the deposit, and nobody has chosen yet; once a sitting is planned it is too late to."""
    return inscriptions(personne).deposees().filter(acquis_proposes__gt=0, date_commission__isnull=True)


def projets_de(personne: Utilisateur) -> QuerySet[Projet]:
    return Projet.objects.visibles_par(personne).select_related("organisme", "referentiel")


def amenagements(personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """For those who decide: nobody else learns that something was asked."""
    if not est_du_centre(personne):
        return Inscription.objects.none()
    return inscriptions(personne).deposees().filter(amenagements__etat=EtatAmenagement.DEMANDE)


def emargements(personne: Utilisateur, le: date) -> QuerySet[FeuilleEmargement]:
    return FeuilleEmargement.objects.filter(etat=EtatEmargement.RENDU).select_related("commission")


def pieces_a_signer(personne: Utilisateur, le: date) -> QuerySet[PieceJury]:
    pieces = PieceJury.objects.filter(jury__in=Jury.objects.visibles_par(personne), etat=EtatPiece.RENDU)
    return pieces.select_related("jury", "certification", "version_bloc__bloc")


def demandes(personne: Utilisateur, le: date) -> QuerySet[DemandeInscription]:
    return DemandeInscription.objects.filter(etat=EtatDemande.A_TRAITER).select_related("referentiel")


def jurys(personne: Utilisateur, **filtre: Any) -> QuerySet[Jury]:
    return Jury.objects.visibles_par(personne).filter(**filtre)
