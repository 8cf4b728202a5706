"""A document read in the browser and not yet a version: what was read, what a human made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import Fichier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import Personne, a_role
from referentiels.choix import EtatDepot, EtatLecture
from referentiels.models.version import Referentiel


class LectureQuerySet(models.QuerySet["LectureReferentiel"]):
    def visibles_par(self, personne: Personne) -> "LectureQuerySet":
        """The responsables share the readings in progress; nobody else sees them."""
        return self if a_role(personne, Role.RESPONSABLE) else self.none()


class LectureReferentiel(models.Model):
    """`lecture` is what the reader said and never changes; `relecture` is what it became under a human's eyes.

    `relues`: keys of the parts and of the doubts ticked as read.
    """

    source = models.ForeignKey(Fichier, models.PROTECT, related_name="+", verbose_name="document")
    texte = models.TextField("texte de la source")
    pages = models.JSONField("page de chaque ligne", default=list, blank=True)
    lecture = models.JSONField("lecture")
    relecture = models.JSONField("relecture")
    relues = models.JSONField("parties relues", default=list, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatLecture.choices, default=EtatLecture.EN_RELECTURE)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposée par"
    )
    relue_le = models.DateTimeField("dernière relecture le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    referentiel = models.ForeignKey(
        Referentiel, models.SET_NULL, null=True, blank=True, related_name="lectures", verbose_name="version créée"
    )

    objects = LectureQuerySet.as_manager()

    class Meta:
        verbose_name = "lecture de référentiel"
        verbose_name_plural = "lectures de référentiels"
        ordering = ["-deposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="lecture_referentiel_close",
                condition=Q(etat=EtatLecture.EN_RELECTURE) | Q(close_le__isnull=False),
                violation_error_message="Une lecture close porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return self.source.nom

    def get_absolute_url(self) -> str:
        return reverse("lecture_detail", args=[self.pk])

    @property
    def a_cocher(self) -> bool:
        """A PDF, or tables rebuilt by guesswork: every part is ticked as read before anything is confirmed."""
        return bool(self.lecture["proposition"]) or self.lecture["format"] == "pdf"


class DepotReferentiel(models.Model):
    """A document that a worker reads: then its reading, or why it is refused and what was read of it all the same
    (`identite`: name, value or nothing). The file is forgotten once it is read: a reading keeps its own source."""

    nom = models.CharField("document", max_length=200)
    fichier = models.ForeignKey(Fichier, models.SET_NULL, null=True, blank=True, related_name="+")
    etat = models.CharField("état", max_length=8, choices=EtatDepot.choices, default=EtatDepot.EN_COURS)
    resultat = models.TextField("résultat", blank=True)
    identite = models.JSONField("ce qui a été lu d’un document refusé", null=True, blank=True)
    lecture = models.ForeignKey(
        LectureReferentiel, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="lecture"
    )
    demande_le = models.DateTimeField("envoyé le")
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="envoyé par"
    )
    fini_le = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "dépôt de référentiel"
        verbose_name_plural = "dépôts de référentiels"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Followed on the page where it was sent."""
        return f"{reverse('referentiel_importer')}?depot={self.pk}"
