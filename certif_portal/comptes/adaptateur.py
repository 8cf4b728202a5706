"""How allauth fits the portal: sign-up is closed, and its mails go through the outbox."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from certif_portal.commun import horloge
from certif_portal.commun.courriels import deposer_texte


class AdaptateurCompte(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Login codes and password links: rows of the outbox, erased once sent.

        Links carry the portal's own address, never the host the request claims.
        """
        demandee = self.request.build_absolute_uri("/")
        context = {
            nom: settings.ADRESSE_PUBLIQUE + "/" + valeur.removeprefix(demandee)
            if isinstance(valeur, str) and valeur.startswith(demandee)
            else valeur
            for nom, valeur in context.items()
        }
        a = horloge.maintenant()
        message = self.render_mail(template_prefix, email, {"email": email} | context)
        deposer_texte(
            destinataire=email,
            objet=message.subject,
            texte=str(message.body),
            acte="connexion",
            a=a,
            confidentiel=True,
            expire_le=a + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        )
