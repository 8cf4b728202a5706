"""The figures of a year, and its report."""

from typing import ClassVar

from django.db import models

from certif_portal.commun.immuable import Scellement
from certif_portal.commun.models import DocumentRendu
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import AxeChiffre, MesureChiffre


class AnneeChiffree(models.Model):
    """The figures of one calendar year, as they were last made; `demandee_le`: somebody waits for them to be made."""

    annee = models.PositiveSmallIntegerField("année", unique=True)
    etablie_le = models.DateTimeField("établie le", null=True, blank=True)
    demandee_le = models.DateTimeField("demandée le", null=True, blank=True)

    class Meta:
        verbose_name = "année chiffrée"
        verbose_name_plural = "années chiffrées"
        ordering = ["-annee"]

    def __str__(self) -> str:
        return f"Chiffres de {self.annee}"


class Chiffre(models.Model):
    """One figure that may be told, made at night: what is too few is not in the table at all (decision 0380).

    `cle`: which certification, OF, route… of the axis, empty for the groups told together (`groupes` of them);
    `sous`: the certification of a bloc or a competence; `trimestre`: 0 for the whole year.
    """

    annee = models.ForeignKey(AnneeChiffree, models.CASCADE, related_name="chiffres")
    mesure = models.CharField("mesure", max_length=14, choices=MesureChiffre.choices)
    axe = models.CharField("axe", max_length=14, choices=AxeChiffre.choices)
    cle = models.CharField("de quoi", max_length=20, blank=True)
    sous = models.CharField("certification", max_length=20, blank=True)
    trimestre = models.PositiveSmallIntegerField("trimestre", default=0)
    rang = models.PositiveIntegerField("rang", default=0)
    groupes = models.PositiveIntegerField("groupes réunis", default=1)
    nombre = models.PositiveIntegerField("nombre")
    reussites = models.PositiveIntegerField("réussites", null=True, blank=True)
    attendues = models.FloatField("réussites attendues", null=True, blank=True)
    delais = models.JSONField("jours entre deux étapes, médiane et neuf sur dix", default=dict, blank=True)

    class Meta:
        verbose_name = "chiffre"
        ordering = ("annee", "mesure", "axe", "rang", "trimestre", "pk")
        constraints = [
            models.UniqueConstraint(
                name="chiffre_unique", fields=["annee", "mesure", "axe", "sous", "cle", "trimestre"]
            )
        ]
        indexes = [models.Index(name="chiffre_par_groupe", fields=["axe", "cle", "annee"])]

    def __str__(self) -> str:
        return f"{self.get_mesure_display()}, {self.get_axe_display()} {self.cle}".strip()

    def delai(self, etape: str) -> tuple[int, int] | None:
        """Within how many days half of them went from one to the other, and nine in ten; None of too few people."""
        lu = self.delais.get(etape)
        return (lu[0], lu[1]) if lu else None

    @property
    def taux(self) -> float | None:
        return None if self.reussites is None or not self.nombre else self.reussites / self.nombre


class RapportAnnuel(models.Model):
    """The annual report of a finished year, for the GTP and the CPREFP: what it says is frozen with its PDF, and made
    again it is another version, for a reason. Empty until the task has drawn it from the recorded facts."""

    annee = models.PositiveSmallIntegerField("année")
    version = models.PositiveSmallIntegerField("version")
    motif = models.TextField("pourquoi il est refait", blank=True, max_length=2000)
    contenu = models.JSONField("ce qu’il dit", null=True, blank=True)
    document = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")
    demande_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("annee", "version", "motif", "demande_par", "demande_le"), une_fois=("contenu", "document")
    )

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-annee", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="rapport_annuel_version",
                fields=["annee", "version"],
                violation_error_message="Cette version du rapport existe déjà.",
            ),
            models.CheckConstraint(
                name="rapport_annuel_motif",
                condition=models.Q(version=1) | ~models.Q(motif=""),
                violation_error_message="Un rapport refait dit pourquoi.",
            ),
            models.CheckConstraint(
                name="rapport_annuel_etabli",
                condition=models.Q(contenu__isnull=True, document__isnull=True)
                | models.Q(contenu__isnull=False, document__isnull=False),
                violation_error_message="Un rapport établi porte ce qu’il dit et son document.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport annuel {self.annee}, version {self.version}"
