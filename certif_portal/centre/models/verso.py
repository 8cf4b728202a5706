"""The words of the backs of certificates."""

from django.db import models

from certif_portal.centre.choix import TypeVerso
from certif_portal.commun.immuable import Scellement
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur


class VersoCertificat(models.Model):
    """The words of a back, from an instant on. A version is never edited: what was delivered under it says so."""

    type = models.CharField("certificat", max_length=4, choices=TypeVerso.choices)
    texte = models.TextField("texte", blank=True, max_length=4000)
    depuis = models.DateTimeField("depuis")
    par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="écrit par"
    )

    scellement = Scellement(figes=("type", "texte", "depuis", "par"))

    class Meta:
        verbose_name = "verso de certificat"
        verbose_name_plural = "versos des certificats"
        ordering = ["type", "-depuis", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, depuis le {jour_de(self.depuis):%d/%m/%Y}"
