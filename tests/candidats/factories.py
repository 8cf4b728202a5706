"""Candidates and registrations; a registration is accepted by default, traits for the rest."""

import hashlib
import io
from datetime import UTC, date, datetime

import factory
from PIL import Image

from candidats import models
from candidats.choix import Accord, EtatInscription, EtatProjet, Origine, Secteur, Sexe, TypePieceIdentite, Voie
from candidats.donnees import DonneesInscription, DonneesLivret, FichierRecu, LigneLivretDonnees, PersonneCitee
from candidats.queries.competence import competences_visees
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import Role
from referentiels.choix import NatureModalite
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import creer_organisme_habilite, siret_valide
from tests.referentiels.factories import creer_referentiel


class CandidatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Candidat
        skip_postgeneration_save = True

    sexe = Sexe.F
    nom_naissance = factory.Sequence(lambda n: "O’Brien-" + "".join(chr(97 + int(chiffre)) for chiffre in str(n)))
    prenom = "Zoé"
    date_naissance = date(1996, 2, 29)
    commune_naissance = "Saint-Nazaire"
    departement_naissance = "44"
    pays_naissance = "France"
    courriel = factory.Sequence(lambda n: f"candidat{n}@exemple.fr")
    cle_recherche = factory.LazyAttribute(lambda o: cle_recherche(o.nom_naissance, o.prenom))


class EntrepriseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Entreprise

    raison_sociale = "Ateliers Maëlström"
    siret = factory.Sequence(lambda n: siret_valide(n + 500_000))
    adresse = "3 rue des Forges"
    code_postal = "44600"
    ville = "Saint-Nazaire"
    code_nace = "25.62"
    secteur = Secteur.M


class ProjetFactory(factory.django.DjangoModelFactory):
    """Of a registered OF, with the aval of the centre; its training runs from March to November."""

    class Meta:
        model = models.Projet
        skip_postgeneration_save = True

    organisme = factory.LazyFunction(creer_organisme_habilite)
    referentiel = factory.LazyFunction(creer_referentiel)
    besoins = "Remplacer trois départs en usinage."
    moyens_techniques = "Deux centres d’usinage."
    moyens_humains = "Un formateur et un tuteur par candidat."
    entree_formation = date(2026, 3, 4)
    livret_prevu_le = date(2026, 5, 20)
    date_evaluation_prevue = date(2026, 11, 6)
    fin_formation = date(2026, 11, 30)
    effectif_prevu = 6
    cree_le = datetime(2026, 1, 10, 9, tzinfo=UTC)
    etat = EtatProjet.AVAL
    depose_le = datetime(2026, 1, 12, 9, tzinfo=UTC)
    decide_le = datetime(2026, 1, 15, 9, tzinfo=UTC)
    decide_par = factory.LazyFunction(lambda: creer_personne(Role.AGENT))

    class Params:
        depose = factory.Trait(etat=EtatProjet.DEPOSE, decide_le=None, decide_par=None)
        brouillon = factory.Trait(etat=EtatProjet.BROUILLON, depose_le=None, decide_le=None, decide_par=None)


class InscriptionFactory(factory.django.DjangoModelFactory):
    """A salarié in training, accepted, of a registered OF."""

    class Meta:
        model = models.Inscription
        skip_postgeneration_save = True

    candidat = factory.SubFactory(CandidatFactory)
    organisme = factory.LazyFunction(creer_organisme_habilite)
    referentiel = factory.LazyFunction(creer_referentiel)
    voie = Voie.FORMATION
    origine = Origine.SL
    entreprise = factory.SubFactory(EntrepriseFactory)
    service = "Méthodes"
    superieur_nom = "Yann Kermarrec"
    tuteur_nom = "Anne Prigent"
    tuteur_courriel = "anne.prigent@exemple.fr"
    entree_formation = date(2026, 3, 4)
    fin_formation = date(2026, 11, 30)
    date_evaluation_prevue = date(2026, 11, 6)
    creee_le = datetime(2026, 3, 10, 9, tzinfo=UTC)
    creee_par = None
    deposee_le = date(2026, 3, 10)
    etat = EtatInscription.ACCEPTEE
    acceptee_le = datetime(2026, 3, 14, 9, tzinfo=UTC)
    acceptee_par = factory.LazyFunction(lambda: creer_personne(Role.AGENT))

    class Params:
        deposee = factory.Trait(etat=EtatInscription.DEPOSEE, acceptee_le=None, acceptee_par=None)
        brouillon = factory.Trait(etat=EtatInscription.BROUILLON, deposee_le=None, acceptee_le=None, acceptee_par=None)
        demandeur_emploi = factory.Trait(origine=Origine.DE, entreprise=None, service="", superieur_nom="")
        vae = factory.Trait(voie=Voie.VAE, entree_formation=None, fin_formation=None)


