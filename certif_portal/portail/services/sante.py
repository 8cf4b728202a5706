"""What stops holding is mailed to the responsables once, and again if it stops anew after it held."""

import logging
from datetime import date, datetime

from django.db import transaction

from certif_portal.commun.courriels import Brouillon, deposer_tous, mots_de
from certif_portal.commun.models import PassageTache
from certif_portal.commun.sante import Constat, constater
from certif_portal.portail.queries.relance import responsables_du

journal_technique = logging.getLogger(__name__)
DITES = "alarmes-dites"
"""The row that remembers which controls were told not to hold."""
ECHECS = "echecs"
"""The control that repeats what an exception said, « (ValueError : … », to the responsable alone: names would leave
with it."""


def alerter(*, le: date, a: datetime) -> int:
    """How many controls were told that were not yet."""
    constats = constater()
    fautes = {constat.controle.nom: constat for constat in constats if constat.va is False}
    tus = {constat.controle.nom for constat in constats if constat.va is None}
    with transaction.atomic():
        PassageTache.objects.get_or_create(nom=DITES)
        dites = PassageTache.objects.select_for_update(no_key=True).get(nom=DITES)
        nouvelles = [constat for nom, constat in fautes.items() if nom not in dites.erreur.split()]
        dites.erreur = " ".join([*fautes, *(nom for nom in dites.erreur.split() if nom in tus)])
        dites.save(update_fields=["erreur"])
        if nouvelles:
            objet, texte = mots_de("alarme_sante", {"constats": nouvelles})
            deposer_tous([Brouillon(r, objet, texte, "alarme_sante") for r in responsables_du(le)], a=a)
    for constat in nouvelles:
        crier(constat)
    return len(nouvelles)


def crier(constat: Constat) -> None:
    """An error of the logs: `ADMINS` and Sentry are told of it by no outbox and no worker."""
    nom, titre = constat.controle.nom, constat.controle.titre
    dit = f"{constat.dit.partition(' : ')[0]})" if nom == ECHECS else constat.dit
    journal_technique.error("%s : %s. %s", titre, dit, constat.controle.faire, extra={"faute": nom})
