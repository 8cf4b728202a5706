"""What the portal remembers of its own reminders; no trade model lives here."""

from django.db import models
from django.urls import reverse

from certif_portal.commun.models import Courriel, Fichier
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from certif_portal.portail.choix import EtatExport


class Relance(models.Model):
    """One reminder sent: (deadline, step, addressee) once and for all."""

    echeance = models.CharField("échéance", max_length=160)
    etape = models.CharField("étape", max_length=10)
    destinataire = models.EmailField("destinataire")
    courriel = models.ForeignKey(Courriel, models.SET_NULL, null=True, related_name="+")
    envoyee_le = models.DateTimeField("envoyée le")

    class Meta:
        verbose_name = "relance"
        ordering = ["-envoyee_le"]
        constraints = [models.UniqueConstraint(name="relance_unique", fields=["echeance", "etape", "destinataire"])]

    def __str__(self) -> str:
        return f"{self.echeance} {self.etape} {self.destinataire}"


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


class ExportQuerySet(models.QuerySet["Export"]):
    def visibles_par(self, personne: Personne) -> "ExportQuerySet":
        """Whoever asked, and nobody else: the file holds what they may see."""
        return self.filter(par=personne) if isinstance(personne, Utilisateur) else self.none()


class Export(models.Model):
    """A workbook too long to be made while somebody waits: asked for, then written by a task (decision 0125).

    The file is deleted with the next one of its kind, or after a week: its lines are personal data.
    """

    nature = models.SlugField("nature", max_length=20)
    requete = models.CharField("filtres", max_length=1000, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatExport.choices, default=EtatExport.EN_COURS)
    nombre = models.PositiveIntegerField("lignes", default=0)
    par = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="classeur"
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export"
        ordering = ["-demande_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="export_pret_date",
                condition=~models.Q(etat=EtatExport.PRET) | models.Q(termine_le__isnull=False),
                violation_error_message="Un classeur prêt dit quand il l’a été.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nature} du {self.demande_le:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("export_detail", args=[self.pk])
