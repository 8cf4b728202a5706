"""The papers of a sitting's day: asked for, then made in the background, one grid after another."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from certif_portal.centre.models import lire_parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import PDF, enregistrer_fichier, octets_de
from certif_portal.commun.models import Fichier
from certif_portal.commun.pdf import RenduImpossible
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_LIASSE, EtatLiasse
from evaluations.documents.jour import contexte_jour, liasse_du_jour
from evaluations.models import Commission, LiasseCommission
from evaluations.queries.commission import passages_de
from evaluations.queries.convocation import amenagements_accordes
from evaluations.services.emargement import rendre_emargement

RENDU = (
    "Un document n’a pas pu être rendu : demandez les papiers de nouveau ; si cela recommence, prévenez "
    "l’administrateur."
)


@acte
def demander_liasse(*, commission: Commission, par: Utilisateur, a: datetime) -> LiasseCommission:
    """The émargement is rendered if it was not; the rest is made next, in the place of what was made before. Asked
    while it is being made, the same one goes on."""
    rendre_emargement(commission=commission, par=par, a=a)
    Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    liasses = LiasseCommission.objects.filter(commission=commission)
    if en_cours := liasses.filter(etat=EtatLiasse.EN_COURS).first():
        return en_cours
    _oublier(liasses)
    return LiasseCommission.objects.create(
        commission=commission, grilles=commission.passages.count(), demandee_le=a, demandee_par=par
    )


@acte
def oublier_les_liasses(*, avant: datetime) -> None:
    """Asked for before, of sittings that are past: their lines are personal data, and they can be made again."""
    _oublier(LiasseCommission.objects.filter(demandee_le__lt=avant, commission__date__lt=jour_de(avant)))


def oublier_la_liasse(commission: Commission) -> None:
    """Somebody who was to come does not: what was printed names them, and whoever reads it may not be theirs."""
    _oublier(LiasseCommission.objects.filter(commission=commission))


def _oublier(liasses: QuerySet[LiasseCommission]) -> None:
    fichiers = list(liasses.filter(fichier__isnull=False).values_list("fichier", flat=True))
    liasses.delete()
    Fichier.objects.filter(pk__in=fichiers).delete()


def editer_liasse(liasse_id: int, *, a: Callable[[], datetime]) -> None:
    """Make the file; played again once it is ready, or once another has been asked for, nothing is done."""
    liasses = LiasseCommission.objects.filter(pk=liasse_id, etat=EtatLiasse.EN_COURS)
    liasse = liasses.select_related("commission__emargement__document__fichier", "demandee_par").first()
    if liasse is None:
        return
    try:
        octets = _assembler(liasse, a(), lambda faites: liasses.update(faites=faites))
    except (ErreurMetier, RenduImpossible) as refus:
        _terminer(liasse_id, EtatLiasse.ECHEC, str(refus) if isinstance(refus, ErreurMetier) else RENDU)
        return
    except Exception:
        _terminer(liasse_id, EtatLiasse.ECHEC, RENDU)
        raise
    _terminer(liasse_id, EtatLiasse.PRETE, octets=octets, a=a())


def _assembler(liasse: LiasseCommission, a: datetime, avancer: Callable[[int], object]) -> bytes:
    commission, centre = liasse.commission, lire_parametres()
    liasse.demandee_par.ouvrir_roles(jour_de(a))  # the list of candidates is what its asker may see
    passages = passages_de(commission, liasse.demandee_par)
    membres = commission.membres.select_related("evaluateur__utilisateur")
    contexte = contexte_jour(commission, membres, passages, amenagements_accordes(passages), centre, a)
    emargement = octets_de(commission.emargement.document.fichier)
    return liasse_du_jour(commission, emargement, contexte, passages, centre, avancer)


@acte
def _terminer(
    liasse_id: int, etat: EtatLiasse, erreur: str = "", octets: bytes = b"", a: datetime | None = None
) -> None:
    """Unless another worker ended it first, or another was asked for meanwhile."""
    liasses = LiasseCommission.objects.select_for_update(of=("self",), no_key=True)
    liasse = liasses.select_related("demandee_par", "commission").filter(pk=liasse_id, etat=EtatLiasse.EN_COURS).first()
    if liasse is None:
        return
    verifier_transition(TRANSITIONS_LIASSE, liasse, etat)
    if a is not None:
        nom = f"commission-{liasse.commission.date}.pdf"
        liasse.fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=PDF, par=liasse.demandee_par, a=a)
    liasse.etat, liasse.erreur = etat, erreur
    liasse.full_clean()
    liasse.save()
