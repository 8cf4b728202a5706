"""A sealed grid is opened again, unless a jury has it: what a jury read does not change under it."""

from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.models import Utilisateur
from evaluations.models import Grille
from evaluations.services.grille import rouvrir_grille
from jurys.choix import OUVERTS, EtatJury
from jurys.models import Presentation


@acte
def rouvrir_hors_jury(*, grille: Grille, motif: str, par: Utilisateur, a: datetime) -> Grille:
    """After the closing, what was wrong is a matter of rectification; before, the candidate is detached first."""
    empechement = jury_qui_l_a(grille)
    if empechement:
        raise ErreurMetier(empechement)
    return rouvrir_grille(grille=grille, motif=motif, par=par, a=a)


def jury_qui_l_a(grille: Grille) -> str:
    """Why a jury keeps this grid closed; nothing when none does."""
    presentations = Presentation.objects.filter(inscription=grille.inscription_id).select_related("jury")
    close = presentations.filter(jury__etat=EtatJury.CLOS).first()
    if close:
        return (
            f"Le jury {close.jury.numero} a délibéré sur cette grille : son procès-verbal se rectifie, elle ne se "
            "rouvre plus."
        )
    prise = presentations.filter(jury__etat__in=OUVERTS).first()
    if prise:
        return f"Ce candidat est présenté au jury {prise.jury.numero} : détachez-le d’abord."
    return ""
