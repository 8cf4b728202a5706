"""`manage.py surveiller`, from the machine's own timer: what stops holding is told even with worker and beat away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from certif_portal.commun import horloge
from certif_portal.commun.sante import constater
from certif_portal.portail.services.sante import alerter, crier


class Command(BaseCommand):
    help = "Lit la santé du portail, prévient de ce qui ne tient plus, et finit par 1 quand un point ne tient pas."

    def handle(self, *args: Any, **options: Any) -> None:
        fautes = [constat for constat in constater() if constat.va is False]
        try:
            alerter(le=horloge.aujourdhui(), a=horloge.maintenant())
        except DatabaseError:  # nothing remembers what was told: it is told at each turn
            for constat in fautes:
                crier(constat)
        if fautes:
            dits = [f"- {constat.controle.titre} : {constat.dit}. {constat.controle.faire}" for constat in fautes]
            raise CommandError("\n".join(["Ce qui ne tient pas :", *dits]))
        self.stdout.write("Tout ce qu’il faut au portail est là.")
