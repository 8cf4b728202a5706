"""The projet and the positionnement in a workbook: named, checked by the rules of the form, given back unchanged."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from candidats.choix import EtatProjet
from candidats.donnees import FichierRecu
from candidats.imports.colonnes import COLONNES
from candidats.imports.modele import ecrire_modele
from candidats.models import ImportClasseur, Inscription, Projet, RapportClasseur
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.classeur import inscriptions_completes, projets_connus
from candidats.services.classeur import (
    demander_enregistrement,
    enregistrer_classeur,
    lire_classeur,
    rapport_conserve,
    recevoir_classeur,
)
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.fichiers import XLSX
from certif_portal.commun.models import ContenuFichier
from tests.candidats.classeur import classeur, ligne
from tests.candidats.factories import ProjetFactory
from tests.referentiels.factories import creer_referentiel
from tests.scelles import desceller

LE = date(2026, 11, 20)
RESULTAT = "Test de lecture de plan : 14/20. Entretien favorable."


@pytest.fixture
def projet(organisme, referentiel) -> Projet:
    return ProjetFactory(organisme=organisme, referentiel=referentiel, fin_formation=date(2027, 6, 30))


@pytest.fixture
def importer(organisme, referentiel, membre_of, instant):
    def _importer(*lignes, octets=b"") -> ImportClasseur:
        recu = FichierRecu("novembre.xlsx", octets or classeur(*lignes), XLSX)
        import_ = recevoir_classeur(organisme=organisme, fichier=recu, par=membre_of, a=instant)
        lire_classeur(import_.pk, le=LE)
        return ImportClasseur.objects.get(pk=import_.pk)

    return _importer


@pytest.fixture
def enregistrer(membre_of, instant):
    def _enregistrer(import_: ImportClasseur) -> int:
        demander_enregistrement(classeur=import_)
        return enregistrer_classeur(import_.pk, par=membre_of, a=instant)

    return _enregistrer


def erreurs(import_: ImportClasseur) -> list[tuple[str, str]]:
    return [(e.colonne, e.attendu.replace("\u00a0", " ")) for e in rapport_conserve(import_).erreurs]


def exporter(organisme) -> bytes:
    faits = faits_referentiels(referentiels_ouverts(LE))
    lignes = [(donnees, faits[donnees.referentiel_id]) for _, donnees in inscriptions_completes(organisme)]
    return ecrire_modele(faits.values(), LE, lignes, projets_connus(organisme, LE))


# ---------------------------------------------------------------- naming a projet


@pytest.mark.parametrize("nom", ["reference", "liste", "numero", "titre"])
def test_une_ligne_nomme_son_projet(importer, enregistrer, projet, nom):
    """PROJET-INSCRIPTION, POSITIONNEMENT"""
    noms = {
        "reference": projet.reference.lower(),
        "liste": f"{projet.reference} {projet.referentiel.intitule}",
        "numero": float(projet.pk),
        "titre": projet.referentiel.intitule.upper(),
    }
    import_ = importer(
        ligne(projet_id=noms[nom], positionnement_le="02/11/2026", positionnement_resultat=RESULTAT),
    )
    assert (erreurs(import_), enregistrer(import_)) == ([], 1)
    inscription = Inscription.objects.get()
    assert (inscription.projet, inscription.positionnement_le) == (projet, date(2026, 11, 2))
    assert inscription.positionnement_resultat == RESULTAT


def test_un_titre_que_deux_projets_portent_demande_la_reference(importer, projet, organisme, referentiel):
    autre = ProjetFactory(organisme=organisme, referentiel=referentiel, fin_formation=date(2027, 6, 30))
    ((colonne, attendu),) = erreurs(importer(ligne(projet_id=projet.referentiel.intitule)))
    assert colonne == "Projet de certification"
    assert f"{projet.reference}, {autre.reference}" in attendu


def test_le_projet_d_un_autre_ou_sans_aval_n_existe_pas(importer, organisme, autre_organisme, referentiel):
    """The same words, whichever the reason: another OF's projet is not told to exist."""
    autres = [
        ProjetFactory(organisme=autre_organisme, referentiel=referentiel),
        ProjetFactory(organisme=organisme, referentiel=referentiel, depose=True),
    ]
    dites = {
        erreurs(importer(ligne(projet_id=reference)))[0]
        for reference in (*(autre.reference for autre in autres), "PC-99999")
    }
    assert len(dites) == 1
    assert "dont l’aval est donné" in dites.pop()[1]


