"""An error found in the PV of a closed jury: another PV says what was read and what is right; nothing is edited."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.immuable import Quand, Scellement
from certif_portal.commun.models import DocumentRendu
from certif_portal.comptes.models import Utilisateur
from jurys.choix import RECTIFICATIONS_EN_COURS, RECTIFICATIONS_FINIES, Decision, EtatRectification
from jurys.models.certificat import PieceJury
from jurys.models.jury import Jury
from jurys.models.presentation import Presentation
from referentiels.models import VersionBloc

FINIES = tuple(sorted(etat.value for etat in RECTIFICATIONS_FINIES))


class Rectification(models.Model):
    """Opened by a responsable, edited as a PV, signed by the president of that jury; only then does it take effect
    (decision 0236). `piece`: the signed PV, among those of the jury."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="rectifications")
    rang = models.PositiveSmallIntegerField("numéro")
    motif = models.TextField("motif")
    etat = models.CharField("état", max_length=8, choices=EtatRectification.choices, default=EtatRectification.OUVERTE)
    ouverte_le = models.DateTimeField("ouverte le")
    ouverte_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="ouverte par")
    document = models.OneToOneField(
        DocumentRendu, models.PROTECT, null=True, blank=True, related_name="rectification", verbose_name="document"
    )
    piece = models.OneToOneField(
        PieceJury, models.PROTECT, null=True, blank=True, related_name="rectification", verbose_name="pièce signée"
    )
    close_le = models.DateTimeField("signée ou annulée le", null=True, blank=True)
    close_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    annulation_motif = models.TextField("motif de l’annulation", blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        Quand("", "etat", FINIES),
        figes=(
            *("jury", "rang", "motif", "etat", "ouverte_le", "ouverte_par", "document", "piece", "close_le"),
            *("close_par", "annulation_motif"),
        ),
        personnels=("motif", "annulation_motif"),
    )

    class Meta:
        verbose_name = "rectification d’un jury"
        verbose_name_plural = "rectifications des jurys"
        ordering = ["jury", "rang"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rectification_rang", fields=["jury", "rang"]),
            models.UniqueConstraint(
                name="rectification_une_en_cours",
                fields=["jury"],
                condition=Q(etat__in=sorted(RECTIFICATIONS_EN_COURS)),
                violation_error_message="Une rectification de ce jury est déjà en cours.",
            ),
            models.CheckConstraint(
                name="rectification_signee_piece",
                condition=~Q(etat=EtatRectification.SIGNEE)
                | Q(document__isnull=False, piece__isnull=False, close_le__isnull=False, close_par__isnull=False),
                violation_error_message="Une rectification signée porte son document, sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"Procès-verbal rectificatif n° {self.rang} du jury {self.jury.numero}"

    def get_absolute_url(self) -> str:
        return reverse("rectification_detail", args=[self.pk])


class LigneRectification(models.Model):
    """What was read, and what is right. With `decision`, of one candidate and one title: the certificate, what is kept
    and the letter follow. Without: another fact of the PV, which nothing follows."""

    rectification = models.ForeignKey(Rectification, models.CASCADE, related_name="lignes")
    presentation = models.ForeignKey(
        Presentation, models.PROTECT, null=True, blank=True, related_name="rectifications", verbose_name="candidat"
    )
    version_bloc = models.ForeignKey(
        VersionBloc, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bloc"
    )
    sujet = models.CharField("ce qui est rectifié", max_length=300)
    lu = models.TextField("ce qui a été lu")
    juste = models.TextField("ce qui est juste")
    decision = models.CharField("décision", max_length=2, choices=Decision.choices, blank=True)
    acquises = models.JSONField("compétences validées", default=list, blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        Quand("rectification", "etat", FINIES),
        figes=("rectification", "presentation", "version_bloc", "sujet", "lu", "juste", "decision", "acquises"),
        personnels=("sujet", "lu", "juste"),
        ajouts=False,
    )

    class Meta:
        verbose_name = "ligne d’une rectification"
        verbose_name_plural = "lignes des rectifications"
        ordering = ["rectification", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="rectification_decision_unique",
                fields=["rectification", "presentation"],
                condition=~Q(decision="") & Q(version_bloc__isnull=True),
                violation_error_message="Cette décision est déjà rectifiée ici.",
            ),
            models.UniqueConstraint(
                name="rectification_decision_bloc_unique",
                fields=["rectification", "presentation", "version_bloc"],
                condition=~Q(decision=""),
                violation_error_message="Cette décision est déjà rectifiée ici.",
            ),
            models.CheckConstraint(
                name="rectification_decision_candidat",
                condition=Q(decision="") | Q(presentation__isnull=False),
                violation_error_message="Une décision est celle d’un candidat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sujet} : {self.lu} → {self.juste}"
