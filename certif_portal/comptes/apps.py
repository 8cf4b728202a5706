from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "certif_portal.comptes"
    verbose_name = "Comptes et accès"