@pytest.mark.parametrize(
    ("champs", "raison"),
    [({"fin_formation": date(2026, 11, 19)}, "terminé"), ({"portee": "blocs"}, "blocs seuls")],
)
def test_un_projet_ne_convient_pas_toujours(importer, organisme, referentiel, champs, raison):
    """PROJET-INSCRIPTION"""
    projet = ProjetFactory(
        organisme=organisme, referentiel=referentiel, **{"fin_formation": date(2027, 6, 30)} | champs
    )
    ((colonne, attendu),) = erreurs(importer(ligne(projet_id=projet.reference)))
    assert (colonne, raison in attendu) == ("Projet de certification", True)


def test_le_projet_d_une_autre_certification_est_refuse(importer, organisme):
    """PROJET-INSCRIPTION"""
    autre = creer_referentiel(champs_certification={"intitule": "Soudeur"})
    projet = ProjetFactory(organisme=organisme, referentiel=autre, fin_formation=date(2027, 6, 30))
    ((_, attendu),) = erreurs(importer(ligne(projet_id=projet.reference)))
    assert "autre certification" in attendu


def test_le_reglage_du_centre_demande_ce_qui_manque_au_depot(importer, projet):
    """PROJET-PREALABLE, POSITIONNEMENT"""
    assert rapport_conserve(importer(ligne())).manques == []
    ParametresCentre.objects.update_or_create(pk=1, defaults={"projet_exige": True})
    import_ = importer(ligne(), ligne(nom_naissance="Le Goff", projet_id=projet.reference))
    assert erreurs(import_) == []
    assert [manque.colonne for manque in rapport_conserve(import_).manques] == [
        "Projet de certification",
        "Positionnement, le",
        "Positionnement, le",
    ]


def test_un_positionnement_a_venir_est_refuse(importer):
    ((colonne, attendu),) = erreurs(importer(ligne(positionnement_le=date(2026, 12, 1))))
    assert (colonne, "à venir" in attendu) == ("Positionnement, le", True)


# ---------------------------------------------------------------- round trip


def test_exporter_puis_importer_garde_le_projet_meme_termine(importer, enregistrer, projet, organisme):
    complete = ligne(projet_id=projet.reference, positionnement_le=date(2026, 11, 2), positionnement_resultat=RESULTAT)
    enregistrer(importer(complete, ligne(nom_naissance="Le Goff")))
    assert importer(complete).bilan["inchangee"] == 1
    Projet.objects.update(fin_formation=date(2026, 11, 19))
    import_ = importer(octets=exporter(organisme))
    assert import_.bilan == {"lignes": 2, "nouvelle": 0, "modifiee": 0, "inchangee": 2, "a_corriger": 0}


def test_le_modele_propose_les_projets_ouverts_de_l_organisme(projet, organisme, referentiel):
    ProjetFactory(organisme=organisme, referentiel=referentiel, fin_formation=date(2026, 11, 19))
    livre = load_workbook(io.BytesIO(exporter(organisme)))
    plage = livre.defined_names["liste_projet_id"].attr_text
    premiere, derniere = plage.split("!")[1].replace("$", "").split(":")
    assert (premiere, livre["Listes"][premiere].value) == (
        derniere,
        f"{projet.reference} {projet.referentiel.intitule}",
    )
    rang = [colonne.cle for colonne in COLONNES].index("projet_id")
    listes = [
        v.formula1 for v in livre["Inscriptions"].data_validations.dataValidation if v.formula1 == "=liste_projet_id"
    ]
    assert (len(listes), livre["Inscriptions"].cell(1, rang + 1).value) == (1, "Projet de certification")


# ---------------------------------------------------------------- recording trusts the dry run, or checks again


def test_l_enregistrement_ne_relit_pas_un_classeur_que_rien_n_a_change(importer, enregistrer, projet):
    complete = ligne(
        projet_id=projet.reference, amenagements="pauses", cpf_abonde="oui", positionnement_resultat=RESULTAT
    )
    import_ = importer(
        complete, ligne(nom_naissance="Le Goff", sexe="?"), ligne(nom_naissance="Bihan", formateurs="Anne Le Dû")
    )
    with desceller():
        ContenuFichier.objects.update(octets=b"")
    assert enregistrer(import_) == 2
    assert Inscription.objects.filter(projet=projet, positionnement_resultat=RESULTAT).count() == 1


def test_ce_qui_a_change_depuis_la_lecture_se_controle_encore(
    importer, enregistrer, projet, membre_of, instant, organisme
):
    import_ = importer(ligne(projet_id=projet.reference), ligne(nom_naissance="Le Goff"))
    avant = RapportClasseur.objects.get(classeur=import_).empreinte
    Projet.objects.filter(pk=projet.pk).update(etat=EtatProjet.REFUSE, motif="Moyens insuffisants.")
    assert enregistrer(import_) == 1
    assert Inscription.objects.get().candidat.nom_naissance == "Le Goff"
    suivant = importer(ligne(nom_naissance="Le Goff"))
    assert RapportClasseur.objects.get(classeur=suivant).empreinte != avant
