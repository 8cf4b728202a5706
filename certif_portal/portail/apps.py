from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PortailConfig(AppConfig):
    name = "certif_portal.portail"
    verbose_name = "Portail"

    def ready(self) -> None:
        from certif_portal.portail.mur import passer_derriere

        connection_created.connect(passer_derriere)
