"""The certified persons told to the national information system: lots, lines, receipts (decision 0251)."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix_national import VIVANTES, EtatLigne, EtatLot, NatureDeposant, NatureLot, VersionSchema
from jurys.models.certificat import Certificat
from jurys.models.jury import Jury

HUIT = RegexValidator(r"^[A-Za-z0-9]{8}$", "Huit lettres ou chiffres, tels que la Caisse des dépôts les a donnés.")


class ReglagesNational(models.Model):
    """The one row of what the XML says of who deposits (primary key 1). Without it, a workbook is handed over."""

    xml_actif = models.BooleanField("le centre dépose lui-même un fichier XML", default=False)
    version = models.CharField(
        "version du schéma", max_length=8, choices=VersionSchema.choices, default=VersionSchema.V112
    )
    emetteur = models.CharField("identifiant client de l’émetteur", max_length=8, blank=True, validators=[HUIT])
    certificateur = models.CharField("identifiant client du certificateur", max_length=8, blank=True, validators=[HUIT])
    contrat = models.CharField("identifiant du contrat", max_length=20, blank=True, help_text="MCFCER000123")
    nature_deposant = models.CharField("nature du déposant", max_length=15, choices=NatureDeposant.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "réglages du fichier national"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="reglages_national_ligne_unique",
                condition=Q(pk=1),
                violation_error_message="Le fichier national n’a qu’une fiche de réglages.",
            ),
            models.CheckConstraint(
                name="reglages_national_complets",
                condition=Q(xml_actif=False) | (~Q(emetteur="") & ~Q(certificateur="") & ~Q(contrat="")),
                violation_error_message="Pour déposer en XML, les trois identifiants sont attendus.",
            ),
        ]

    def __str__(self) -> str:
        return "Fichier national"


def reglages_national() -> ReglagesNational:
    return ReglagesNational.objects.get_or_create(pk=1)[0]


class LotNational(models.Model):
    """Certificates told together: of a period of juries, or of one jury."""

    nature = models.CharField("nature", max_length=8, choices=NatureLot.choices)
    version = models.CharField("version du schéma", max_length=8, blank=True)
    jury = models.ForeignKey(Jury, models.PROTECT, null=True, blank=True, related_name="lots_nationaux")
    debut = models.DateField("jurys du", null=True, blank=True)
    fin = models.DateField("au", null=True, blank=True)
    etat = models.CharField("état", max_length=8, choices=EtatLot.choices, default=EtatLot.EN_COURS)
    nombre = models.PositiveIntegerField("certificats", default=0)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    erreur = models.TextField("pourquoi il n’est pas prêt", blank=True)
    motif = models.TextField("motif", blank=True)
    cree_le = models.DateTimeField("demandé le")
    cree_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandé par")
    remis_le = models.DateField("remis ou déposé le", null=True, blank=True)
    remis_a = models.CharField("remis à", max_length=200, blank=True)

    class Meta:
        verbose_name = "lot du fichier national"
        verbose_name_plural = "lots du fichier national"
        ordering = ["-cree_le", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="lot_national_remis",
                condition=~Q(etat=EtatLot.REMIS) | (Q(remis_le__isnull=False) & ~Q(remis_a="")),
                violation_error_message="Un lot remis dit quand et à qui.",
            ),
            models.CheckConstraint(
                name="lot_national_pret",
                condition=~Q(etat=EtatLot.PRET) | Q(fichier__isnull=False),
                violation_error_message="Un lot prêt porte son fichier.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot national {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("lotnational_detail", args=[self.pk])

    @property
    def de_quoi(self) -> str:
        """« jury 2026-4 », « jurys du 01/01/2026 au 31/03/2026 »."""
        if self.jury:
            return f"jury {self.jury.numero}"
        return f"jurys du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}" if self.debut and self.fin else ""


class LigneNational(models.Model):
    """One certificate in one lot, and what came back of it."""

    lot = models.ForeignKey(LotNational, models.PROTECT, related_name="lignes")
    certificat = models.ForeignKey(Certificat, models.PROTECT, related_name="lignes_nationales")
    etat = models.CharField("état", max_length=8, choices=EtatLigne.choices, default=EtatLigne.ATTENDUE)
    motif = models.TextField("motif du refus", blank=True)
    lue_le = models.DateTimeField("retour lu le", null=True, blank=True)

    class Meta:
        verbose_name = "ligne du fichier national"
        verbose_name_plural = "lignes du fichier national"
        ordering = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ligne_nationale_unique", fields=["lot", "certificat"]),
            models.UniqueConstraint(
                name="ligne_nationale_vivante",
                fields=["certificat"],
                condition=Q(etat__in=sorted(VIVANTES)),
                violation_error_message="Ce certificat est déjà parti.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} : {self.certificat_id}"


class RetourNational(models.Model):
    """One receipt read: what it accepted, what it refused, and the rows that nobody knows."""

    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    lu_le = models.DateTimeField("lu le")
    lu_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="lu par")
    acceptees = models.PositiveIntegerField("acceptées")
    refusees = models.PositiveIntegerField("refusées")
    connues = models.PositiveIntegerField("déjà lues")
    inconnues = models.JSONField("lignes inconnues", default=list)

    class Meta:
        verbose_name = "retour du fichier national"
        verbose_name_plural = "retours du fichier national"
        ordering = ["-lu_le", "-pk"]

    def __str__(self) -> str:
        return f"Retour du {jour_de(self.lu_le):%d/%m/%Y}"
