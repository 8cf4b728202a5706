"""A sitting as its services see it."""

from certif_portal.commun.journal import journal_de
from evaluations.services.commission import modifier_commission
from tests.evaluations.factories import AVANT


def phrases(dossier) -> list[str]:
    return [entree.phrase for entree in journal_de(dossier)]


def modifier(commission, *evaluateurs, preside=None, **champs):
    donnees = {"date": commission.date, "lieu": commission.lieu, "heure": None, "adresse": ""} | champs
    return modifier_commission(
        commission=commission, evaluateurs=evaluateurs, preside=preside, par=None, a=AVANT, **donnees
    )
