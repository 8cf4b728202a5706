"""The company’s opinion, given by a link, or its absence."""

from django.db import models
from django.db.models import Q

from candidats.models import Inscription
from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.liens import LienUnique
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatAvis
from referentiels.models import Activite


class AvisEntreprise(models.Model):
    """The company's opinion on the référentiel's activities: given by link, or its absence recorded."""

    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="avis")
    etat = models.CharField("état", max_length=8, choices=EtatAvis.choices, default=EtatAvis.ATTENDU)
    demande_le = models.DateTimeField("demandé le")
    valeur = models.ForeignKey(
        ValeurAvis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avis global"
    )
    commentaire = models.TextField("commentaire", blank=True)
    nom = models.CharField("nom du signataire", max_length=120, blank=True)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    signature = models.JSONField("signature tracée", default=list, blank=True)  # strokes (commun.signature)
    rendu_le = models.DateTimeField("rendu le", null=True, blank=True)
    papier = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avis signé, scan"
    )
    signe_le = models.DateField("signé le, selon le papier", null=True, blank=True)
    saisi_le = models.DateTimeField("saisi le", null=True, blank=True)
    saisi_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="saisi du scan par"
    )
    motif_renvoi = models.TextField("à saisir de nouveau parce que", blank=True)
    renvoye_le = models.DateTimeField("renvoyé le", null=True, blank=True)
    verifie_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vérifié par"
    )
    absence_motif = models.TextField("motif de l’absence", blank=True)
    absence_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="constatée par"
    )
    absence_le = models.DateTimeField("constatée le", null=True, blank=True)

    class Meta:
        verbose_name = "avis de l’entreprise"
        verbose_name_plural = "avis de l’entreprise"
        indexes = [models.Index(name="avis_attendu", fields=["inscription"], condition=Q(etat=EtatAvis.ATTENDU))]
        constraints = [
            models.CheckConstraint(
                name="avis_rendu_complet",
                condition=~Q(etat=EtatAvis.RENDU)
                | (Q(valeur__isnull=False) & Q(rendu_le__isnull=False) & ~Q(nom="") & ~Q(qualite="")),
                violation_error_message="Un avis rendu porte sa valeur, son signataire et sa date.",
            ),
            models.CheckConstraint(
                name="avis_papier_complet",
                condition=~Q(etat=EtatAvis.A_VERIFIER)
                | (
                    Q(papier__isnull=False)
                    & Q(saisi_par__isnull=False)
                    & Q(saisi_le__isnull=False)
                    & Q(signe_le__isnull=False)
                    & Q(valeur__isnull=False)
                ),
                violation_error_message="Un avis saisi porte son scan, sa date, sa valeur et son auteur.",
            ),
            models.CheckConstraint(
                name="avis_papier_verifie_par_un_autre",
                condition=~Q(etat=EtatAvis.RENDU)
                | Q(papier__isnull=True)
                | (Q(verifie_par__isnull=False) & ~Q(verifie_par=models.F("saisi_par"))),
                violation_error_message="Un avis reçu sur papier est vérifié par quelqu’un d’autre que qui l’a saisi.",
            ),
            models.CheckConstraint(
                name="avis_absence_complete",
                condition=~Q(etat=EtatAvis.ABSENT)
                | (Q(absence_par__isnull=False) & Q(absence_le__isnull=False) & ~Q(absence_motif="")),
                violation_error_message="Une absence d’avis est constatée par quelqu’un, avec un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Avis de l’entreprise sur {self.inscription.candidat}"


class AvisActivite(models.Model):
    """The opinion on one activity."""

    avis = models.ForeignKey(AvisEntreprise, models.CASCADE, related_name="par_activite")
    activite = models.ForeignKey(Activite, models.PROTECT, related_name="+")
    valeur = models.ForeignKey(ValeurAvis, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "avis par activité"
        verbose_name_plural = "avis par activité"
        constraints = [models.UniqueConstraint(name="avis_activite_unique", fields=["avis", "activite"])]

    def __str__(self) -> str:
        return f"{self.activite} : {self.valeur}"


class LienAvis(LienUnique):
    """The tutor's one-time link."""

    avis = models.ForeignKey(AvisEntreprise, models.CASCADE, related_name="liens")
    passe_par = models.EmailField("passé par", blank=True)  # who had the link before, and gave it to a colleague

    class Meta(LienUnique.Meta):
        verbose_name = "lien d’avis"
        verbose_name_plural = "liens d’avis"
