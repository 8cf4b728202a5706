"""Signed papers and certificates freeze the facts they print: they stay true whatever becomes of the file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from certif_portal.centre.choix import ModeSignature
from certif_portal.commun.immuable import QuandExiste, Scellement
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.sql import lettres_et_chiffres
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from jurys.choix import EtatPiece, ModeRemise, NaturePiece, TypeCertificat
from jurys.models.jury import JURY_CLOS, Jury
from jurys.models.presentation import Presentation
from referentiels.models import Certification, VersionBloc


class PieceJury(models.Model):
    """The PV of a certification or bloc decided of, or the émargement: asked for by the closing, rendered, signed by
    hand, then scanned."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="pieces")
    nature = models.CharField("nature", max_length=12, choices=NaturePiece.choices)
    certification = models.ForeignKey(Certification, models.PROTECT, null=True, blank=True, related_name="+")
    version_bloc = models.ForeignKey(
        VersionBloc, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bloc"
    )
    etat = models.CharField("état", max_length=8, choices=EtatPiece.choices, default=EtatPiece.A_EDITER)
    document = models.ForeignKey(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    signee_le = models.DateTimeField("scan déposé le", null=True, blank=True)
    signee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="déposé par"
    )

    scellement: ClassVar[Scellement] = Scellement(
        JURY_CLOS,
        figes=("jury", "nature", "certification", "version_bloc"),
        une_fois=("document",),
        libres=("etat", "scan", "signee_le", "signee_par"),  # a rectifying PV joins the others
    )

    class Meta:
        verbose_name = "pièce du jury"
        verbose_name_plural = "pièces du jury"
        ordering = ["nature", "pk"]
        indexes = [models.Index(name="piece_jury_rendue", fields=["jury"], condition=Q(etat=EtatPiece.RENDU))]
        constraints = [
            models.UniqueConstraint(
                name="piece_jury_unique",
                fields=["jury", "nature", "certification"],
                condition=Q(version_bloc__isnull=True),
            ),
            models.UniqueConstraint(
                name="piece_jury_bloc_unique", fields=["jury", "nature", "certification", "version_bloc"]
            ),
            models.UniqueConstraint(
                name="piece_jury_emargement_unique",
                fields=["jury", "nature"],
                condition=Q(nature=NaturePiece.EMARGEMENT),
            ),
            models.CheckConstraint(
                name="piece_pv_certification",
                condition=Q(nature=NaturePiece.PV, certification__isnull=False)
                | (~Q(nature=NaturePiece.PV) & Q(certification__isnull=True, version_bloc__isnull=True)),
                violation_error_message="Un procès-verbal porte sur une certification.",
            ),
            models.CheckConstraint(
                name="piece_editee",
                condition=Q(etat=EtatPiece.A_EDITER) | Q(document__isnull=False),
                violation_error_message="Une pièce éditée porte son document.",
            ),
            models.CheckConstraint(
                name="piece_signee_complete",
                condition=~Q(etat=EtatPiece.SIGNE)
                | (Q(scan__isnull=False) & Q(signee_le__isnull=False) & Q(signee_par__isnull=False)),
                violation_error_message="Une pièce signée porte son scan, sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} — {self.jury}"

    @property
    def titre(self) -> str:
        """What the PV is of, named; empty for the émargement."""
        if self.version_bloc and self.certification:
            return f"{self.version_bloc}, bloc du {self.certification}"
        return str(self.certification or "")

    @property
    def nom(self) -> str:
        """« Procès-verbal du jury 2026-4, CQPM 2024 0187 », « Émargement du jury 2026-4 »."""
        if self.nature == NaturePiece.RECTIFICATIF:
            return str(self.rectification)
        if self.nature == NaturePiece.EMARGEMENT:
            return f"Émargement du jury {self.jury.numero}"
        code = self.version_bloc.bloc if self.version_bloc else self.certification and self.certification.code
        return f"Procès-verbal du jury {self.jury.numero}, {code}"


class CertificatQuerySet(models.QuerySet["Certificat"]):
    def visibles_par(self, personne: Personne) -> "CertificatQuerySet":
        """Staff and auditor see all; an OF those of its own candidates, once it is told (decision 0255)."""
        if peut_tout_consulter(personne):
            return self
        if a_role(personne, Role.ORGANISME):
            return self.filter(
                presentation__inscription__organisme__membres__utilisateur=personne,
                presentation__inscription__organisme__membres__retire_le__isnull=True,
                presentation__inscription__resultat_retenu=False,
            )
        return self.none()


class Certificat(models.Model):
    """A certificate awarded, with the facts it prints, to be kept 42 years. It outlives the file."""

    numero = models.CharField("numéro", max_length=30, unique=True)
    serie = models.CharField("série", max_length=10, blank=True)
    rang = models.PositiveIntegerField(
        "rang dans la série", null=True, blank=True, help_text="Vide : le numéro vient du système national."
    )
    type = models.CharField("type", max_length=4, choices=TypeCertificat.choices)
    presentation = models.ForeignKey(Presentation, models.SET_NULL, null=True, related_name="certificats")
    version_bloc = models.ForeignKey(VersionBloc, models.PROTECT, null=True, blank=True, related_name="+")
    code_certification = models.CharField("code imprimé", max_length=40)
    intitule = models.CharField("intitulé", max_length=255)
    nom = models.CharField("nom de naissance", max_length=130)
    nom_usage = models.CharField("nom d’usage", max_length=60, blank=True)
    prenoms = models.CharField("prénoms", max_length=190)
    date_naissance = models.DateField("date de naissance")
    naissance_precision = models.CharField(
        "ce qui en est connu",
        max_length=5,
        choices=PrecisionNaissance.choices,
        default=PrecisionNaissance.JOUR,
        help_text="Sinon la date est le premier jour possible.",
    )
    lieu_naissance = models.CharField("lieu de naissance", max_length=140)
    date_jury = models.DateField("date du jury")
    document = models.ForeignKey(
        DocumentRendu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Absent tant que le papier n’est pas édité.",
    )
    delivre_le = models.DateTimeField("délivré le")
    signature = models.CharField(
        "signature du centre", max_length=5, choices=ModeSignature.choices, default=ModeSignature.MAIN
    )
    remis_le = models.DateField("remis le", null=True, blank=True)
    remis_a = models.CharField("remis à", max_length=200, blank=True)
    remis_comment = models.CharField("comment", max_length=10, choices=ModeRemise.choices, blank=True)
    revoque_le = models.DateField("révoqué le", null=True, blank=True)
    revoque_motif = models.TextField("motif de la révocation", blank=True)
    revoque_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="révoqué par"
    )
    remplace = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="remplacant", verbose_name="certificat remplacé"
    )
    remplace_motif = models.TextField("motif du remplacement", blank=True)
    original_rendu_le = models.DateField(
        "original rendu le", null=True, blank=True, help_text="D’un certificat remplacé : son papier est revenu."
    )
    cle_recherche = models.CharField(max_length=500, editable=False, db_index=True)

    objects = CertificatQuerySet.as_manager()
    scellement: ClassVar[Scellement] = Scellement(
        figes=(
            *("numero", "serie", "rang", "type", "presentation", "version_bloc", "code_certification", "intitule"),
            *("nom", "nom_usage", "prenoms", "date_naissance", "naissance_precision", "lieu_naissance", "date_jury"),
            *("delivre_le", "cle_recherche", "signature", "remplace", "remplace_motif"),
        ),
        une_fois=("document", "revoque_le", "revoque_motif", "revoque_par"),
        libres=("remis_le", "remis_a", "remis_comment", "original_rendu_le"),
        personnels=(
            *("presentation", "nom", "nom_usage", "prenoms", "date_naissance", "naissance_precision"),
            *("lieu_naissance", "cle_recherche", "revoque_motif", "remplace_motif"),
        ),
    )

    class Meta:
        verbose_name = "certificat"
        ordering = ("-delivre_le", "-rang", "-pk")
        indexes = [
            models.Index(lettres_et_chiffres("numero"), name="certificat_numero_ecrit"),
            models.Index(fields=["-date_jury", "-rang"], name="certificat_par_jury"),
        ]
        constraints = [
            models.UniqueConstraint(name="certificat_serie_rang", fields=["serie", "rang"]),
            models.CheckConstraint(
                name="certificat_remis_complet",
                condition=Q(remis_le__isnull=True, remis_a="", remis_comment="")
                | (Q(remis_le__isnull=False) & ~Q(remis_a="") & ~Q(remis_comment="")),
                violation_error_message="Une remise dit le jour, à qui et comment.",
            ),
            models.CheckConstraint(
                name="certificat_revoque_motif",
                condition=Q(revoque_le__isnull=True) | (Q(revoque_par__isnull=False) & ~Q(revoque_motif="")),
                violation_error_message="Une révocation porte son motif et son auteur.",
            ),
            models.CheckConstraint(
                name="certificat_remplace_motif",
                condition=Q(remplace_motif="") | Q(remplace__isnull=False),
                violation_error_message="Un motif de remplacement dit quel certificat est remplacé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} — {self.nom} {self.prenoms}"

    def get_absolute_url(self) -> str:
        return reverse("certificat_detail", args=[self.pk])

    @property
    def naissance(self) -> Naissance:
        """As it is printed."""
        return Naissance(self.date_naissance, self.naissance_precision)

    @property
    def remplace_par(self) -> "Certificat | None":
        """The one delivered in its place, if any."""
        return getattr(self, "remplacant", None)


class CompteurCertificat(models.Model):
    """The last number given in a series; locked in the transaction that awards."""

    serie = models.CharField("série", max_length=10, unique=True)
    dernier = models.PositiveIntegerField("dernier numéro", default=0)

    scellement: ClassVar[Scellement] = Scellement(
        QuandExiste(Certificat, "serie"), figes=("serie",), croissants=("dernier",)
    )

    class Meta:
        verbose_name = "compteur de certificats"
        verbose_name_plural = "compteurs de certificats"

    def __str__(self) -> str:
        return f"{self.serie} {self.dernier}"


class Duplicata(models.Model):
    """A copy certified true of a certificate whose original is lost: the kept document, marked on each page."""

    certificat = models.ForeignKey(Certificat, models.PROTECT, related_name="duplicatas")
    document = models.OneToOneField(DocumentRendu, models.PROTECT, related_name="+")
    motif = models.TextField("motif")
    delivre_le = models.DateTimeField("délivré le")
    delivre_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="délivré par")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("certificat", "document", "motif", "delivre_le", "delivre_par"), personnels=("motif",)
    )

    class Meta:
        verbose_name = "duplicata"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"duplicata du certificat {self.certificat.numero}"
