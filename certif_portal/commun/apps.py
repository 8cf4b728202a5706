from django.apps import AppConfig


class CommunConfig(AppConfig):
    name = "certif_portal.commun"
    verbose_name = "Journal, courriels et documents"
