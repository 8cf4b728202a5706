"""Kernel rows that every trade app leans on: journal of acts, outbox, stored bytes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse

from certif_portal.commun.choix import SUR_PAPIER, EtatCourriel
from certif_portal.commun.immuable import Scellement
from certif_portal.commun.scelle import TexteScelle
from certif_portal.commun.typographie import date_longue


class Fichier(models.Model):
    """A file stored with its hash. The bytes live in their own table, in the same transaction
    as what refers to them: no row without file, no file without row (decision 0002)."""

    nom = models.CharField("nom d’origine", max_length=200)
    type_mime = models.CharField("type", max_length=100)
    taille = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="déposé par"
    )

    scellement: ClassVar[Scellement] = Scellement(
        figes=("nom", "type_mime", "taille", "sha256", "depose_le", "depose_par"),
        personnels=("nom", "depose_par"),
        suppression=True,
    )

    class Meta:
        verbose_name = "fichier"
        indexes = [models.Index(fields=["sha256"], name="fichier_empreinte")]

    def __str__(self) -> str:
        return self.nom


class ContenuFichier(models.Model):
    """The bytes of one file."""

    fichier = models.OneToOneField(Fichier, models.CASCADE, related_name="contenu", primary_key=True)
    octets = models.BinaryField("contenu")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("octets",), personnels=("octets",), suppression=True, avec="fichier"
    )

    class Meta:
        verbose_name = "contenu de fichier"

    def __str__(self) -> str:
        return f"contenu du fichier {self.pk}"


class DocumentRendu(models.Model):
    """An act rendered once, then served as stored: re-rendering a 42-year archive is no option."""

    code = models.SlugField("modèle", max_length=60)
    titre = models.CharField("titre", max_length=200)
    fichier = models.OneToOneField(Fichier, models.PROTECT, related_name="document")
    version_modele = models.CharField("version du modèle", max_length=20)
    version_dispositif = models.CharField("version du dispositif", max_length=60)
    rendu_le = models.DateTimeField("rendu le")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("code", "titre", "fichier", "version_modele", "version_dispositif", "rendu_le"), personnels=("titre",)
    )

    class Meta:
        verbose_name = "document rendu"
        verbose_name_plural = "documents rendus"

    def __str__(self) -> str:
        return self.titre


class EntreeJournal(models.Model):
    """One act on one file (dossier), told in one French sentence. Append-only, held by the base; `empreinte` is that of
    what it says with a salt, so that what a purge empties is not to be found again from it (`chaine.py`)."""

    dossier_type = models.CharField("type de dossier", max_length=60)
    dossier_id = models.PositiveBigIntegerField("dossier")
    acte = models.SlugField("acte", max_length=60)
    phrase = models.TextField("phrase")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par"
    )
    par_nom = models.CharField("auteur", max_length=200)
    le = models.DateTimeField("le")
    sel = models.CharField("sel", max_length=32, blank=True, default="")
    empreinte = models.CharField("empreinte", max_length=64, blank=True, default="")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("dossier_type", "dossier_id", "acte", "phrase", "par", "par_nom", "le"),
        une_fois=("sel", "empreinte"),
        personnels=("phrase", "par", "par_nom", "sel"),
    )

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ["-le", "-pk"]
        indexes = [
            models.Index(fields=["dossier_type", "dossier_id", "-le"]),
            models.Index(fields=["le"], name="journal_le"),
        ]

    def __str__(self) -> str:
        return self.phrase


class MaillonJournal(models.Model):
    """One link of the chain, a day: the fingerprints of the entries written since the one before, and its own."""

    jour = models.DateField("jour", unique=True)
    premier = models.PositiveBigIntegerField("première entrée")
    dernier = models.PositiveBigIntegerField("dernière entrée", unique=True)
    nombre = models.PositiveIntegerField("nombre d’entrées")
    empreinte = models.CharField("empreinte", max_length=64)
    fait_le = models.DateTimeField("fait le")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("jour", "premier", "dernier", "nombre", "empreinte", "fait_le")
    )

    class Meta:
        verbose_name = "maillon du journal"
        verbose_name_plural = "maillons du journal"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"maillon du {date_longue(self.jour)}"


class Courriel(models.Model):
    """One mail to one addressee, written in the transaction of the act that asks for it."""

    destinataire = models.EmailField("destinataire", blank=True)
    """Empty: who has no address is written to on paper."""
    objet = models.CharField("objet", max_length=200)
    texte = TexteScelle("texte")
    acte = models.SlugField("acte", max_length=60)
    dossier_type = models.CharField("type de dossier", max_length=60, blank=True)
    dossier_id = models.PositiveBigIntegerField("dossier", null=True, blank=True)
    confidentiel = models.BooleanField("porte un lien ou un code : effacé après l’envoi", default=False)
    fichier = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièce jointe"
    )
    etat = models.CharField("état", max_length=12, choices=EtatCourriel.choices, default=EtatCourriel.A_ENVOYER)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    cree_le = models.DateTimeField("créé le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    expire_le = models.DateTimeField("sans objet après le", null=True, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    prochain_essai_le = models.DateTimeField("prochain essai le", null=True, blank=True)
    erreur = models.TextField("dernière erreur", blank=True)
    reponse = models.CharField("réponse du serveur", max_length=255, blank=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-cree_le", "-pk"]
        indexes = [
            models.Index(fields=["etat", "prochain_essai_le"]),
            models.Index(fields=["destinataire", "-cree_le"], name="courriel_par_destinataire"),
            models.Index(name="courriel_du_dossier", fields=["dossier_id", "dossier_type"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="courriel_envoye_date",
                condition=~models.Q(etat=EtatCourriel.ENVOYE) | models.Q(envoye_le__isnull=False),
                violation_error_message="Un courriel envoyé porte sa date d’envoi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.objet} → {self.a_qui}"

    def get_absolute_url(self) -> str:
        return url_dossier("commun.courriel", self.pk)

    @property
    def a_qui(self) -> str:
        effacee = "sur papier, sans adresse électronique" if self.etat in SUR_PAPIER else "adresse effacée"
        return self.destinataire or effacee


class ArretEnvois(models.Model):
    """No mail leaves but those of sign-in: after a restoration, what had left would leave twice."""

    raison = models.CharField("raison", max_length=200)
    arretes_le = models.DateTimeField("arrêtés le")
    en_cours = models.BooleanField("en cours", default=True)
    repris_le = models.DateTimeField("repris le", null=True, blank=True)

    class Meta:
        verbose_name = "arrêt des envois"
        verbose_name_plural = "arrêts des envois"
        constraints = [
            models.UniqueConstraint(
                name="arret_envois_en_cours",
                fields=["en_cours"],
                condition=models.Q(en_cours=True),
                violation_error_message="Les envois sont déjà arrêtés.",
            )
        ]

    def __str__(self) -> str:
        return self.raison


class AdresseRefuseeQuerySet(models.QuerySet["AdresseRefusee"]):
    def en_vigueur(self) -> "AdresseRefuseeQuerySet":
        return self.filter(levee_le__isnull=True)


class AdresseRefusee(models.Model):
    """An address that its own server refused, whoever bears it: one row each, written in small letters."""

    adresse = models.EmailField("adresse", unique=True)
    raison = models.TextField("ce qu’a dit le serveur")
    refusee_le = models.DateTimeField("refusée le")
    levee_le = models.DateTimeField("essayée de nouveau depuis le", null=True, blank=True)

    objects = AdresseRefuseeQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse refusée"
        verbose_name_plural = "adresses refusées"

    def __str__(self) -> str:
        return self.adresse


class Garde(models.Model):
    """What a person sent and that was not recorded, kept aside for them: sealed, and for a short time."""

    empreinte = models.CharField("empreinte de la clé", max_length=64)
    chemin = models.CharField("adresse du formulaire", max_length=500)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    taille = models.PositiveIntegerField("taille en octets")
    scelle = models.BinaryField("contenu scellé")
    cree_le = models.DateTimeField("gardé le")
    expire_le = models.DateTimeField("gardé jusqu’au", db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class FichierGarde(Garde):
    """A file chosen in a form that was refused. Its key is in the form shown again, and nowhere else."""

    nom = models.CharField("nom d’origine", max_length=200)
    type_annonce = models.CharField("type annoncé", max_length=100, blank=True)

    class Meta:
        verbose_name = "fichier gardé"
        verbose_name_plural = "fichiers gardés"
        constraints = [models.UniqueConstraint(fields=["empreinte"], name="fichier_garde_unique")]


class SaisieGardee(Garde):
    """A form sent when its session or its page had expired. Its key is in a cookie of the browser that sent it."""

    page = models.CharField("page du formulaire", max_length=500)

    class Meta:
        verbose_name = "saisie gardée"
        verbose_name_plural = "saisies gardées"
        constraints = [models.UniqueConstraint(fields=["empreinte", "chemin"], name="saisie_gardee_unique")]


class EcritureBrouillon(models.Model):
    """Which page wrote a draft last, and how far it had come: a save that arrives late changes nothing."""

    brouillon = models.CharField("brouillon", max_length=120, unique=True)
    page = models.CharField("empreinte de la page", max_length=64)
    rang = models.PositiveIntegerField("rang de la dernière écriture")
    le = models.DateTimeField("le", db_index=True)

    class Meta:
        verbose_name = "écriture de brouillon"
        verbose_name_plural = "écritures de brouillons"

    def __str__(self) -> str:
        return f"{self.brouillon}, écriture {self.rang}"


class EnvoiJoue(models.Model):
    """A form that was sent and played: the same page sending the same thing again plays nothing."""

    empreinte = models.CharField("empreinte de l’envoi", max_length=64, unique=True)
    vers = models.CharField("page d’arrivée", max_length=500, blank=True)
    le = models.DateTimeField("le", db_index=True)

    class Meta:
        verbose_name = "envoi joué"
        verbose_name_plural = "envois joués"

    def __str__(self) -> str:
        return f"envoi du {self.le:%d/%m/%Y}"


class PassageTache(models.Model):
    """The last end of a task that beat asks for, or of what is done outside the portal and told to it (a backup)."""

    nom = models.CharField("nom", max_length=120, unique=True)
    reussi_le = models.DateTimeField("réussi le", null=True, blank=True)
    echoue_le = models.DateTimeField("échoué le", null=True, blank=True)
    erreur = models.CharField("dernière erreur", max_length=500, blank=True)

    class Meta:
        verbose_name = "passage d’une tâche"
        verbose_name_plural = "passages des tâches"

    def __str__(self) -> str:
        return self.nom

    @property
    def en_echec(self) -> bool:
        return self.echoue_le is not None and (self.reussi_le is None or self.reussi_le < self.echoue_le)


def url_dossier(dossier_type: str, dossier_id: int) -> str:
    """Address of the page of a file, or an empty string when that type has no page."""
    try:
        return reverse(f"{dossier_type.rpartition('.')[2]}_detail", args=[dossier_id])
    except NoReverseMatch:
        return ""
