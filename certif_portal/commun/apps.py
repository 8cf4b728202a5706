from django.apps import AppConfig
from django.db.backends.signals import connection_created

from certif_portal.commun.adresses import exiger_partout
from certif_portal.commun.declencheurs import ecouter
from certif_portal.commun.verrous import poser

exiger_partout()  # before any model is loaded: a field takes its validators when it is made


class CommunConfig(AppConfig):
    name = "certif_portal.commun"
    verbose_name = "Journal, courriels et documents"

    def ready(self) -> None:
        connection_created.connect(poser)
        connection_created.connect(ecouter)
