"""A certification, whatever its versions. A printed number is never a key: the last four digits are."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import Personne, a_role
from referentiels.choix import EtatReferentiel, MotifSuppression, TypeCertification


class CertificationQuerySet(models.QuerySet["Certification"]):
    def visibles_par(self, personne: Personne) -> "CertificationQuerySet":
        """Those with a published version for everyone who has a role; all of them for those who run the centre."""
        if a_role(personne, *CONSULTATION, Role.ADMIN):
            return self
        if not a_role(personne, *Role.values):
            return self.none()
        publiees = [etat for etat in EtatReferentiel if etat != EtatReferentiel.BROUILLON]
        return self.filter(pk__in=self.filter(referentiels__etat__in=publiees).values("pk"))


class Certification(models.Model):
    """One certification, whatever its versions."""

    type = models.CharField("type", max_length=4, choices=TypeCertification.choices)
    prefixe = models.CharField("préfixe imprimé", max_length=5, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    mois = models.PositiveSmallIntegerField("mois", null=True, blank=True)
    departements = models.CharField("départements", max_length=20, blank=True)
    suffixe = models.CharField(
        "suffixe", max_length=2, blank=True, help_text="R : inscrite au RNCP ; I : CQP interbranches."
    )
    numero = models.CharField(
        "numéro stable",
        max_length=4,
        blank=True,
        help_text="Les quatre derniers chiffres du numéro imprimé ; un parcours de professionnalisation n’en a pas.",
    )
    intitule = models.CharField("intitulé", max_length=255)
    secteur = models.CharField("secteur d’activités", max_length=200, blank=True)
    cle_recherche = models.CharField(max_length=400, editable=False, db_index=True)
    supprimee_le = models.DateField("supprimée par le GTP le", null=True, blank=True)
    motif_suppression = models.CharField(
        "motif de la suppression", max_length=12, choices=MotifSuppression.choices, blank=True
    )
    texte_suppression = models.TextField("motivation de la suppression", blank=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = "certification"
        ordering = ("type", "intitule", "pk")
        constraints = [
            models.UniqueConstraint(
                name="certification_type_numero",
                fields=["type", "numero"],
                condition=~Q(numero=""),
                violation_error_message="Une certification de ce type porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="certification_numerotee",
                condition=Q(type=TypeCertification.PARCOURS) | ~Q(numero=""),
                violation_error_message="Toute certification porte un numéro, sauf un "
                "parcours de professionnalisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.intitule}"

    def get_absolute_url(self) -> str:
        return reverse("certification_detail", args=[self.pk])

    @property
    def code(self) -> str:
        """The number as printed: « MQ 1996 11 76 0145 », « CQPM 2024 9001 »."""
        mois = f"{self.mois:02d}" if self.mois else ""
        morceaux = [self.prefixe or self.type, str(self.annee or ""), mois, self.departements, self.numero]
        return " ".join(morceau for morceau in morceaux if morceau)

    @property
    def numero_porte(self) -> str:
        """The whole number, as the certification bears it: « CQPM 2024 0187 R », « MQ 1996 11 76 0145 »."""
        return f"{self.code} {self.suffixe}".strip()

    @property
    def nom_court(self) -> str:
        """What a path at the top of a page says: the number, or the title of what has none."""
        return self.code if self.numero else self.intitule


class EquivalenceCQPI(models.Model):
    """The CQPI that a CQPM gives with it, from a day to a day: « inscrite sur la liste des CQP Interbranches »."""

    cqpm = models.ForeignKey(Certification, models.PROTECT, related_name="equivalences_cqpi", verbose_name="CQPM")
    cqpi = models.ForeignKey(Certification, models.PROTECT, related_name="equivalences_cqpm", verbose_name="CQPI")
    debut = models.DateField("équivalents depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "équivalence CQPM et CQPI"
        verbose_name_plural = "équivalences CQPM et CQPI"
        ordering = ("-debut", "-pk")
        constraints = [
            models.UniqueConstraint(name="equivalence_cqpi_unique", fields=["cqpm", "cqpi", "debut"]),
            models.CheckConstraint(
                name="equivalence_cqpi_dates",
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                violation_error_message="La fin de l’équivalence précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cqpm.code} et {self.cqpi.code}"

    def couvre(self, le: date) -> bool:
        """On the list that day; its last day counts."""
        return self.debut <= le and (self.fin is None or le <= self.fin)
