"""Legal holds: nothing of a held file goes, nor of its person, its jury, its sitting (CONSERVATION-GEL)."""

from datetime import datetime

from candidats.models import Inscription
from candidats.services.verrou import exiger_motif, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from jurys.models import GelDossier


@acte
def geler_dossier(*, inscription: Inscription, motif: str, par: Utilisateur, a: datetime) -> GelDossier:
    """CONSERVATION-GEL. Raises ErreurMetier when the file is held already."""
    inscription, motif = verrouiller(inscription), exiger_motif(motif)
    if GelDossier.objects.en_vigueur().filter(inscription=inscription).exists():
        raise ErreurMetier("Ce dossier est déjà gelé.")
    gel = GelDossier(inscription=inscription, motif=motif, pose_par=par, pose_le=a)
    gel.full_clean()
    gel.save(force_insert=True)
    journaliser(inscription, "gel", f"Dossier gelé : rien n’en est effacé. {motif}", par=par, a=a)
    return gel


@acte
def lever_gel(*, inscription: Inscription, par: Utilisateur, a: datetime) -> None:
    """Its delays count again, as if they had never stopped."""
    inscription = verrouiller(inscription)
    if not GelDossier.objects.en_vigueur().filter(inscription=inscription).update(leve_le=a, leve_par=par):
        raise ErreurMetier("Ce dossier n’est pas gelé.")
    journaliser(inscription, "gel-leve", "Gel du dossier levé.", par=par, a=a)
