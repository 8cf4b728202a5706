"""Persons and companies."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from candidats.choix import PrecisionNaissance, Secteur, Sexe, TypePieceIdentite
from candidats.donnees import LONGUEURS, Naissance
from candidats.regles.noms import meme_nom
from certif_portal.commun.sql import fin_du_telephone
from certif_portal.comptes.models import Utilisateur


class Candidat(models.Model):
    """A person's civil status and contact. Birth name and used name are two different things.

    A draft may be incomplete; a submitted registration holds a complete civil status (IDENTITE-COMPLETE).
    """

    sexe = models.CharField("sexe", max_length=1, choices=Sexe.choices, blank=True)
    nom_naissance = models.CharField("nom de naissance", max_length=LONGUEURS["nom_naissance"])
    nom_usage = models.CharField("nom d’usage", max_length=LONGUEURS["nom_usage"], blank=True)
    prenom = models.CharField("prénom", max_length=LONGUEURS["prenom"])
    autres_prenoms = models.CharField("autres prénoms", max_length=LONGUEURS["autres_prenoms"], blank=True)
    date_naissance = models.DateField("date de naissance")
    naissance_precision = models.CharField(
        "ce qui en est connu",
        max_length=5,
        choices=PrecisionNaissance.choices,
        default=PrecisionNaissance.JOUR,
        help_text="Sinon la date est le premier jour possible.",
    )
    commune_naissance = models.CharField("commune de naissance", max_length=LONGUEURS["commune_naissance"], blank=True)
    code_commune_naissance = models.CharField(
        "code INSEE de la commune de naissance", max_length=LONGUEURS["code_commune_naissance"], blank=True
    )
    departement_naissance = models.CharField(
        "département de naissance", max_length=LONGUEURS["departement_naissance"], blank=True
    )
    pays_naissance = models.CharField(
        "pays de naissance", max_length=LONGUEURS["pays_naissance"], default="France", blank=True
    )
    courriel = models.EmailField("courriel", max_length=LONGUEURS["courriel"], blank=True)
    telephone = models.CharField("téléphone", max_length=LONGUEURS["telephone"], blank=True)
    adresse = models.CharField("adresse", max_length=LONGUEURS["adresse"], blank=True)
    code_postal = models.CharField("code postal", max_length=LONGUEURS["code_postal"], blank=True)
    ville = models.CharField("ville", max_length=LONGUEURS["ville"], blank=True)
    cle_recherche = models.CharField(max_length=400, editable=False, db_index=True)
    identite_verifiee_le = models.DateTimeField("identité vérifiée le", null=True, blank=True)
    identite_verifiee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="identité vérifiée par"
    )
    identite_document = models.CharField(
        "document présenté", max_length=14, choices=TypePieceIdentite.choices, blank=True
    )
    naissance_confirmee = models.DateField(
        "date de naissance confirmée",
        null=True,
        blank=True,
        help_text="Celle que quelqu’un a confirmée, l’âge qu’elle donne étant inhabituel.",
    )
    naissance_confirmee_le = models.DateTimeField("naissance confirmée le", null=True, blank=True)
    naissance_confirmee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="naissance confirmée par"
    )
    history = HistoricalRecords(verbose_name="historique du candidat", verbose_name_plural="historique des candidats")

    class Meta:
        verbose_name = "candidat"
        ordering = ("cle_recherche", "pk")
        indexes = [
            models.Index(fields=["date_naissance"], name="candidat_naissance"),
            models.Index(Lower("courriel"), name="candidat_courriel"),
            models.Index(fin_du_telephone("telephone"), name="candidat_telephone"),
        ]
        constraints = [
            models.CheckConstraint(
                name="candidat_departement_si_france",
                condition=Q(identite_verifiee_le__isnull=True)
                | ~Q(pays_naissance="France")
                | ~Q(departement_naissance=""),
                violation_error_message="Le département de naissance est attendu pour une naissance en France.",
            ),
            models.CheckConstraint(
                name="candidat_verification_complete",
                condition=Q(identite_verifiee_le__isnull=True)
                | (Q(identite_verifiee_par__isnull=False) & ~Q(identite_document="")),
                violation_error_message="Une identité vérifiée dit qui l’a vérifiée et sur quel document.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom_affiche} {self.prenom}"

    @property
    def nom_affiche(self) -> str:
        """Used name if there is one, in capitals: « O’BRIEN-NGUYỄN »."""
        return (self.nom_usage_distinct or self.nom_naissance).upper()

    @property
    def nom_usage_distinct(self) -> str:
        """The used name, when it is not the birth name but for case, accents or apostrophes: what documents print."""
        return "" if not self.nom_usage or meme_nom(self.nom_usage, self.nom_naissance) else self.nom_usage

    @property
    def naissance(self) -> Naissance:
        return Naissance(self.date_naissance, self.naissance_precision)

    @property
    def prenoms(self) -> str:
        return ", ".join(part for part in (self.prenom, self.autres_prenoms) if part)

    @property
    def lieu_naissance(self) -> str:
        """« Saint-Nazaire (44) », or « Cracovie (Pologne) »."""
        return f"{self.commune_naissance} ({self.departement_naissance or self.pays_naissance})"


class Entreprise(models.Model):
    """A company as one organisation described it (decision 0051): what one OF writes never changes what
    another reads. Complete as soon as its registration is submitted."""

    raison_sociale = models.CharField("raison sociale", max_length=LONGUEURS["entreprise_raison_sociale"], blank=True)
    siret = models.CharField("SIRET", max_length=LONGUEURS["entreprise_siret"], blank=True, db_index=True)
    adresse = models.CharField("adresse", max_length=LONGUEURS["entreprise_adresse"], blank=True)
    code_postal = models.CharField("code postal", max_length=LONGUEURS["entreprise_code_postal"], blank=True)
    ville = models.CharField("ville", max_length=LONGUEURS["entreprise_ville"], blank=True)
    code_nace = models.CharField(
        "code NACE",
        max_length=LONGUEURS["entreprise_code_nace"],
        blank=True,
        help_text="Quatre chiffres, puis la nomenclature : 25.62 (2025).",
    )
    secteur = models.CharField("secteur", max_length=2, choices=Secteur.choices, blank=True)
    branche = models.CharField("branche (hors métaux)", max_length=LONGUEURS["entreprise_branche"], blank=True)

    class Meta:
        verbose_name = "entreprise"
        ordering = ("raison_sociale", "pk")
        constraints = [
            models.CheckConstraint(
                name="entreprise_branche_hors_metaux",
                condition=~Q(secteur=Secteur.HM) | ~Q(branche=""),
                violation_error_message="Hors métaux : la branche est à préciser (annexe 14).",
            )
        ]

    def __str__(self) -> str:
        return self.raison_sociale
