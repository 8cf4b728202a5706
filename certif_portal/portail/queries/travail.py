"""Work asked of a worker, whose row says that it is still under way: what nobody may be doing any more."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from candidats.choix import EtatChargement, EtatImport
from candidats.models import ChargementLieux, ImportClasseur
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.models import Export, LotActes, RapportAnnuel
from evaluations.choix import EtatLiasse, EtatNumerisation
from evaluations.models import LiasseCommission, Numerisation
from jurys.choix_conservation import EtatAcces, EtatArchive
from jurys.models import ArchiveCertificats, DemandeAcces
from referentiels.choix import EtatDepot, EtatReprise
from referentiels.models import DepotReferentiel, RepriseRepertoire


def travaux_en_cours(avant: datetime) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name of the task -> what it is given, for what was asked before that instant and is not done."""
    classeurs = ImportClasseur.objects.filter(depose_le__lt=avant)
    a_enregistrer = classeurs.filter(etat=EtatImport.EN_COURS)
    en_cours: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("preparer_export", Export.objects.filter(etat=EtatExport.EN_COURS, demande_le__lt=avant)),
        ("executer_lot", LotActes.objects.filter(termine_le=None, demande_le__lt=avant)),
        ("etablir_rapport", RapportAnnuel.objects.filter(document=None, demande_le__lt=avant)),
        ("editer_liasse", LiasseCommission.objects.filter(etat=EtatLiasse.EN_COURS, demandee_le__lt=avant)),
        ("composer_acces", DemandeAcces.objects.filter(etat=EtatAcces.EN_COURS, demandee_le__lt=avant)),
        ("composer_archive", ArchiveCertificats.objects.filter(etat=EtatArchive.EN_COURS, demandee_le__lt=avant)),
        ("lire_numerisation", Numerisation.objects.filter(etat=EtatNumerisation.EN_LECTURE, deposee_le__lt=avant)),
        ("lire_classeur", classeurs.filter(etat=EtatImport.EN_LECTURE)),
        ("charger_lieux", ChargementLieux.objects.filter(etat=EtatChargement.EN_COURS, demande_le__lt=avant)),
        ("lire_referentiel", DepotReferentiel.objects.filter(etat=EtatDepot.EN_COURS, demande_le__lt=avant)),
        ("reprendre_repertoire", RepriseRepertoire.objects.filter(etat=EtatReprise.EN_COURS, demande_le__lt=avant)),
    )
    for nom, lignes in en_cours:
        for cle in lignes.order_by("pk").values_list("pk", flat=True):
            yield nom, (cle,)
    for cle, auteur in a_enregistrer.order_by("pk").values_list("pk", "depose_par_id"):
        yield "enregistrer_classeur", (cle, auteur)
