from django.apps import AppConfig


class CentreConfig(AppConfig):
    name = "certif_portal.centre"
    verbose_name = "Paramètres du centre"
