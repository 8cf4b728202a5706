"""What a change of a sitting undoes: the printed émargement, the signatures, the day kept on the registration."""

from datetime import datetime

from django.db.models import Min

from candidats.models import Inscription
from candidats.services.decision import noter_commission
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission, EtatEmargement
from evaluations.models import Commission, FeuilleEmargement, Grille
from evaluations.services.grille import annuler_signatures


def changer_le_dossier(
    commission: Commission,
    raison: str,
    par: Utilisateur | None,
    a: datetime,
    inscriptions: list[Inscription] | None = None,
    *,
    feuille: bool = True,
) -> None:
    """What was printed or signed spoke of another sitting: the émargement is to be made again, signatures fall.

    `feuille`: False when the émargement stays true (it names somebody who did not come).
    """
    perimee = FeuilleEmargement.objects.filter(commission=commission, etat=EtatEmargement.RENDU)
    if feuille and perimee.delete()[0]:
        phrase = "La feuille d’émargement imprimée ne vaut plus : elle est à refaire."
        journaliser(commission, "emargement_perime", phrase, par=par, a=a)
    touchees = inscriptions or [passage.inscription for passage in commission.passages.select_related("inscription")]
    for grille in Grille.objects.select_for_update(of=("self",), no_key=True).filter(inscription__in=touchees):
        annuler_signatures(grille, raison, auteur=str(par or "Le portail"), par=par, a=a)
    for inscription in touchees:
        passages = inscription.passages.exclude(commission__etat=EtatCommission.ANNULEE)
        premiere = passages.aggregate(jour=Min("commission__date"))["jour"]
        noter_commission(inscription=inscription, date_commission=premiere)
