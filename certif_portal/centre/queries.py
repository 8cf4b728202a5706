"""What is in force on a day, or at an instant: who signs, and the words of a back."""

from datetime import date, datetime

from django.db.models import Q

from certif_portal.centre.choix import ObjetDelegation
from certif_portal.centre.models import DelegationSignature, VersoCertificat
from certif_portal.centre.versos import TEXTES_DES_ANNEXES


def delegation_le(le: date, objet: ObjetDelegation = ObjetDelegation.PRESIDENT) -> DelegationSignature | None:
    """The delegation in force on that day, the latest if several; None: the president signs."""
    return DelegationSignature.objects.filter(Q(fin__isnull=True) | Q(fin__gte=le), debut__lte=le, objet=objet).first()


def versos_le(a: datetime) -> dict[str, str]:
    """The words of each back at that instant, those of the annexes until somebody writes others: 1 query."""
    lus = VersoCertificat.objects.filter(depuis__lte=a).reverse()
    return TEXTES_DES_ANNEXES | dict(lus.values_list("type", "texte"))
