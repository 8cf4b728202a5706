"""Who is presented to a jury, and what it decided of each title aimed at."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from candidats.models import Inscription
from certif_portal.commun.immuable import Quand, Scellement
from certif_portal.comptes.models import Utilisateur
from jurys.choix import Decision
from jurys.models.jury import JURY_CLOS, Jury, MembreJury
from referentiels.models import Competence, VersionBloc

PRISE = ("decision", "motif", "decidee_le", "decidee_par", "voix_pour", "voix_contre")
PRESENTATION_CLOSE = Quand(f"presentation__{JURY_CLOS.chemin}", JURY_CLOS.champ, JURY_CLOS.valeurs)


class DecisionPrise(models.Model):
    """What the jury said, why, and by which votes."""

    decision = models.CharField("décision", max_length=2, choices=Decision.choices, blank=True)
    motif = models.TextField("motif", blank=True, help_text="Pourquoi le jury s’écarte de l’avis de la commission.")
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="enregistrée par"
    )
    voix_pour = models.PositiveSmallIntegerField("voix pour l’admission", null=True, blank=True)
    voix_contre = models.PositiveSmallIntegerField("voix contre l’admission", null=True, blank=True)
    rectifiee = models.CharField(
        "décision rectifiée",
        max_length=2,
        choices=Decision.choices,
        blank=True,
        help_text="Par un procès-verbal rectificatif signé : la décision lue reste.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="%(class)s_decidee_date",
                condition=Q(decision="") | Q(decidee_le__isnull=False),
                violation_error_message="Une décision porte sa date.",
            ),
            models.CheckConstraint(
                name="%(class)s_voix",
                condition=Q(voix_pour__isnull=True, voix_contre__isnull=True)
                | Q(voix_pour__isnull=False, voix_contre__isnull=False),
                violation_error_message="Un vote compte les voix pour et les voix contre.",
            ),
        ]

    @property
    def en_vigueur(self) -> str:
        """What the jury decided, as its last rectifying PV says it."""
        return self.rectifiee or self.decision


class PresentationManager(models.Manager["Presentation"]):
    """Lists, statements and counts read presentations by the thousand: the synthesis, three kilobytes to parse, is left
    out unless `defer(None)` asks for it."""

    def get_queryset(self) -> models.QuerySet["Presentation"]:
        return super().get_queryset().defer("synthese")


class Presentation(DecisionPrise):
    """A registration attached to a jury: an anonymous code, then a decision.

    Of a registration for blocs alone the decisions are the blocs' own (`decisions_blocs`); the one here sums them up,
    admitted as soon as one bloc is, and stays empty until each is decided (decision 0180).
    `synthese` is the anonymous synthesis, frozen when the deliberation opens: what the members read
    holds no name, and no page of theirs needs the tables of civil status (decision 0040).
    """

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="presentations")
    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="presentations")
    code = models.CharField("code anonyme", max_length=12)
    ordre = models.PositiveIntegerField("ordre tiré au sort")
    synthese = models.JSONField("synthèse anonyme des évaluations", null=True, blank=True)
    rncp = models.BooleanField("certification au RNCP le jour du jury", null=True, blank=True)
    passage_outre_motif = models.TextField("motif du passage outre", blank=True)
    passage_outre_pieces = models.TextField("pièces manquantes au passage outre", blank=True)
    passage_outre_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="passage outre par"
    )

    ecartes = models.ManyToManyField(
        MembreJury,
        blank=True,
        related_name="+",
        verbose_name="membres qui ne prennent pas part à la décision",
        help_text="Employeur ou supérieur du candidat, dits à l’ouverture.",
    )

    objects = PresentationManager()
    scellement: ClassVar[Scellement] = Scellement(
        JURY_CLOS,
        figes=(
            *PRISE,
            *("jury", "inscription", "code", "ordre", "synthese", "rncp"),
            *("passage_outre_motif", "passage_outre_pieces", "passage_outre_par"),
        ),
        libres=("rectifiee",),
        personnels=("motif", "synthese", "passage_outre_motif", "passage_outre_pieces"),
        ajouts=False,
        liens=("ecartes",),
    )

    class Meta:
        verbose_name = "présentation au jury"
        verbose_name_plural = "présentations au jury"
        ordering = ("ordre", "pk")
        # who was decided of what is counted by jury, without reading the rows, whose synthesis is long
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="presentation_tenue", fields=["jury", "inscription", "decision", "rectifiee", "id"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *DecisionPrise.Meta.constraints,
            models.UniqueConstraint(name="presentation_unique", fields=["jury", "inscription"]),
            models.UniqueConstraint(name="presentation_code", fields=["jury", "code"]),
            models.UniqueConstraint(name="presentation_ordre", fields=["jury", "ordre"]),
            models.CheckConstraint(
                name="presentation_passage_outre",
                condition=Q(passage_outre_motif="") | Q(passage_outre_par__isnull=False),
                violation_error_message="Un passage outre porte son motif et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DecisionBloc(DecisionPrise):
    """The decision on one bloc that a candidate aims at alone: each bloc is a certification of its own. One delivered
    by a rectifying PV (decision 0289) is added after the closing, its `decision` empty: the PV does not say it."""

    presentation = models.ForeignKey(Presentation, models.CASCADE, related_name="decisions_blocs")
    version_bloc = models.ForeignKey(VersionBloc, models.PROTECT, related_name="+", verbose_name="bloc")

    scellement: ClassVar[Scellement] = Scellement(
        PRESENTATION_CLOSE,
        figes=(*PRISE, "presentation", "version_bloc"),
        libres=("rectifiee",),
        personnels=("motif",),
        ajouts=False,
        ajouts_vides=("decision", "decidee_le"),
    )

    class Meta:
        verbose_name = "décision sur un bloc"
        verbose_name_plural = "décisions sur les blocs"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *DecisionPrise.Meta.constraints,
            models.UniqueConstraint(name="decision_bloc_unique", fields=["presentation", "version_bloc"]),
        ]

    def __str__(self) -> str:
        return f"{self.presentation}, {self.version_bloc} : {self.decision}"


class ValidationCompetence(models.Model):
    """What the jury validated, competence by competence: follows the decision until closing, never changes after."""

    presentation = models.ForeignKey(Presentation, models.CASCADE, related_name="validations")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    acquise = models.BooleanField("acquise")

    scellement: ClassVar[Scellement] = Scellement(
        PRESENTATION_CLOSE, figes=("presentation", "competence", "acquise"), ajouts=False
    )

    class Meta:
        verbose_name = "compétence validée par le jury"
        verbose_name_plural = "compétences validées par le jury"
        constraints = [models.UniqueConstraint(name="validation_unique", fields=["presentation", "competence"])]

    def __str__(self) -> str:
        return f"{self.competence} : {'acquise' if self.acquise else 'non acquise'}"
