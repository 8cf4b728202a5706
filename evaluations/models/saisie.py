"""What is written in a grid: the line of each competence, the notes of each evaluator, what the tablets sent."""

from django.db import models
from django.db.models import Q

from certif_portal.comptes.models import Utilisateur
from evaluations.choix import StatutOperation, SuiteQuarantaine
from evaluations.models.commission import Passage
from evaluations.models.evaluateur import Evaluateur
from evaluations.models.grille import SUR_PAPIER, Grille
from evaluations.regles.saisie import Valeur
from referentiels.models import Competence


class Saisie(models.Model):
    """What one line says of a competence, whoever's it is; and what tells a late writing from a next one.

    `autres`: what others had written without having seen it, kept beside until somebody who saw both settles it;
    `sur_papier`: it was taken from a paper that the whole commission signed, nobody of it typed it.
    """

    maitrisee = models.BooleanField("maîtrisée en toute autonomie", null=True, blank=True)
    modalites = models.JSONField("modalités utilisées", default=list, blank=True)
    atteints = models.JSONField("critères atteints", default=list, blank=True)
    preuves = models.TextField("preuves vues", blank=True)
    commentaire = models.TextField("commentaire", blank=True)
    saisie_le = models.DateTimeField("saisie le")
    version = models.PositiveIntegerField("version", default=1)
    d_autrui = models.PositiveIntegerField("dernière version d’un autre auteur", default=0)
    tranchable = models.PositiveIntegerField("à trancher depuis la version", default=0)
    autres = models.JSONField("valeurs contraires", default=list, blank=True)
    appareil = models.CharField("tablette", max_length=36, blank=True)
    rang = models.PositiveIntegerField("rang sur la tablette", default=0)
    sur_papier = models.BooleanField("reprise d’une grille papier", default=False)

    class Meta:
        abstract = True

    @property
    def auteur(self) -> str:
        """As screens say it."""
        return SUR_PAPIER if self.sur_papier else str(self.saisie_par)  # type: ignore[attr-defined]

    @property
    def valeur(self) -> Valeur:
        return Valeur(self.maitrisee, tuple(self.modalites), tuple(self.atteints), self.preuves, self.commentaire)

    @valeur.setter
    def valeur(self, valeur: Valeur) -> None:
        self.maitrisee, self.preuves, self.commentaire = valeur.maitrisee, valeur.preuves, valeur.commentaire
        self.modalites, self.atteints = list(valeur.modalites), list(valeur.atteints)

    @property
    def en_conflit(self) -> bool:
        return bool(self.autres)


class Appreciation(Saisie):
    """The line of one competence, the commission's common result, and the sitting that says so."""

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="appreciations")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="appreciations")
    saisie_par = models.ForeignKey(Evaluateur, models.PROTECT, related_name="+", verbose_name="saisie par")

    class Meta:
        verbose_name = "appréciation"
        constraints = [models.UniqueConstraint(name="appreciation_unique", fields=["grille", "competence"])]

    def __str__(self) -> str:
        mots = {True: "maîtrisée", False: "non maîtrisée", None: "à évaluer"}
        return f"{self.competence} : {mots[self.maitrisee]}"


class NoteEvaluateur(Saisie):
    """What one evaluator notes for themselves before the commission agrees: never the jury's, and a colleague's only
    once both have written."""

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="notes")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="notes")
    saisie_par = models.ForeignKey(Evaluateur, models.PROTECT, related_name="notes", verbose_name="évaluateur")

    class Meta:
        verbose_name = "note d’évaluateur"
        verbose_name_plural = "notes d’évaluateur"
        constraints = [models.UniqueConstraint(name="note_unique", fields=["grille", "competence", "saisie_par"])]

    def __str__(self) -> str:
        return f"{self.competence}, note de {self.saisie_par}"


class OperationRecue(models.Model):
    """Every operation received from a tablet, once: its answer is given again to whoever sends it again."""

    cle = models.UUIDField("identifiant")
    sha256 = models.CharField("empreinte", max_length=64)
    doublon = models.BooleanField("même identifiant, autre contenu", default=False)
    auteur = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="envoyée par")
    appareil = models.CharField("tablette", max_length=36, blank=True)
    grille = models.ForeignKey(Grille, models.CASCADE, null=True, blank=True, related_name="operations")
    corps = models.TextField("ce qui a été reçu")
    statut = models.CharField("statut", max_length=12, choices=StatutOperation.choices)
    phrase = models.TextField("pourquoi", blank=True)
    reponse = models.JSONField("réponse")
    recue_le = models.DateTimeField("reçue le")
    suite = models.CharField("suite donnée", max_length=10, choices=SuiteQuarantaine.choices, blank=True)
    suite_motif = models.TextField("motif de la suite", blank=True)
    suite_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="suite donnée par"
    )
    suite_le = models.DateTimeField("suite donnée le", null=True, blank=True)

    class Meta:
        verbose_name = "opération reçue"
        verbose_name_plural = "opérations reçues"
        ordering = ["recue_le", "pk"]
        indexes = [
            models.Index(
                name="operation_en_attente",
                fields=["recue_le"],
                condition=Q(statut=StatutOperation.QUARANTAINE, suite=""),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="operation_unique", fields=["cle"], condition=Q(doublon=False)),
            models.UniqueConstraint(name="operation_contenu_unique", fields=["cle", "sha256"]),
            models.CheckConstraint(
                name="operation_suite_complete",
                condition=Q(suite="", suite_le__isnull=True, suite_par__isnull=True)
                | (~Q(suite="") & Q(suite_le__isnull=False) & Q(suite_par__isnull=False)),
                violation_error_message="La suite d’une opération dit quand et par qui.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cle} ({self.get_statut_display()})"
