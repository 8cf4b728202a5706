"""What a spreadsheet really contains, cell by cell, and files that are not what they say."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from candidats.choix import EtatImport, EtatInscription
from candidats.donnees import FichierRecu
from candidats.imports.cellules import CelluleRefusee, convertir
from candidats.imports.colonnes import COLONNES, FEUILLE, PAR_CLE, VERSION_MODELE
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.modele import ecrire_modele
from candidats.imports.rapport import Sort, rapport_depuis
from candidats.models import Candidat, ImportClasseur, Inscription, RapportClasseur
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.inscription import donnees_de
from candidats.services import classeur as services_classeur
from candidats.services.classeur import (
    demander_enregistrement,
    enregistrer_classeur,
    lire,
    recevoir_classeur,
    renoncer_au_classeur,
)
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, TransitionInterdite
from certif_portal.commun.fichiers import XLSX, verifier_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier
from tests.candidats.classeur import classeur, ligne
from tests.habilitations.factories import creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

LE = date(2026, 11, 20)


def recu(octets: bytes, nom: str = "inscriptions-novembre.xlsx") -> FichierRecu:
    return FichierRecu(nom, octets, XLSX)


@pytest.fixture
def recevoir(organisme, referentiel, membre_of, instant):
    def _recevoir(*lignes, **options):
        octets = classeur(*lignes, **options)
        return recevoir_classeur(organisme=organisme, fichier=recu(octets), par=membre_of, a=instant)

    return _recevoir


def lire_classeur(octets: bytes):
    return ranger(ouvrir_classeur(octets))


def enregistrer(import_: ImportClasseur, par, a) -> int:
    """Read, confirmed and recorded, as the tasks do."""
    services_classeur.lire_classeur(import_.pk, le=LE)
    demander_enregistrement(classeur=import_)
    return enregistrer_classeur(import_.pk, par=par, a=a)


def controler(import_: ImportClasseur, le: date):
    """The report of the dry run, as the task keeps it."""
    services_classeur.lire_classeur(import_.pk, le=le)
    conserve = RapportClasseur.objects.get(classeur=import_)
    return rapport_depuis(bytes(conserve.octets), bytes(conserve.valeurs))


def numeros(rapport, sort: Sort) -> list[int]:
    return [ligne_.numero for ligne_ in rapport.de(sort)]


def erreurs(rapport) -> list[tuple[int, str, str]]:
    return [(anomalie.ligne, anomalie.colonne, anomalie.lu) for anomalie in rapport.erreurs]


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cle", "cellule", "valeur"),
    [
        ("entreprise_siret", 73282932000074.0, "73282932000074"),
        ("entreprise_siret", 73282932000074, "73282932000074"),
        ("entreprise_siret", "732 829 320 00074", "73282932000074"),
        ("entreprise_siret", "732\u00a0829\u00a0320\u00a000074", "73282932000074"),
        ("departement_naissance", 1.0, "01"),
        ("departement_naissance", "2a", "2A"),
        ("departement_naissance", 971, "971"),
        ("code_commune_naissance", 1053.0, "01053"),
        ("entreprise_code_postal", 1000.0, "01000"),
        ("entreprise_code_nace", 25.62, "25.62"),
        ("entreprise_code_nace", 25.6, "25.60"),
        ("entreprise_code_nace", 2562.0, "25.62"),
        ("entreprise_code_nace", 1.1, "01.10"),
        ("entreprise_code_nace", 162, "01.62"),
        ("entreprise_code_nace", "2562B", "25.62"),
        ("telephone", 612345678.0, "0612345678"),
        ("pays_naissance", "FRANCE", "France"),
        ("entree_formation", date(1996, 2, 29), date(1996, 2, 29)),
        ("entree_formation", datetime(1996, 2, 29), date(1996, 2, 29)),  # noqa: DTZ001
        ("entree_formation", 35124.0, date(1996, 2, 29)),
        ("entree_formation", "29/02/1996", date(1996, 2, 29)),
        ("entree_formation", "1996-02-29", date(1996, 2, 29)),
        ("nom_naissance", "O'Brien-Nguyễn", "O'Brien-Nguyễn"),
        ("nom_naissance", "ŒUVRÉ-ÇELİK", "ŒUVRÉ-ÇELİK"),
        ("prenom", "  Łucja  Maria ", "Łucja Maria"),
        ("sexe", "féminin", "F"),
        ("voie", "parcours de formation", "formation"),
        ("origine", "de", "DE"),
        ("initiative_sans_accord", "Oui", True),
        ("initiative_sans_accord", True, True),
        ("financements", "PDC ; cpf", ("PDC", "CPF")),
        ("amenagements", "Pauses supplémentaires", ("pauses",)),
        ("blocs", "bdc0170 ; BDC0171", ("BDC0170", "BDC0171")),
    ],
)
def test_une_cellule_se_lit_comme_sa_colonne(cle, cellule, valeur):
    assert convertir(PAR_CLE[cle], cellule, LE) == valeur


@pytest.mark.parametrize(
    ("cle", "cellule", "attendu"),
    [
        ("entreprise_siret", "7,3282932E+13", "arrondi par Excel"),
        ("entreprise_siret", "7.3282932e13", "arrondi par Excel"),
        ("entreprise_siret", 7328293200007.5, "sans virgule"),
        ("entreprise_siret", "inconnu", "14 chiffres"),
        ("date_naissance", "31/02/1996", "jj/mm/aaaa"),
        ("date_naissance", "20/11/35", "année entière"),
        ("date_naissance", "vers 1992", "jj/mm/aaaa"),
        ("date_naissance", 12.0, "jj/mm/aaaa"),
        ("nom_naissance", date(2026, 1, 1), "contient une date"),
        ("nom_naissance", "x" * 61, "60 caractères"),
        ("sexe", "?", "F ; M"),
        ("financements", "PDC ; XYZ", "CPF ; CPFCA"),
        ("courriel", "zoé chez exemple", "courriel"),
        ("formateurs", "Yann <pas un courriel>", "entre < et >"),
    ],
)
def test_une_cellule_refusee_dit_ce_qui_est_attendu(cle, cellule, attendu):
    with pytest.raises(CelluleRefusee, match=attendu):
        convertir(PAR_CLE[cle], cellule, LE)


# ---------------------------------------------------------------- the whole workbook


def test_une_bonne_ligne_devient_un_brouillon(recevoir, membre_of, instant, organisme):
    import_ = recevoir(ligne(nom_naissance="O'Brien-Nguyễn", prenom="Łucja"))
    assert (Inscription.objects.count(), import_.lignes_lues) == (0, 1)
    assert enregistrer(import_, membre_of, instant) == 1
    inscription = Inscription.objects.get()
    donnees = donnees_de(inscription)
    assert (inscription.etat, inscription.organisme) == (EtatInscription.BROUILLON, organisme)
    assert (donnees.nom_naissance, donnees.prenom) == ("O'Brien-Nguyễn", "Łucja")
    assert (donnees.entreprise_siret, donnees.entreprise_code_nace) == ("73282932000074", "25.62")
    assert (donnees.entree_formation, donnees.financements) == (date(2026, 11, 16), ("CPF", "PDC"))
    assert [str(formateur) for formateur in donnees.formateurs] == ["Loïc Salaün <loic@of.fr>", "Anne Le Dû"]
    import_.refresh_from_db()
    assert (import_.etat, import_.fichier, ContenuFichier.objects.count()) == (EtatImport.ENREGISTRE, None, 0)
    assert journal_de(organisme).first().acte == "classeur"


def test_chaque_erreur_est_dite_a_sa_cellule(recevoir):
    import_ = recevoir(
        ligne(),
        ligne(nom_naissance="Le Goff", entreprise_siret="7,3282932E+13", date_naissance="31/02/1996", sexe=""),
        ligne(nom_naissance="Kerbrat", entreprise_siret=73282932000075.0, financements="", referentiel_id="9999"),
        ligne(nom_naissance="Bihan", departement_naissance="", entreprise_secteur="HM"),
    )
    rapport = controler(import_, LE)
    assert numeros(rapport, Sort.NOUVELLE) == [2]
    assert numeros(rapport, Sort.A_CORRIGER) == [3, 4, 5]
    assert erreurs(rapport) == [
        (3, "Date de naissance", "31/02/1996"),
        (3, "SIRET entreprise", "7,3282932E+13"),
        (4, "Certification", "9999"),
        (5, "Branche", ""),
    ]
    assert [(a.ligne, a.colonne) for a in rapport.manques] == [(3, "Sexe"), (5, "Département de naissance")]


def test_un_brouillon_n_exige_pas_plus_que_celui_du_formulaire(recevoir, membre_of, instant):
    """What a deposit misses is told, and does not stop the draft; without a name, a day of birth, a certification or a
    way there is none."""
    sans_rien = dict.fromkeys(ligne()) | {
        cle: ligne()[cle] for cle in ("referentiel_id", "voie", "nom_naissance", "prenom", "date_naissance")
    }
    import_ = recevoir(sans_rien, *(ligne(nom_naissance="Goff") | {cle: None} for cle in ("prenom", "voie")))
    rapport = controler(import_, LE)
    assert erreurs(rapport) == [(3, "Prénom", ""), (4, "Voie d’accès", "")]
    assert [a.colonne for a in rapport.manques if a.ligne == 2] == [
        "Sexe",
        "Commune de naissance",
        "Département de naissance",
        "Origine",
        "Formateurs",
        "Financements",
        "Entrée en formation",
        "Fin de formation",
    ]
    assert (len(rapport.manques), rapport.a_completer) == (8, 1)
    enregistrer(import_, membre_of, instant)
    assert Inscription.objects.get().etat == EtatInscription.BROUILLON


def test_la_cle_du_siret_se_dit_une_seule_fois(recevoir):
    rapport = controler(recevoir(ligne(entreprise_siret=73282932000075.0)), LE)
    assert erreurs(rapport) == [(2, "SIRET entreprise", "73282932000075")]


def test_une_ligne_tardive_s_enregistre_avec_un_avertissement(recevoir):
    """INSCRIPTION-DELAI"""
    rapport = controler(recevoir(ligne(entree_formation=date(2026, 11, 4))), LE)
    assert len(rapport.de(Sort.NOUVELLE)) == 1
    assert [(a.ligne, a.colonne, a.regle.code) for a in rapport.avertissements] == [
        (2, "Entrée en formation", "INSCRIPTION-DELAI")
    ]


def test_apres_la_formation_le_depot_sera_refuse(recevoir):
    """INSCRIPTION-PREALABLE"""
    import_ = recevoir(ligne(entree_formation=date(2026, 1, 5), fin_formation=date(2026, 11, 19)))
    rapport = controler(import_, LE)
    assert [(a.colonne, a.regle.code) for a in rapport.manques] == [("Fin de formation", "INSCRIPTION-PREALABLE")]


def test_importer_encore_ne_double_rien(recevoir, membre_of, instant):
    lignes = (ligne(), ligne(nom_naissance="Le Goff"))
    enregistrer(recevoir(*lignes), membre_of, instant)
    rapport = controler(recevoir(*lignes, ligne(nom_naissance="Bihan"), ligne(nom_naissance="BIHAN")), LE)
    assert numeros(rapport, Sort.INCHANGEE) == [2, 3, 5]
    assert numeros(rapport, Sort.NOUVELLE) == [4]


def test_un_classeur_ne_s_enregistre_qu_une_fois(recevoir, membre_of, instant):
    import_ = recevoir(ligne())
    enregistrer(import_, membre_of, instant)
    with pytest.raises(TransitionInterdite):
        enregistrer(import_, membre_of, instant)
    assert Inscription.objects.count() == 1


def test_un_nouveau_classeur_efface_celui_qui_attendait(recevoir):
    recevoir(ligne())
    recevoir(ligne(nom_naissance="Le Goff"))
    assert (ImportClasseur.objects.count(), ContenuFichier.objects.count()) == (1, 1)


def test_renoncer_oublie_tout(recevoir):
    renoncer_au_classeur(classeur=recevoir(ligne()))
    assert (ImportClasseur.objects.count(), ContenuFichier.objects.count(), Candidat.objects.count()) == (0, 0, 0)


def test_les_doublons_de_l_autre_organisme_ne_se_voient_pas(recevoir, membre_autre_of, autre_organisme, instant):
    octets = classeur(ligne())
    autre = recevoir_classeur(organisme=autre_organisme, fichier=recu(octets), par=membre_autre_of, a=instant)
    enregistrer(autre, membre_autre_of, instant)
    assert len(controler(recevoir(ligne()), LE).de(Sort.NOUVELLE)) == 1


def test_des_blocs_se_nomment_par_leur_numero(recevoir, referentiel):
    bloc = referentiel.compositions.get(ordre=2).version_bloc
    rapport = controler(recevoir(ligne(blocs=bloc.bloc.numero), ligne(nom_naissance="Goff", blocs="BDC9999")), LE)
    assert rapport.de(Sort.NOUVELLE)[0].donnees.blocs == (bloc.pk,)
    assert erreurs(rapport) == [(3, "Blocs visés", "BDC9999")]


def test_la_version_est_celle_de_l_entree_en_formation(recevoir, referentiel):
    """ENGAGEMENT-INSCRIPTION: replaced on the 18th, the former version still engages who entered on the 16th."""
    referentiel.etat = "remplace"
    referentiel.save()
    nouvelle = creer_referentiel(certification=referentiel.certification, date_gtp=date(2026, 11, 18), rncp=False)
    import_ = recevoir(ligne(), ligne(nom_naissance="Goff", entree_formation=date(2026, 11, 18)))
    rapport = controler(import_, LE)
    assert [ligne_.donnees.referentiel_id for ligne_ in rapport.de(Sort.NOUVELLE)] == [referentiel.pk, nouvelle.pk]


def test_l_ordre_des_colonnes_est_libre_et_les_inconnues_sont_dites(recevoir):
    import_ = recevoir(ligne(), ordre=[*reversed(COLONNES)], colonnes_en_plus=["Remarque"])
    rapport = controler(import_, LE)
    assert (len(rapport.de(Sort.NOUVELLE)), rapport.ignorees) == (1, ("Remarque",))


def test_le_modele_s_ouvre_se_relit_et_se_remplit(referentiel):
    octets = ecrire_modele(faits_referentiels(referentiels_ouverts(LE)).values(), LE)
    assert verifier_fichier("modele.xlsx", octets, (XLSX,)) == XLSX
    classeur_ = load_workbook(io.BytesIO(octets))
    feuille = classeur_[FEUILLE]
    assert [cellule.value for cellule in feuille[1]] == [colonne.titre for colonne in COLONNES]
    assert feuille["A1"].comment.text == PAR_CLE["referentiel_id"].note
    assert classeur_["Mode d’emploi"]["B2"].value == VERSION_MODELE
    assert (classeur_.properties.title, classeur_.properties.language) == ("Inscriptions", "fr-FR")
    assert feuille.print_title_rows == "$1:$1"
    assert classeur_["Listes"]["A2"].value.endswith(referentiel.intitule)
    listes = {validation.formula1 for validation in feuille.data_validations.dataValidation}
    assert "=liste_referentiel_id" in listes
    with pytest.raises(FichierRefuse, match="aucune ligne"):
        lire_classeur(octets)


# ---------------------------------------------------------------- refused files


def test_d_autres_titres_demandent_de_ranger_les_colonnes(organisme, membre_of, instant):
    autre = Workbook()
    autre.active.append(["Nom", "Prénom", "Remarque"])
    autre.active.append(["Le Goff", "Yann", "?"])
    sortie = io.BytesIO()
    autre.save(sortie)
    grille = ouvrir_classeur(sortie.getvalue())
    assert (grille.sure, grille.choix) == (False, {0: "nom_naissance", 1: "prenom", 2: ""})
    import_ = recevoir_classeur(organisme=organisme, fichier=recu(sortie.getvalue()), par=membre_of, a=instant)
    assert (import_.etat, import_.lignes_lues) == (EtatImport.A_RANGER, 1)


def test_un_classeur_vide_est_refuse():
    sortie = io.BytesIO()
    Workbook().save(sortie)
    with pytest.raises(FichierRefuse, match="aucune ligne de titres"):
        lire_classeur(sortie.getvalue())


def test_un_ancien_modele_se_lit_encore():
    assert lire_classeur(classeur(ligne(), version="2019-3")).version == "2019-3"


def test_trop_de_lignes_se_disent():
    texte = "Nom;Prénom\n" + "Le Goff;Yann\n" * 10_001
    with pytest.raises(FichierRefuse, match="10001 lignes"):
        lire_classeur(texte.encode())


def test_une_cellule_egaree_est_refusee_avant_la_lecture():
    with pytest.raises(FichierRefuse, match="XFD1048576"):
        lire_classeur(classeur(ligne(), egaree="XFD1048576"))


def test_un_classeur_abime_est_refuse():
    octets = classeur(ligne())
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        membres = {nom: archive.read(nom) for nom in archive.namelist()}
    membres["xl/workbook.xml"] = b"<workbook><sheets>"
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    with pytest.raises(FichierRefuse, match="illisible"):
        lire_classeur(sortie.getvalue())


@pytest.mark.django_db
def test_un_fichier_refuse_ne_laisse_rien(membre_of, organisme, instant):
    with pytest.raises(FichierRefuse):
        recevoir_classeur(organisme=organisme, fichier=recu(b"PK\x03\x04rien"), par=membre_of, a=instant)
    assert (ImportClasseur.objects.count(), ContenuFichier.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_un_classeur_deja_enregistre_ne_se_relit_plus(membre_of, instant):
    import_ = ImportClasseur(
        organisme=creer_organisme_habilite(), nom="x.xlsx", depose_le=datetime(2026, 1, 1, tzinfo=UTC)
    )
    with pytest.raises(ErreurMetier, match="déjà été enregistré"):
        lire(import_)
