"""What a public form brings: read once its address is confirmed, then given an answer by somebody of the centre."""

from django.conf import settings
from django.db import models


class DemandePublique(models.Model):
    """How one is followed; what it asks, and its states, belong to each."""

    message = models.TextField("message", max_length=2000, blank=True)
    origine_sha256 = models.CharField("empreinte de l’origine", max_length=64, editable=False)
    jeton_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    recue_le = models.DateTimeField("reçue le")
    expire_le = models.DateTimeField("à confirmer avant le")
    confirmee_le = models.DateTimeField("adresse confirmée le", null=True, blank=True)
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="traitée par"
    )
    motif_refus = models.TextField("motif du refus", blank=True)

    class Meta:
        abstract = True
        ordering = ["-recue_le", "-pk"]
