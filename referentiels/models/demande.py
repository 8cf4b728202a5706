"""Requests to the GTP « Certifications »: what is asked, with which pieces, what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import Fichier
from certif_portal.comptes.permissions import Personne, peut_tout_consulter
from referentiels.choix import DEMANDES_DECIDEES, EtatDemande, MotifSuppression, NatureDemande, PieceAttendue
from referentiels.models.certification import Certification
from referentiels.models.version import Referentiel


class DemandeQuerySet(models.QuerySet["DemandeGTP"]):
    def visibles_par(self, personne: Personne) -> "DemandeQuerySet":
        """The centre's staff and the auditor read every request; nobody else any."""
        return self if peut_tout_consulter(personne) else self.none()


class DemandeGTP(models.Model):
    """A request of the UIMM to the secretariat of the GTP."""

    nature = models.CharField("nature", max_length=12, choices=NatureDemande.choices)
    intitule = models.CharField("intitulé de la certification", max_length=255)
    certification = models.ForeignKey(
        Certification, models.PROTECT, null=True, blank=True, related_name="demandes", verbose_name="certification"
    )
    projet = models.ForeignKey(
        Referentiel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes",
        verbose_name="projet de référentiel",
    )
    motif = models.CharField("motif de la suppression", max_length=12, choices=MotifSuppression.choices, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatDemande.choices, default=EtatDemande.PREPARATION)
    creee_le = models.DateTimeField("créée le")
    creee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créée par"
    )
    adressee_le = models.DateField("adressée au secrétariat du GTP le", null=True, blank=True)
    decidee_le = models.DateField("décision du GTP du", null=True, blank=True)
    commentaire = models.TextField("motif ou commentaire du GTP", blank=True)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande au GTP"
        verbose_name_plural = "demandes au GTP"
        ordering = ["-creee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="demande_adressee_date",
                condition=Q(etat__in=[EtatDemande.PREPARATION, EtatDemande.ABANDONNEE]) | Q(adressee_le__isnull=False),
                violation_error_message="Une demande adressée porte sa date.",
            ),
            models.CheckConstraint(
                name="demande_decidee_date",
                condition=~Q(etat__in=sorted(DEMANDES_DECIDEES)) | Q(decidee_le__isnull=False),
                violation_error_message="Une décision du GTP porte sa date.",
            ),
            models.CheckConstraint(
                name="demande_certification_connue",
                condition=~Q(nature__in=[NatureDemande.REVISION, NatureDemande.SUPPRESSION])
                | Q(certification__isnull=False),
                violation_error_message="Une révision ou une suppression nomme la certification.",
            ),
            models.CheckConstraint(
                name="demande_suppression_motivee",
                condition=~Q(nature=NatureDemande.SUPPRESSION) | ~Q(motif=""),
                violation_error_message="Une suppression est motivée : obsolescence ou usage.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.intitule}"

    def get_absolute_url(self) -> str:
        return reverse("demandegtp_detail", args=[self.pk])


class PieceDemande(models.Model):
    """A piece joined to a request: a text written in the portal, a PDF, or both."""

    demande = models.ForeignKey(DemandeGTP, models.CASCADE, related_name="pieces")
    code = models.CharField("pièce", max_length=14, choices=PieceAttendue.choices)
    texte = models.TextField("texte", blank=True)
    fichier = models.OneToOneField(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    datee_du = models.DateField("datée du", null=True, blank=True)

    class Meta:
        verbose_name = "pièce de demande"
        verbose_name_plural = "pièces de demande"
        constraints = [
            models.UniqueConstraint(name="piece_demande_unique", fields=["demande", "code"]),
            models.CheckConstraint(
                name="piece_demande_contenu",
                condition=~Q(texte="") | Q(fichier__isnull=False),
                violation_error_message="Une pièce porte un texte, un fichier, ou les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
