"""Professionals who offer to evaluate by the public form: a queue of the staff, never the pool."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.demandes import DemandePublique
from evaluations.choix import Contact, EtatCandidature, OrigineEvaluateur
from evaluations.models.evaluateur import Evaluateur
from referentiels.models import Certification


class CandidatureEvaluateur(DemandePublique):
    """« Renseignez votre profil », by its author's words; its address is confirmed before anybody reads it."""

    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField("nom", max_length=100)
    courriel = models.EmailField("courriel")
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    contact = models.CharField("comment vous joindre", max_length=12, choices=Contact.choices)
    entreprise_nom = models.CharField("entreprise", max_length=160)
    entreprise_siret = models.CharField("SIRET de l’entreprise", max_length=14, blank=True)
    service = models.CharField("service", max_length=120, blank=True)
    fonction = models.CharField("fonction", max_length=120)
    metier = models.CharField("métier", max_length=160)
    origine = models.CharField("d’où vous venez", max_length=14, choices=OrigineEvaluateur.choices)
    certifications = models.ManyToManyField(
        Certification, blank=True, related_name="+", verbose_name="certifications que vous pourriez évaluer"
    )
    region = models.CharField("région ou bassin d’emploi", max_length=80, blank=True)
    disponibilite = models.CharField("disponibilités", max_length=200, blank=True)
    charte_le = models.DateTimeField("charte acceptée le")
    etat = models.CharField("état", max_length=12, choices=EtatCandidature.choices, default=EtatCandidature.A_CONFIRMER)
    evaluateur = models.OneToOneField(
        Evaluateur, models.SET_NULL, null=True, blank=True, related_name="candidature", verbose_name="évaluateur"
    )

    class Meta(DemandePublique.Meta):
        verbose_name = "candidature d’évaluateur"
        verbose_name_plural = "candidatures d’évaluateur"
        indexes = [models.Index(fields=["etat", "recue_le"])]
        constraints = [
            models.CheckConstraint(
                name="candidature_traitee_complete",
                condition=Q(etat__in=[EtatCandidature.A_CONFIRMER, EtatCandidature.A_TRAITER])
                | (Q(traitee_le__isnull=False) & Q(traitee_par__isnull=False)),
                violation_error_message="Une candidature traitée dit quand et par qui.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    def get_absolute_url(self) -> str:
        return reverse("candidature_detail", args=[self.pk])
