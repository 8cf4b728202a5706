from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "certif_portal.comptes"
    verbose_name = "Comptes et accès"

    def ready(self) -> None:
        """The library of second factors says what happens to them by its own signals."""
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from certif_portal.comptes import facteurs

        authenticator_added.connect(facteurs.ajoute)
        authenticator_removed.connect(facteurs.retire)
