"""The first access of a centre: `manage.py creer_responsable --courriel … --prenom … --nom …`."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.typographie import date_longue, heure
from certif_portal.comptes import services
from certif_portal.comptes.choix import Role


class Command(BaseCommand):
    help = "Invite un responsable des certifications : son lien est envoyé par courriel et affiché ici."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--courriel", required=True)
        parser.add_argument("--prenom", required=True)
        parser.add_argument("--nom", required=True)

    def handle(self, *args: Any, courriel: str, prenom: str, nom: str, **options: Any) -> None:
        try:
            invitation = services.inviter(
                courriel=courriel,
                prenom=prenom,
                nom=nom,
                role=Role.RESPONSABLE,
                portee="Toutes les certifications du centre",
                par=None,
                a=horloge.maintenant(),
            )
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from erreur
        except ValidationError as erreur:
            raise CommandError(" ".join(erreur.messages)) from erreur
        if not invitation.lien:
            self.stdout.write(f"{invitation.utilisateur.email} est déjà responsable : rien à accepter.")
            return
        self.stdout.write(f"Invitation envoyée à {invitation.utilisateur.email}.")
        limite = invitation.expire_le
        self.stdout.write(f"Lien valable jusqu’au {date_longue(limite)} à {heure(limite)} :")
        self.stdout.write(invitation.lien)
