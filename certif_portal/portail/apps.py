from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "certif_portal.portail"
    verbose_name = "Portail"
