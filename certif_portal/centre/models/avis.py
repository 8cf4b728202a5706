"""The values of the company's opinion."""

from django.db import models


class ValeurAvis(models.Model):
    """One value of the company's opinion: no source fixes the list (decision 0004)."""

    code = models.SlugField("code", max_length=20, unique=True)
    libelle = models.CharField("libellé", max_length=80)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    commentaire_attendu = models.BooleanField("demande un commentaire", default=False)
    active = models.BooleanField("proposée", default=True)

    class Meta:
        verbose_name = "valeur de l’avis de l’entreprise"
        verbose_name_plural = "valeurs de l’avis de l’entreprise"
        ordering = ("ordre", "libelle", "pk")

    def __str__(self) -> str:
        return self.libelle


VALEURS_AVIS = (("favorable", "Favorable", False), ("reserve", "Réservé", True), ("defavorable", "Défavorable", True))


def valeurs_avis() -> list[ValeurAvis]:
    """The values proposed to companies; those of decision 0004 until somebody edits the list."""
    if not ValeurAvis.objects.exists():
        ValeurAvis.objects.bulk_create(
            [
                ValeurAvis(code=code, libelle=libelle, ordre=rang, commentaire_attendu=attendu)
                for rang, (code, libelle, attendu) in enumerate(VALEURS_AVIS, start=1)
            ],
            ignore_conflicts=True,
        )
    return list(ValeurAvis.objects.filter(active=True))