def donnees_completes(*, demandeur_emploi: bool = False, vae: bool = False, **champs) -> DonneesInscription:
    """What a complete form says: a salarié in training since a few days, or the variants."""
    entreprise = {
        "entreprise_siret": "73282932000074",
        "entreprise_raison_sociale": "Ateliers Maëlström",
        "entreprise_adresse": "3 rue des Forges",
        "entreprise_code_postal": "44600",
        "entreprise_ville": "Saint-Nazaire",
        "entreprise_code_nace": "25.62",
        "entreprise_secteur": Secteur.M,
        "service": "Méthodes",
        "superieur_nom": "Yann Kermarrec",
        "tuteur_nom": "Anne Prigent",
        "tuteur_qualite": "Responsable des méthodes",
        "tuteur_courriel": "anne.prigent@exemple.fr",
    }
    formation = {
        "entree_formation": date(2026, 11, 16),
        "fin_formation": date(2027, 6, 30),
        "formateurs": (PersonneCitee("Loïc Salaün", "loic@of.exemple.fr"),),
    }
    valeurs = {
        "nom_naissance": "O’Brien-Nguyễn",
        "prenom": "Łucja",
        "sexe": Sexe.F,
        "date_naissance": date(1996, 2, 29),
        "commune_naissance": "Saint-Nazaire",
        "departement_naissance": "44",
        "courriel": "lucja@exemple.fr",
        "voie": Voie.VAE if vae else Voie.FORMATION,
        "origine": Origine.DE if demandeur_emploi else Origine.SL,
        "financements": ("POEI",) if demandeur_emploi else ("PDC",),
        **({} if demandeur_emploi else entreprise),
        **({"recevabilite_recue_le": date(2026, 11, 18)} if vae else formation),
    }
    return DonneesInscription(**valeurs | champs)


def image_png(marque: object = "") -> bytes:
    """A real, tiny PNG: it passes the gate of uploads. Of another colour for each mark: what is written beside the
    picture is left at the door."""
    couleur = tuple(hashlib.sha256(repr(marque).encode()).digest()[:3]) if marque != "" else "white"
    sortie = io.BytesIO()
    Image.new("RGB", (4, 3), couleur).save(sortie, "PNG")
    return sortie.getvalue()


def piece_recue() -> tuple[TypePieceIdentite, FichierRecu]:
    return TypePieceIdentite.CARTE, FichierRecu("carte Łucja.png", image_png(), "image/png")


def donnees_livret(inscription, *, modalites: tuple[int, ...] = (), **champs) -> DonneesLivret:
    """A livret that says everything: two modalities per competence, the company's agreement."""
    choisies = modalites or tuple(
        inscription.referentiel.modalites.exclude(nature=NatureModalite.PROJET).values_list("pk", flat=True)
    )
    valeurs = {
        "accord": Accord.ENTREPRISE,
        "accord_nom": "Anne Prigent",
        "accord_qualite": "Responsable des méthodes",
        "accord_le": date(2026, 11, 18),
        "date_evaluation_prevue": date(2027, 5, 20),
        "lignes": tuple(
            LigneLivretDonnees(ligne.competence.pk, choisies, "Réglage de la cellule 4")
            for ligne in competences_visees(inscription)
        ),
    }
    return DonneesLivret(**valeurs | champs)
