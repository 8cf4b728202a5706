from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CommunConfig(AppConfig):
    name = "certif_portal.commun"
    verbose_name = "Journal, courriels et documents"

    def ready(self) -> None:
        from certif_portal.commun.adresses import exiger_partout
        from certif_portal.commun.verrous import poser

        exiger_partout()
        connection_created.connect(poser)
