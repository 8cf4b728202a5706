"""One table of cases, typed in the form and written on a line of a workbook: the same value is recorded, or the same
field is refused under the same rule. What differs between the two doors is only how a file is read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidats.choix import Portee
from candidats.donnees import DonneesInscription, FichierRecu
from candidats.imports.exigences import CHAMP_DE_COLONNE
from candidats.models import Inscription
from candidats.queries.inscription import donnees_de
from candidats.services import classeur as services
from certif_portal.commun.fichiers import XLSX
from tests.candidats.classeur import classeur
from tests.candidats.factories import image_png
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
SAISIE = {
    "voie": "formation",
    "nom_naissance": "Œuvré-Çelik",
    "prenom": "Zoé",
    "sexe": "F",
    "date_naissance": "29/02/1996",
    "commune_naissance": "Saint-Nazaire",
    "departement_naissance": "44",
    "pays_naissance": "France",
    "origine": "SL",
    "entreprise_siret": "73282932000074",
    "entreprise_raison_sociale": "Ateliers Maëlström",
    "entreprise_adresse": "3 rue des Forges",
    "entreprise_code_postal": "44600",
    "entreprise_ville": "Saint-Nazaire",
    "entreprise_code_nace": "25.62",
    "entreprise_secteur": "M",
    "service": "Méthodes",
    "superieur_nom": "Yann Kermarrec",
    "tuteur_nom": "Anne Prigent",
    "tuteur_courriel": "anne@exemple.fr",
    "formateurs": "Loïc Salaün <loic@of.fr> ; Anne Le Dû",
    "financements": "PDC ; CPF",
    "entree_formation": "16/11/2026",
    "fin_formation": "30/06/2027",
}
SANS_ENTREPRISE = {cle: "" for cle in SAISIE if cle.startswith(("entreprise_", "tuteur_", "superieur_", "service"))}
DEMANDEUR = SANS_ENTREPRISE | {"origine": "DE"}
VAE = {
    "voie": "vae",
    "entree_formation": "",
    "fin_formation": "",
    "formateurs": "",
    "recevabilite_recue_le": "12/11/2026",
}
HORS_RNCP = {
    "une VAE": (VAE, {"voie": "VAE-RNCP"}),
    "des blocs": ({"blocs": "BDC0001"}, {"blocs": "BLOC-SEUL-RNCP"}),
}
LISTES = ("blocs", "financements", "amenagements")


@dataclass(frozen=True)
class Reponse:
    """What a door answers: what is recorded, or the fields refused, each with the rule that refuses."""

    refus: dict[str, str]
    donnees: DonneesInscription | None


CONFIRMEE = {"naissance_confirmee": "1935-11-20"}


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


@pytest.fixture
def hors_rncp():
    return creer_referentiel(champs_certification={"intitule": "Technicien hors RNCP (essai)"}, rncp=False)


def decouper(texte: str) -> list[str]:
    return [morceau.strip() for morceau in texte.split(";") if morceau.strip()]


@pytest.fixture
def par_le_formulaire(connecte, membre_of):
    def _saisir(valeurs: dict[str, str], referentiel: Any) -> Reponse:
        champs: dict[str, Any] = {cle: valeur for cle, valeur in valeurs.items() if cle not in LISTES}
        champs |= {cle: decouper(valeurs.get(cle, "")) for cle in LISTES}
        numeros = {bloc.bloc.numero: bloc.pk for bloc in referentiel.blocs.select_related("bloc")}
        champs["blocs"] = [numeros.get(numero, 999_999) for numero in champs["blocs"]]
        champs["portee"] = Portee.BLOCS if champs["blocs"] else Portee.COMPLETE
        champs["formateurs"] = "\n".join(decouper(valeurs.get("formateurs", "")))
        piece = {"piece_type": "carte", "piece_identite": SimpleUploadedFile("carte.png", image_png())}
        adresse = f"{reverse('inscription_creer')}?referentiel={referentiel.pk}"
        reponse = connecte(membre_of).post(adresse, champs | piece | {"deposer": "1"}, follow=True)
        form = (reponse.context or {}).get("formulaire")
        if form is not None and form.errors:
            return Reponse(refuses_du_formulaire(form), None)
        return Reponse({}, donnees_de(Inscription.objects.select_related("candidat", "entreprise").get()))

    return _saisir


def refuses_du_formulaire(form: Any) -> dict[str, str]:
    regles = {constat.champ: constat.regle.code if constat.regle else "" for constat in form.constats}
    return {CHAMP_DE_COLONNE.get(champ, champ): regles.get(champ, "") for champ in form.errors}


@pytest.fixture
def par_le_classeur(organisme, membre_of, instant):
    def _importer(valeurs: dict[str, str], referentiel: Any) -> Reponse:
        cellules = {cle: valeur or None for cle, valeur in valeurs.items()}
        confirmee = cellules.pop("naissance_confirmee", None)
        octets = classeur(cellules | {"referentiel_id": referentiel.certification.intitule})
        recu = FichierRecu("novembre.xlsx", octets, XLSX)
        import_ = services.recevoir_classeur(organisme=organisme, fichier=recu, par=membre_of, a=instant)
        if confirmee:
            coche = {"naissance_confirmee": f"{date.fromisoformat(confirmee):%d/%m/%Y}"}
            services.lire_classeur(import_.pk, le=LE)
            services.corriger_classeur(classeur=import_, corrections={2: coche})
        services.lire_classeur(import_.pk, le=LE)
        import_.refresh_from_db()
        (lue,) = services.rapport_conserve(import_).lignes
        refus = {a.cle: a.regle.code if a.regle else "" for a in lue.anomalies if a.bloquante or a.au_depot}
        if refus:
            return Reponse(refus, None)
        services.demander_enregistrement(classeur=import_)
        services.enregistrer_classeur(import_.pk, par=membre_of, a=instant)
        return Reponse({}, donnees_de(Inscription.objects.select_related("candidat", "entreprise").latest("pk")))

    return _importer


ACCEPTES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "tout est dit": ({}, {"nom_naissance": "Œuvré-Çelik", "date_naissance": date(1996, 2, 29)}),
    "une année sur deux chiffres": ({"date_naissance": "29/02/96"}, {"date_naissance": date(1996, 2, 29)}),
    "une date en lettres": ({"date_naissance": "29 février 1996"}, {"date_naissance": date(1996, 2, 29)}),
    "un pays comme on le dit": (
        {"pays_naissance": "USA", "departement_naissance": "99", "commune_naissance": "Boston"},
        {"pays_naissance": "États-Unis", "departement_naissance": ""},
    ),
    "un département nommé et numéroté": (
        {"departement_naissance": "44 - Loire-Atlantique"},
        {"departement_naissance": "44"},
    ),
    "un nom bordé d’espaces": ({"nom_naissance": "  Le \u00a0 Goff "}, {"nom_naissance": "Le Goff"}),
    "quatorze ans ce jour": ({"date_naissance": "20/11/2012"}, {"date_naissance": date(2012, 11, 20)}),
    "quatre-vingt-dix ans": ({"date_naissance": "21/11/1935"}, {"date_naissance": date(1935, 11, 21)}),
    "quatre-vingt-onze ans, confirmés": (
        CONFIRMEE | {"date_naissance": "20/11/1935"},
        {"date_naissance": date(1935, 11, 20), "naissance_confirmee": date(1935, 11, 20)},
    ),
    "un département d’un chiffre": ({"departement_naissance": "1"}, {"departement_naissance": "01"}),
    "la Corse en minuscules": ({"departement_naissance": "2a"}, {"departement_naissance": "2A"}),
    "l’outre-mer": ({"departement_naissance": "974"}, {"departement_naissance": "974"}),
    "la France en capitales": ({"pays_naissance": "FRANCE"}, {"pays_naissance": "France"}),
    "sans pays": ({"pays_naissance": ""}, {"pays_naissance": "France"}),
    "né à l’étranger": (
        {"pays_naissance": "Maroc", "departement_naissance": "", "commune_naissance": "Fès"},
        {"pays_naissance": "Maroc", "departement_naissance": ""},
    ),
    "un code INSEE en minuscules": ({"code_commune_naissance": "2a004"}, {"code_commune_naissance": "2A004"}),
    "un code INSEE sans son zéro": ({"code_commune_naissance": "1004"}, {"code_commune_naissance": "01004"}),
    "un code INSEE espacé": ({"code_commune_naissance": "44 184"}, {"code_commune_naissance": "44184"}),
    "un SIRET espacé": ({"entreprise_siret": "732 829 320 00074"}, {"entreprise_siret": "73282932000074"}),
    "un SIRET à points": ({"entreprise_siret": "732.829.320-00074"}, {"entreprise_siret": "73282932000074"}),
    "un SIRET de La Poste": ({"entreprise_siret": "35600000049837"}, {"entreprise_siret": "35600000049837"}),
    "un code postal espacé": ({"entreprise_code_postal": "44 600"}, {"entreprise_code_postal": "44600"}),
    "un code postal de Bruxelles": ({"code_postal": "B-1000"}, {"code_postal": "B-1000"}),
    "un code NAF": ({"entreprise_code_nace": "25.62B"}, {"entreprise_code_nace": "25.62"}),
    "un code NACE sans point": ({"entreprise_code_nace": "2562"}, {"entreprise_code_nace": "25.62"}),
    "hors métaux avec sa branche": (
        {"entreprise_secteur": "HM", "entreprise_branche": "Plasturgie"},
        {"entreprise_secteur": "HM", "entreprise_branche": "Plasturgie"},
    ),
    "un demandeur d’emploi sans entreprise": (DEMANDEUR, {"origine": "DE", "entreprise_siret": ""}),
    "un demandeur d’emploi dont l’entreprise est connue": (
        {"origine": "DE"},
        {"origine": "DE", "entreprise_ville": "Saint-Nazaire"},
    ),
    "le premier jour d’un financement daté": ({"financements": "PREC"}, {"financements": ("PREC",)}),
    "un CPF abondé": ({"cpf_abonde": "oui"}, {"cpf_abonde": True}),
    "un courriel": ({"courriel": "zoe@exemple.fr"}, {"courriel": "zoe@exemple.fr"}),
    "une évaluation le jour de l’entrée": (
        {"date_evaluation_prevue": "16/11/2026"},
        {"date_evaluation_prevue": date(2026, 11, 16)},
    ),
    "la fin le jour de l’entrée": (
        {"entree_formation": "20/11/2026", "fin_formation": "20/11/2026"},
        {"fin_formation": date(2026, 11, 20)},
    ),
    "une VAE": (VAE, {"voie": "vae", "recevabilite_recue_le": date(2026, 11, 12)}),
    "le positionnement du jour": ({"positionnement_le": "20/11/2026"}, {"positionnement_le": LE}),
}
REFUSES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "sans nom": ({"nom_naissance": ""}, {"nom_naissance": ""}),
    "sans prénom": ({"prenom": " "}, {"prenom": ""}),
    "treize ans": ({"date_naissance": "21/11/2012"}, {"date_naissance": "NAISSANCE-AGE"}),
    "quatre-vingt-onze ans": ({"date_naissance": "20/11/1935"}, {"date_naissance": "NAISSANCE-AGE"}),
    "un autre jour que celui qui est confirmé": (
        CONFIRMEE | {"date_naissance": "19/11/1935"},
        {"date_naissance": "NAISSANCE-AGE"},
    ),
    "né ce jour, confirmé": (
        {"date_naissance": "20/11/2026", "naissance_confirmee": "2026-11-20"},
        {"date_naissance": ""},
    ),
    "né ce jour": ({"date_naissance": "20/11/2026"}, {"date_naissance": ""}),
    "né avant 1900": ({"date_naissance": "31/12/1899"}, {"date_naissance": ""}),
    "un 30 février": ({"date_naissance": "30/02/1996"}, {"date_naissance": ""}),
    "une année sur deux chiffres sans lecture": ({"date_naissance": "20/11/35"}, {"date_naissance": ""}),
    "un sexe inconnu": ({"sexe": "X"}, {"sexe": ""}),
    "un nom trop long": ({"nom_naissance": "N" * 121}, {"nom_naissance": ""}),
    "un département qui n’existe pas": ({"departement_naissance": "96"}, {"departement_naissance": ""}),
    "le département zéro": ({"departement_naissance": "0"}, {"departement_naissance": ""}),
    "né en France sans département": ({"departement_naissance": ""}, {"departement_naissance": "IDENTITE-COMPLETE"}),
    "né à l’étranger avec un département": ({"pays_naissance": "Maroc"}, {"departement_naissance": ""}),
    "un code INSEE trop court": ({"code_commune_naissance": "ABC"}, {"code_commune_naissance": ""}),
    "un courriel sans domaine": ({"courriel": "zoe@"}, {"courriel": ""}),
    "un SIRET dont la clé est fausse": ({"entreprise_siret": "73282932000075"}, {"entreprise_siret": ""}),
    "un SIREN seul": ({"entreprise_siret": "732829320"}, {"entreprise_siret": ""}),
    "un SIRET de treize chiffres": ({"entreprise_siret": "3282932000074"}, {"entreprise_siret": ""}),
    "un SIRET de treize chiffres dont la clé tombe juste": (
        {"entreprise_siret": "0000732820007"},
        {"entreprise_siret": ""},
    ),
    "un code postal de quatre chiffres": ({"entreprise_code_postal": "1000"}, {"entreprise_code_postal": ""}),
    "une adresse dont le code a quatre chiffres": ({"code_postal": "1000"}, {"code_postal": ""}),
    "un code postal de lettres": ({"entreprise_code_postal": "Nante"}, {"entreprise_code_postal": ""}),
    "un code NACE de lettres": ({"entreprise_code_nace": "usinage"}, {"entreprise_code_nace": ""}),
    "hors métaux sans branche": ({"entreprise_secteur": "HM"}, {"entreprise_branche": "SECTEUR-BRANCHE"}),
    "un salarié sans entreprise": ({"entreprise_siret": ""}, {"entreprise_siret": "ENTREPRISE-SALARIE"}),
    "un demandeur d’emploi, entreprise à moitié dite": (
        {"origine": "DE", "entreprise_ville": ""},
        {"entreprise_ville": "ENTREPRISE-DEMANDEUR-EMPLOI"},
    ),
    "l’initiative d’un demandeur d’emploi": (
        DEMANDEUR | {"initiative_sans_accord": "oui"},
        {"initiative_sans_accord": ""},
    ),
    "un financement fermé": ({"financements": "PA"}, {"financements": "FINANCEMENT-OUVERT"}),
    "un financement inconnu": ({"financements": "XYZ"}, {"financements": ""}),
    "un abondement sans CPF": ({"financements": "PDC", "cpf_abonde": "oui"}, {"cpf_abonde": "CPF-ABONDEMENT"}),
    "une fin avant l’entrée": (
        {"entree_formation": "16/12/2026", "fin_formation": "15/12/2026"},
        {"fin_formation": ""},
    ),
    "une formation finie la veille": (
        {"entree_formation": "10/11/2026", "fin_formation": "19/11/2026"},
        {"fin_formation": "INSCRIPTION-PREALABLE"},
    ),
    "une évaluation avant l’entrée": ({"date_evaluation_prevue": "15/11/2026"}, {"date_evaluation_prevue": ""}),
    "un positionnement à venir": ({"positionnement_le": "21/11/2026"}, {"positionnement_le": ""}),
    "sans formateur": ({"formateurs": ""}, {"formateurs": "INDEPENDANCE-DONNEES"}),
    "un formateur au courriel faux": ({"formateurs": "Loïc Salaün <loic>"}, {"formateurs": ""}),
    "une voie inconnue": ({"voie": "interne"}, {"voie": ""}),
    "une recevabilité en formation": ({"recevabilite_recue_le": "12/11/2026"}, {"recevabilite_recue_le": ""}),
    "un bloc d’une autre certification": ({"blocs": "BDC9999"}, {"blocs": ""}),
}


def remplir(valeurs: dict[str, str]) -> dict[str, str]:
    return SAISIE | valeurs


@pytest.mark.parametrize(("valeurs", "attendu"), ACCEPTES.values(), ids=ACCEPTES.keys())
def test_ce_que_les_deux_portes_enregistrent(par_le_formulaire, par_le_classeur, referentiel, valeurs, attendu):
    saisi = par_le_formulaire(remplir(valeurs), referentiel)
    assert saisi.refus == {}
    assert {champ: getattr(saisi.donnees, champ) for champ in attendu} == attendu
    Inscription.objects.all().delete()
    assert par_le_classeur(remplir(valeurs), referentiel) == saisi


@pytest.mark.parametrize(("valeurs", "refus"), REFUSES.values(), ids=REFUSES.keys())
def test_ce_que_les_deux_portes_refusent(par_le_formulaire, par_le_classeur, referentiel, valeurs, refus):
    assert par_le_formulaire(remplir(valeurs), referentiel) == Reponse(refus, None)
    Inscription.objects.all().delete()
    assert par_le_classeur(remplir(valeurs), referentiel) == Reponse(refus, None)


@pytest.mark.parametrize(("valeurs", "refus"), HORS_RNCP.values(), ids=HORS_RNCP.keys())
def test_hors_rncp_les_deux_portes_refusent(par_le_formulaire, par_le_classeur, hors_rncp, valeurs, refus):
    bloc = hors_rncp.blocs.select_related("bloc").first().bloc.numero
    valeurs = remplir(valeurs) | ({"blocs": bloc} if "blocs" in valeurs else {})
    assert par_le_formulaire(valeurs, hors_rncp) == Reponse(refus, None)
    Inscription.objects.all().delete()
    assert par_le_classeur(valeurs, hors_rncp) == Reponse(refus, None)


def test_les_deux_portes_enregistrent_les_memes_blocs(par_le_formulaire, par_le_classeur, referentiel):
    version = referentiel.blocs.select_related("bloc").first()
    valeurs = remplir({"blocs": version.bloc.numero})
    saisi = par_le_formulaire(valeurs, referentiel)
    assert (saisi.refus, saisi.donnees.portee, saisi.donnees.blocs) == ({}, Portee.BLOCS, (version.pk,))
    Inscription.objects.all().delete()
    assert par_le_classeur(valeurs, referentiel) == saisi
