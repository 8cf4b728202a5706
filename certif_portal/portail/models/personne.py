"""What one person keeps for themselves: views, rows they took, their calendar, how they want to be written to."""

from django.db import models
from django.urls import reverse

from certif_portal.commun.choix import Cadence
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import Cote, NatureCourriel


class VueEnregistree(models.Model):
    """A list as one person filtered and sorted it, under a name of theirs; nobody else sees it."""

    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+")
    page = models.CharField("liste", max_length=40)
    nom = models.CharField("nom", max_length=60)
    requete = models.CharField("filtres", max_length=1000, blank=True)
    par_defaut = models.BooleanField("ouverte par le menu", default=False)

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="vue_unique",
                fields=["personne", "page", "nom"],
                violation_error_message="Une de vos vues de cette liste porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                name="vue_par_defaut_unique", fields=["personne", "page"], condition=models.Q(par_defaut=True)
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{reverse(self.page)}?{self.requete}"


class PriseEnCharge(models.Model):
    """Who takes care of a row of a work queue, on one side: one person; the journal tells what was before."""

    objet_type = models.CharField("type de ce qui attend", max_length=60)
    objet_id = models.PositiveBigIntegerField("ce qui attend")
    cote = models.CharField("de quel côté", max_length=10, choices=Cote.choices)
    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+", verbose_name="prise en charge par")
    depuis = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "prise en charge"
        verbose_name_plural = "prises en charge"
        constraints = [
            models.UniqueConstraint(
                name="prise_en_charge_unique",
                fields=["objet_type", "objet_id", "cote"],
                violation_error_message="Quelqu’un s’en occupe déjà.",
            )
        ]
        indexes = [models.Index(name="prise_en_charge_personne", fields=["personne", "objet_type"])]

    def __str__(self) -> str:
        return f"{self.objet_type} {self.objet_id} : {self.personne}"


class AbonnementAgenda(models.Model):
    """The address at which a person's calendar reads their meetings. Its secret is the seed signed by the server:
    the row alone opens nothing, another seed closes the old address."""

    personne = models.OneToOneField(Utilisateur, models.CASCADE, related_name="+")
    graine = models.CharField("graine de l’adresse", max_length=22, unique=True)
    cree_le = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "abonnement d’agenda"
        verbose_name_plural = "abonnements d’agenda"

    def __str__(self) -> str:
        return f"Agenda de {self.personne}"


class PreferenceCourriel(models.Model):
    """How a person chose to receive the mails of a kind; no row: by mail, at once."""

    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+")
    nature = models.CharField("nature", max_length=12, choices=NatureCourriel.choices)
    cadence = models.CharField("cadence", max_length=10, choices=Cadence.choices)

    class Meta:
        verbose_name = "préférence de courriel"
        verbose_name_plural = "préférences de courriel"
        constraints = [models.UniqueConstraint(name="preference_unique", fields=["personne", "nature"])]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.get_cadence_display()}"


class LectureNotifications(models.Model):
    """Up to which instant a person said they had read what the portal told them."""

    personne = models.OneToOneField(Utilisateur, models.CASCADE, related_name="+")
    jusqu_a = models.DateTimeField("lues jusqu’à")

    class Meta:
        verbose_name = "lecture des notifications"
        verbose_name_plural = "lectures des notifications"

    def __str__(self) -> str:
        return f"Notifications lues par {self.personne}"
