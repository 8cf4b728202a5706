"""What companies and candidates ask by the public form: a queue of the staff, never the register."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.choix import Demandeur, EtatDemande, PrecisionNaissance, Voie
from candidats.donnees import LONGUEURS, Naissance
from candidats.models.inscription import Inscription
from certif_portal.commun.demandes import DemandePublique
from referentiels.models import Referentiel


class DemandeInscription(DemandePublique):
    """A request to be registered, by its author's words; its address is confirmed before anybody reads it."""

    demandeur = models.CharField("qui demande", max_length=10, choices=Demandeur.choices)
    courriel = models.EmailField("courriel")
    telephone = models.CharField("téléphone", max_length=LONGUEURS["telephone"], blank=True)
    nom_naissance = models.CharField("nom de naissance", max_length=LONGUEURS["nom_naissance"])
    prenom = models.CharField("prénom", max_length=LONGUEURS["prenom"])
    date_naissance = models.DateField("date de naissance")
    naissance_precision = models.CharField(
        "ce qui en est connu",
        max_length=5,
        choices=PrecisionNaissance.choices,
        default=PrecisionNaissance.JOUR,
        help_text="Sinon la date est le premier jour possible.",
    )
    referentiel = models.ForeignKey(Referentiel, models.PROTECT, related_name="+", verbose_name="certification")
    voie = models.CharField("voie d’accès", max_length=12, choices=Voie.choices)
    sans_accord = models.BooleanField("sans l’accord de l’employeur", default=False)
    raison_sociale = models.CharField("entreprise", max_length=LONGUEURS["entreprise_raison_sociale"], blank=True)
    siret = models.CharField("SIRET", max_length=LONGUEURS["entreprise_siret"], blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatDemande.choices, default=EtatDemande.A_CONFIRMER)
    inscription = models.OneToOneField(
        Inscription, models.SET_NULL, null=True, blank=True, related_name="demande", verbose_name="inscription"
    )

    class Meta(DemandePublique.Meta):
        verbose_name = "demande d’inscription"
        verbose_name_plural = "demandes d’inscription"
        indexes = [models.Index(fields=["etat", "recue_le"])]
        constraints = [
            models.CheckConstraint(
                name="demande_traitee_complete",
                condition=Q(etat__in=[EtatDemande.A_CONFIRMER, EtatDemande.A_TRAITER])
                | (Q(traitee_le__isnull=False) & Q(traitee_par__isnull=False)),
                violation_error_message="Une demande traitée dit quand et par qui.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom_naissance.upper()} {self.prenom}"

    def get_absolute_url(self) -> str:
        return reverse("demandeinscription_detail", args=[self.pk])

    @property
    def naissance(self) -> Naissance:
        return Naissance(self.date_naissance, self.naissance_precision)
