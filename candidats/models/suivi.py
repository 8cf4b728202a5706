"""What is concluded of each registration from its facts, kept so that a list or a counter is a plain filter.

Nothing here is typed by anyone: `jurys.services.suivi` writes these rows in the transaction of the act that changed
the facts, and `manage.py recalculer --verifier` compares them with the function. What depends on the day is a date,
compared in SQL by whoever reads; never a state of the day kept.
"""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from candidats.choix import EtatInscription
from candidats.choix_suivi import ActeDossier, Acteur, NatureEcheance
from candidats.models.inscription import Inscription
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.permissions import Personne, peut_tout_consulter


class Suivi(models.Model):
    """One row per registration: the next act, who must do it, since when, by when, and why it cannot be done yet.

    `etapes` and `pieces` are what the page of one file shows, as `jurys.regles.suivi` writes and reads them.
    """

    inscription = models.OneToOneField(Inscription, models.CASCADE, primary_key=True, related_name="suivi")
    acte = models.CharField("prochain acte", max_length=16, choices=ActeDossier.choices, blank=True)
    acteur = models.CharField("qui doit agir", max_length=12, choices=Acteur.choices, blank=True)
    depuis = models.DateField("depuis le", null=True, blank=True)
    limite = models.DateField("au plus tard le", null=True, blank=True)
    explication = models.TextField("pourquoi cette limite", blank=True)
    obstacle = models.TextField("pourquoi pas encore", blank=True)
    precision = models.CharField("précision", max_length=20, blank=True)
    cible = models.BigIntegerField("commission ou jury de l’acte", null=True, blank=True)
    etapes = models.JSONField("étapes", default=list)
    pieces = models.JSONField("pièces présentes ou sans objet", default=list)
    jury_le = models.DateField("date du jury où il est présenté", null=True, blank=True)
    a_refaire_le = models.DateTimeField("à refaire depuis", null=True, blank=True)

    class Meta:
        verbose_name = "suivi d’inscription"
        verbose_name_plural = "suivis d’inscription"
        indexes = [
            models.Index(fields=["acte", "depuis"]),
            models.Index(name="suivi_a_refaire", fields=["a_refaire_le"], condition=Q(a_refaire_le__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="suivi_acte_et_acteur",
                condition=Q(acte="", acteur="") | (~Q(acte="") & ~Q(acteur="")),
                violation_error_message="Un acte attendu dit de qui il l’est.",
            )
        ]

    def __str__(self) -> str:
        return f"Suivi de {self.inscription_id} : {self.acte or 'rien'}"


class PieceQuerySet(models.QuerySet["PieceManquante"]):
    def pour_un_jury_du(self, jour: Any) -> "PieceQuerySet":
        return self.filter(Q(du__isnull=True) | Q(du__lte=jour), Q(au__isnull=True) | Q(au__gte=jour))


class PieceManquante(models.Model):
    """A piece the jury would miss, whatever its day, or for a jury held from `du` to `au`.

    `code`: see `jurys.choix.CodePiece`. `jour`: the sitting on which the OF was not accredited; without one, in the row
    of an accreditation, that day is the jury's own.
    """

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="pieces_manquantes")
    code = models.CharField("pièce", max_length=12)
    explication = models.TextField("explication", blank=True)
    jour = models.DateField("jour de séance", null=True, blank=True)
    du = models.DateField("pour un jury du", null=True, blank=True)
    au = models.DateField("au", null=True, blank=True)
    acteur = models.CharField("qui doit agir", max_length=12, choices=Acteur.choices, db_default="", blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce manquante"
        verbose_name_plural = "pièces manquantes"
        ordering = ["inscription", "pk"]

    def __str__(self) -> str:
        return f"{self.code} de {self.inscription_id}"


def il_manque(jour: Any) -> Exists:
    """Whether a registration misses a piece for a jury held that day: a date, or an `OuterRef` to one of its row."""
    return Exists(PieceManquante.objects.pour_un_jury_du(jour).filter(inscription=OuterRef("pk")))


def brouillons_d_organisme() -> Q:
    brouillons = Inscription.objects.filter(etat=EtatInscription.BROUILLON, organisme__isnull=False)
    return Q(nature=NatureEcheance.DEPOT, inscription__in=brouillons.order_by().values("pk"))


class EcheanceQuerySet(models.QuerySet["EcheanceDossier"]):
    def au(self, le: date) -> "EcheanceQuerySet":
        """What is shown that day: neither too early, nor past its last day."""
        return self.encore_au(le).filter(Q(des__isnull=True) | Q(des__lte=le))

    def encore_au(self, le: date) -> "EcheanceQuerySet":
        """What is shown that day or will be."""
        return self.filter(Q(jusque__isnull=True) | Q(jusque__gte=le))

    def hors_brouillons(self) -> "EcheanceQuerySet":
        """Without what is due on the drafts of an OF, which nobody else reads: their deposit."""
        return self.exclude(brouillons_d_organisme())

    def visibles_par(self, personne: Personne) -> "EcheanceQuerySet":
        """The staff sees what is due on every file that it sees, whoever bears it; the others, on their own, but what
        the centre owes: its lateness is not theirs."""
        if peut_tout_consulter(personne):
            return self.hors_brouillons()
        siens = Inscription.objects.visibles_par(personne).order_by()
        return self.filter(inscription__in=siens).exclude(acteur=Acteur.CENTRE)

    def rangees(self) -> "EcheanceQuerySet":
        """The most urgent first, always in the same order."""
        return self.order_by("limite", "libelle", F("inscription__candidat__cle_recherche"), "pk")


class EcheanceDossier(models.Model):
    """Something due on a file. `cle` names it for ever (rule, file, date), so that one reminder is never sent twice.

    `repere`: the date it was computed from. `des` and `jusque`: the days between which it is shown; of what is about to
    be lost, `des` is also the first day of its only reminder.
    """

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="echeances")
    nature = models.CharField("nature", max_length=8, choices=NatureEcheance.choices)
    regle = models.CharField("règle", max_length=40)
    cle = models.CharField("clé", max_length=160, unique=True)
    libelle = models.CharField("libellé", max_length=120)
    explication = models.TextField("explication")
    acteur = models.CharField("qui doit agir", max_length=12, choices=Acteur.choices)
    repere = models.DateField("calculée depuis le", null=True, blank=True)
    limite = models.DateField("au plus tard le")
    des = models.DateField("montrée dès le", null=True, blank=True)
    jusque = models.DateField("montrée jusqu’au", null=True, blank=True)

    objects = EcheanceQuerySet.as_manager()

    class Meta:
        verbose_name = "échéance de dossier"
        verbose_name_plural = "échéances de dossier"
        indexes = [
            models.Index(fields=["limite", "libelle"]),
            models.Index(name="echeance_par_acteur", fields=["acteur", "limite"]),
        ]

    def __str__(self) -> str:
        return self.cle


class AlarmeSuivi(models.Model):
    """A night on which what is kept was not what the function says: a service forgot to tell what it changed."""

    constatee_le = models.DateTimeField("constatée le")
    nombre = models.PositiveIntegerField("lignes fausses")
    detail = models.TextField("premières différences")
    levee_le = models.DateTimeField("levée le", null=True, blank=True)

    class Meta:
        verbose_name = "alarme du suivi"
        verbose_name_plural = "alarmes du suivi"
        ordering = ("-constatee_le", "-pk")

    def __str__(self) -> str:
        return f"{self.nombre} lignes fausses le {jour_de(self.constatee_le):%d/%m/%Y}"
