"""A workbook an OF sent this morning: most lines are good, the others show what the portal does of them."""

import io
from datetime import timedelta

from openpyxl import Workbook

from candidats.donnees import FichierRecu
from candidats.imports.colonnes import COLONNES
from candidats.models import Projet
from candidats.services.classeur import lire_classeur, recevoir_classeur
from candidats.services.lieu import charger_communes
from certif_portal.commun.fichiers import XLSX
from certif_portal.portail.demo.centre import Distribution
from certif_portal.portail.demo.personnes import ENTREPRISES, siret_fictif
from certif_portal.portail.demo.projets import POSITIONNEMENT

STAGIAIRES = (
    ("Kerouanton", "Maëlle", "F", "2001-04-18", "Saint-Nazaire", "44"),
    ("Le Bras", "Titouan", "M", "1998-11-02", "St Nazaire", "44"),
    ("Özdemir", "Selin", "F", "1999-07-23", "Nantes", "44"),
    ("Guéguen", "Armel", "M", "1987-01-30", "Brest", "29"),
    ("Da Silva", "Inês", "F", "1994-09-09", "Trignac", "44"),
    ("Lemoine", "Thibault", "M", "2002-12-12", "Pornichet", "44"),
)


def charger_classeur(cast: Distribution) -> None:
    """The places of birth, then the workbook of the first OF, read and waiting."""
    charger_communes()
    organisme, calendrier = cast.organismes[0], cast.calendrier
    par = organisme.membres.select_related("utilisateur").get().utilisateur
    recu = FichierRecu("inscriptions-du-mois.xlsx", _octets(cast), XLSX)
    import_ = recevoir_classeur(organisme=organisme, fichier=recu, par=par, a=calendrier.a(0, 8, 20))
    lire_classeur(import_.pk, le=calendrier.jour)


def _octets(cast: Distribution) -> bytes:
    jour = cast.calendrier.jour
    projet = Projet.objects.ouverts(jour).de(cast.organismes[0].pk, cast.cqpm.certification_id).first()
    livre = Workbook()
    feuille = livre.worksheets[0]
    feuille.title = "Inscriptions"
    feuille.append([colonne.titre for colonne in COLONNES])
    for rang, (nom, prenom, sexe, naissance, commune, departement) in enumerate(STAGIAIRES):
        entreprise = ENTREPRISES[rang % 5]
        valeurs = {
            "referentiel_id": cast.cqpm.intitule,
            "voie": "Parcours de formation",
            "nom_naissance": nom,
            "prenom": prenom,
            "sexe": sexe,
            "date_naissance": naissance,
            "commune_naissance": commune,
            "departement_naissance": departement,
            "courriel": "" if rang == 4 else f"{prenom[0]}.stagiaire{rang}@courriel.example".lower(),
            "origine": "SL",
            "entreprise_siret": "9,99E+13" if rang == 3 else siret_fictif(rang % 5 + 1),
            "entreprise_raison_sociale": entreprise.raison_sociale,
            "entreprise_adresse": entreprise.adresse,
            "entreprise_code_postal": entreprise.code_postal,
            "entreprise_ville": entreprise.ville,
            "entreprise_code_nace": entreprise.nace,
            "entreprise_secteur": entreprise.secteur,
            "service": "Fabrication additive",
            "superieur_nom": "Paul Omnès",
            "tuteur_nom": "Agnès Jégou",
            "tuteur_courriel": "a.jegou@entreprise.example",
            "formateurs": "Ludovic Stéphan ; Christelle Riou",
            "financements": "PDC ; CFA" if rang == 5 else "PDC",
            "entree_formation": jour - timedelta(days=3),
            "fin_formation": jour + timedelta(days=240),
            "projet_id": projet.reference if projet else "",
            "positionnement_le": jour - timedelta(days=16),
            "positionnement_resultat": POSITIONNEMENT,
        }
        feuille.append([valeurs.get(colonne.cle) for colonne in COLONNES])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()
