"""The versions of a certification, and what is their own: texts, activities, modalities, order of the blocs."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import Personne, a_role
from referentiels.choix import EtatReferentiel, NatureModalite
from referentiels.models.bloc import VersionBloc
from referentiels.models.certification import Certification


class ReferentielQuerySet(models.QuerySet["Referentiel"]):
    def visibles_par(self, personne: Personne) -> "ReferentielQuerySet":
        """Published versions for everyone who has a role; drafts for those who run the centre."""
        if a_role(personne, *CONSULTATION, Role.ADMIN):
            return self
        return self.exclude(etat=EtatReferentiel.BROUILLON) if a_role(personne, *Role.values) else self.none()


class Referentiel(models.Model):
    """One version of a certification's référentiel, frozen once a candidate is engaged on it."""

    certification = models.ForeignKey(Certification, models.PROTECT, related_name="referentiels")
    date_gtp = models.DateField("décision du GTP Certifications", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatReferentiel.choices, default=EtatReferentiel.BROUILLON)
    intitule = models.CharField("intitulé", max_length=255)
    niveau = models.PositiveSmallIntegerField("niveau du cadre national", null=True, blank=True)
    categorie = models.CharField("ancienne catégorie", max_length=3, blank=True)
    mission = models.TextField("mission", blank=True)
    environnement = models.TextField("environnement de travail", blank=True)
    interactions = models.TextField("interactions", blank=True)
    evolutions = models.TextField("évolutions du métier", blank=True)
    texte_modalites = models.TextField("mise en œuvre des évaluations", blank=True)
    conditions_admission = models.TextField("conditions d’admissibilité", blank=True)
    source_nom = models.CharField("document importé", max_length=200, blank=True)
    source_sha256 = models.CharField("empreinte du document", max_length=64, blank=True)
    importe_le = models.DateTimeField("importé le", null=True, blank=True)
    blocs = models.ManyToManyField(VersionBloc, through="Composition", related_name="referentiels")

    objects = ReferentielQuerySet.as_manager()

    class Meta:
        verbose_name = "référentiel"
        ordering = ["certification", "-date_gtp"]
        constraints = [
            models.CheckConstraint(
                name="referentiel_en_vigueur_date",
                condition=Q(etat=EtatReferentiel.BROUILLON) | Q(date_gtp__isnull=False),
                violation_error_message="Un référentiel en vigueur porte la date de décision du GTP.",
            ),
            models.UniqueConstraint(
                name="referentiel_un_seul_en_vigueur",
                fields=["certification"],
                condition=Q(etat=EtatReferentiel.EN_VIGUEUR),
                violation_error_message="Cette certification a déjà une version en vigueur.",
            ),
            models.UniqueConstraint(
                name="referentiel_version_unique",
                fields=["certification", "date_gtp"],
                violation_error_message="Cette certification a déjà une version à cette date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certification.type} {self.intitule}"

    def get_absolute_url(self) -> str:
        return reverse("referentiel_detail", args=[self.pk])


class Provenance(models.Model):
    """What the reading of the document left aside: fourteen kilobytes that the page of the version alone shows. In the
    row of the version, every list would parse them on each of its lines."""

    referentiel = models.OneToOneField(Referentiel, models.CASCADE, primary_key=True, related_name="provenance")
    textes_ecartes = models.JSONField("textes non repris", default=list, blank=True)
    doutes = models.JSONField("endroits à relire", default=list, blank=True)

    class Meta:
        verbose_name = "provenance d’un référentiel"
        verbose_name_plural = "provenances des référentiels"

    def __str__(self) -> str:
        return f"Provenance de {self.referentiel}"


class Composition(models.Model):
    """A bloc in a référentiel, at its place."""

    referentiel = models.ForeignKey(Referentiel, models.CASCADE, related_name="compositions")
    version_bloc = models.ForeignKey(VersionBloc, models.PROTECT, related_name="compositions")
    ordre = models.PositiveSmallIntegerField("ordre")

    class Meta:
        ordering = ("ordre", "pk")
        constraints = [
            models.UniqueConstraint(name="composition_unique", fields=["referentiel", "version_bloc"]),
            models.UniqueConstraint(name="composition_ordre", fields=["referentiel", "ordre"]),
        ]

    def __str__(self) -> str:
        return f"{self.ordre}. {self.version_bloc}"


class Activite(models.Model):
    """An activity of the référentiel: it prefigures a bloc, and the company gives its opinion on it."""

    referentiel = models.ForeignKey(Referentiel, models.CASCADE, related_name="activites")
    ordre = models.PositiveSmallIntegerField("ordre")
    intitule = models.CharField("intitulé", max_length=255)
    texte = models.TextField("texte", blank=True)

    class Meta:
        verbose_name = "activité"
        ordering = ("ordre", "pk")
        constraints = [models.UniqueConstraint(name="activite_ordre", fields=["referentiel", "ordre"])]

    def __str__(self) -> str:
        return self.intitule


class Modalite(models.Model):
    """An evaluation modality the référentiel allows; several may be chosen per competence."""

    referentiel = models.ForeignKey(Referentiel, models.CASCADE, related_name="modalites")
    nature = models.CharField("nature", max_length=14, choices=NatureModalite.choices)
    texte = models.TextField("texte", blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "modalité d’évaluation"
        verbose_name_plural = "modalités d’évaluation"
        ordering = ("ordre", "pk")
        constraints = [models.UniqueConstraint(name="modalite_unique", fields=["referentiel", "nature"])]

    def __str__(self) -> str:
        return self.get_nature_display()


class IndexRecherche(models.Model):
    """The words of a version, each once, without accents: read by the search alone (decision 0012)."""

    referentiel = models.OneToOneField(Referentiel, models.CASCADE, primary_key=True, related_name="index_recherche")
    mots = models.TextField("mots", editable=False)

    class Meta:
        verbose_name = "index de recherche"
        verbose_name_plural = "index de recherche"

    def __str__(self) -> str:
        return f"Index de {self.referentiel}"
