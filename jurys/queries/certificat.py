"""The certificates of a jury that are still to be handed over, and to whom each goes."""

from django.db.models import QuerySet

from jurys.choix import ModeRemise
from jurys.models import Certificat


def certificats_a_remettre(jury: int) -> QuerySet[Certificat]:
    """Those in force that nobody was said to have received, in the order of their numbers: 1 query."""
    lus = Certificat.objects.filter(
        presentation__jury=jury, remis_le__isnull=True, revoque_le__isnull=True, remplacant__isnull=True
    )
    liens = ("presentation__inscription__organisme", "presentation__inscription__entreprise")
    return lus.select_related(*liens).defer("presentation__synthese").order_by("serie", "rang", "pk")


def destinataire_de_remise(certificat: Certificat, comment: str) -> str:
    """The holder, or who passes it on; empty when the file names none of that kind."""
    if comment in (ModeRemise.MAIN, ModeRemise.COURRIER) or certificat.presentation is None:
        return f"{certificat.prenoms} {certificat.nom}"[:200]
    inscription = certificat.presentation.inscription
    qui = inscription.organisme if comment == ModeRemise.ORGANISME else inscription.entreprise
    return str(qui)[:200] if qui else ""
