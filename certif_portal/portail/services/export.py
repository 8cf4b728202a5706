"""Workbooks prepared apart."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import XLSX, enregistrer_fichier
from certif_portal.commun.models import Fichier
from certif_portal.commun.tableur import LIGNES_MAXIMUM, TROP_DE_LIGNES
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import TRANSITIONS_EXPORT, EtatExport
from certif_portal.portail.exports import NATURES, PLAFOND_SANS_COURTIER
from certif_portal.portail.models import Export, LotActes

GARDE = timedelta(days=7)
"""How long a workbook waits for its asker."""


@acte
def demander_export(*, personne: Utilisateur, nature: str, requete: str, nombre: int, a: datetime) -> Export:
    """Ask for a workbook; the one this person had of the same kind is forgotten.

    Raises ErreurMetier beyond the rows of a workbook, or what one request may write, where no worker would take it.
    """
    if settings.CELERY_TASK_ALWAYS_EAGER and nombre > PLAFOND_SANS_COURTIER:
        raise ErreurMetier(
            f"Ce classeur aurait {nombre:_} lignes. Sans le service des tâches de fond, le portail en écrit "
            f"{PLAFOND_SANS_COURTIER:_} au plus à la fois : resserrez les filtres de la liste.".replace("_", "\u202f")
        )
    if nombre >= LIGNES_MAXIMUM:
        raise ErreurMetier(TROP_DE_LIGNES)
    _oublier(Export.objects.filter(par=personne, nature=nature))
    return Export.objects.create(nature=nature, requete=requete[:1000], nombre=nombre, par=personne, demande_le=a)


def preparer_export(
    export_id: int, *, le: date, a: Callable[[], datetime], avancer: Callable[[int], None] = lambda _: None
) -> None:
    """Write the workbook and keep it for its asker. Played again once it is ready, nothing is done."""
    export = Export.objects.select_related("par").filter(pk=export_id, etat=EtatExport.EN_COURS).first()
    if export is None:
        return
    export.par.ouvrir_roles(le)
    nature = NATURES[export.nature]
    try:
        octets = nature.ecrire(export.par, QueryDict(export.requete), parametres(), le, avancer)
    except Exception:
        _terminer_export(export, EtatExport.ECHEC, a())
        raise
    with transaction.atomic():
        if not Export.objects.select_for_update(of=("self",), no_key=True).filter(
            pk=export_id, etat=EtatExport.EN_COURS
        ):
            return  # another worker has just kept its own
        nom = f"{export.nature}-{le:%Y-%m-%d}.xlsx"
        export.fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=XLSX, par=export.par, a=a())
        _terminer_export(export, EtatExport.PRET, a())


@acte
def oublier_les_exports(*, avant: datetime) -> None:
    """And the acts in number: the files keep what was done of them."""
    _oublier(Export.objects.filter(demande_le__lt=avant))
    LotActes.objects.filter(demande_le__lt=avant).delete()


def _terminer_export(export: Export, etat: EtatExport, a: datetime) -> None:
    verifier_transition(TRANSITIONS_EXPORT, export, etat)
    export.etat, export.termine_le = etat, a
    export.full_clean()
    export.save(update_fields=["etat", "termine_le", "fichier"])


def _oublier(exports: QuerySet[Export]) -> None:
    fichiers = list(exports.filter(fichier__isnull=False).values_list("fichier", flat=True))
    exports.delete()
    Fichier.objects.filter(pk__in=fichiers).delete()
