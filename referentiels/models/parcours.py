"""Parcours de professionnalisation certifiants: the fiche of annexe 3 and the programme of annexe 4.

The company delivers them; the portal lists them. One fiche per version, so that they follow the same life as a
référentiel.
"""

from django.db import models

from certif_portal.commun.durees import compte_en_lettres
from referentiels.models.version import Referentiel

DUREE_MINIMALE = 1  # an hour, and a month


class FicheParcours(models.Model):
    """The head of annexe 3. The title is the version's."""

    referentiel = models.OneToOneField(Referentiel, models.CASCADE, related_name="fiche_parcours")
    societe = models.CharField("société", max_length=200)
    adresse = models.CharField("adresse", max_length=300)
    public = models.TextField("public visé", help_text="Catégories de poste ou d’emploi concernées par ce parcours.")
    heures = models.PositiveSmallIntegerField("durée en heures")
    mois = models.PositiveSmallIntegerField("sur combien de mois")
    attestation = models.TextField(
        "attestation des acquis de formation", help_text="L’attestation remise au salarié à l’issue du parcours."
    )
    programme = models.CharField("programme de formation", max_length=255, blank=True)

    class Meta:
        verbose_name = "fiche de parcours de professionnalisation certifiant"
        verbose_name_plural = "fiches de parcours de professionnalisation certifiants"
        constraints = [
            models.CheckConstraint(
                name="fiche_parcours_durees",
                condition=models.Q(heures__gte=DUREE_MINIMALE, mois__gte=DUREE_MINIMALE),
                violation_error_message=f"Le parcours dure {compte_en_lettres(DUREE_MINIMALE, 'heure')} et "
                f"{compte_en_lettres(DUREE_MINIMALE, 'mois')} au moins.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.referentiel.intitule} ({self.societe})"


class DomaineParcours(models.Model):
    """A line of the table of annexe 3."""

    fiche = models.ForeignKey(FicheParcours, models.CASCADE, related_name="domaines")
    ordre = models.PositiveSmallIntegerField("ordre")
    domaine = models.CharField("domaine", max_length=200)
    competences = models.TextField("compétences finales visées")
    contenus = models.TextField("contenus")
    heures = models.PositiveSmallIntegerField("nombre d’heures")
    intervenants = models.CharField("intervenants", max_length=300)

    class Meta:
        verbose_name = "domaine de parcours"
        verbose_name_plural = "domaines de parcours"
        ordering = ("ordre", "pk")
        constraints = [models.UniqueConstraint(name="domaine_parcours_ordre", fields=["fiche", "ordre"])]

    def __str__(self) -> str:
        return self.domaine


class ModuleParcours(models.Model):
    """A line of the programme of annexe 4, under its phase."""

    fiche = models.ForeignKey(FicheParcours, models.CASCADE, related_name="modules")
    ordre = models.PositiveSmallIntegerField("ordre")
    phase = models.CharField("phase", max_length=100)
    intitule = models.CharField("module", max_length=200)
    objectifs = models.TextField("objectifs détaillés")
    heures = models.PositiveSmallIntegerField("durée en heures")
    externe = models.BooleanField("formation externe", default=False)
    organisme = models.CharField("organisme de formation", max_length=200, blank=True)

    class Meta:
        verbose_name = "module de parcours"
        verbose_name_plural = "modules de parcours"
        ordering = ("ordre", "pk")
        constraints = [models.UniqueConstraint(name="module_parcours_ordre", fields=["fiche", "ordre"])]

    def __str__(self) -> str:
        return self.intitule
