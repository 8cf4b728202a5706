"""A workbook: received, shown line by line, then its good lines recorded as drafts."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

from candidats.choix import TRANSITIONS_IMPORT, EtatImport
from candidats.donnees import FichierRecu
from candidats.imports import ContexteImport, Rapport, controler_classeur, lire_classeur
from candidats.models import ImportClasseur
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.saisie import inscriptions_en_cours_de
from candidats.services.saisie import creer_inscription
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation


@transaction.atomic
def recevoir_classeur(
    *, organisme: OrganismeFormation, fichier: FichierRecu, par: Utilisateur, a: datetime
) -> ImportClasseur:
    """Keep a readable workbook until it is confirmed; the one this person left waiting is forgotten.

    Raises FichierRefuse, with nothing stored, when the workbook is not on our template.
    """
    lu = lire_classeur(fichier.octets)
    for ancien in ImportClasseur.objects.filter(organisme=organisme, depose_par=par, etat=EtatImport.A_CONFIRMER):
        _oublier(ancien)
        ancien.delete()
    conserve = enregistrer_fichier(nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a)
    classeur = ImportClasseur(
        organisme=organisme, fichier=conserve, nom=fichier.nom, depose_le=a, depose_par=par, lignes_lues=len(lu.lignes)
    )
    classeur.full_clean()
    classeur.save()
    return classeur


def controler(classeur: ImportClasseur, le: date) -> Rapport:
    """The report of a workbook that waits, made again from its bytes: nothing is trusted from the screen."""
    if classeur.fichier is None:
        raise ErreurMetier("Ce classeur a déjà été enregistré.")
    return controler_classeur(lire_classeur(octets_de(classeur.fichier)), contexte_import(classeur.organisme, le))


def contexte_import(organisme: OrganismeFormation, le: date) -> ContexteImport:
    """What the check of the lines needs, in a constant number of queries."""
    referentiels = list(referentiels_ouverts(le))
    deja: dict[tuple[str, date | None, int], list[frozenset[int]]] = defaultdict(list)
    for inscription in (
        inscriptions_en_cours_de(organisme).select_related("candidat", "referentiel").prefetch_related("blocs")
    ):
        candidat = inscription.candidat
        cle = cle_recherche(candidat.nom_naissance, candidat.prenom)
        empreinte = (cle, candidat.date_naissance, inscription.referentiel.certification_id)
        deja[empreinte].append(frozenset(bloc.pk for bloc in inscription.blocs.all()))
    return ContexteImport(
        le=le,
        jours_inscription=parametres().inscription_jours,
        referentiels=tuple(faits_referentiels(referentiels).values()),
        certifications={referentiel.pk: referentiel.certification_id for referentiel in referentiels},
        deja=dict(deja),
    )


@transaction.atomic
def enregistrer_classeur(*, classeur: ImportClasseur, par: Utilisateur, a: datetime) -> int:
    """Record the good lines as drafts, all or none; returns how many. Importing again records nothing twice."""
    classeur = ImportClasseur.objects.select_for_update(of=("self",)).select_related("organisme").get(pk=classeur.pk)
    verifier_transition(TRANSITIONS_IMPORT, classeur.etat, EtatImport.ENREGISTRE)
    rapport = controler(classeur, jour_de(a))
    for ligne in rapport.bonnes:
        try:
            creer_inscription(donnees=ligne.donnees, organisme=classeur.organisme, par=par, a=a)
        except ErreurMetier as erreur:
            raise ErreurMetier(f"Ligne {ligne.numero} : {erreur} Rien n’a été enregistré.") from erreur
    classeur.etat, classeur.enregistre_le = EtatImport.ENREGISTRE, a
    classeur.lignes_enregistrees = len(rapport.bonnes)
    classeur.save(update_fields=["etat", "enregistre_le", "lignes_enregistrees"])
    _oublier(classeur)
    phrase = f"Classeur « {classeur.nom} » : {classeur.lignes_enregistrees} inscription(s) enregistrée(s) en brouillon."
    journaliser(classeur.organisme, "classeur", phrase, par=par, a=a)
    return classeur.lignes_enregistrees


@transaction.atomic
def renoncer_au_classeur(*, classeur: ImportClasseur) -> None:
    """Forget a workbook that was not confirmed, with its lines."""
    classeur = ImportClasseur.objects.select_for_update(of=("self",)).get(pk=classeur.pk)
    if classeur.etat != EtatImport.A_CONFIRMER:
        raise ErreurMetier("Ce classeur a déjà été enregistré.")
    _oublier(classeur)
    classeur.delete()


def _oublier(classeur: ImportClasseur) -> None:
    """Delete the file: its lines are personal data that the drafts now hold, or nobody wants."""
    fichier = classeur.fichier
    classeur.fichier = None
    classeur.save(update_fields=["fichier"])
    if fichier:
        fichier.delete()
