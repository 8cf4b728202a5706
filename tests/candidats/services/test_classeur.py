"""A workbook after its reading: columns remembered, corrections, what is changed or doubled, recording in numbers."""

import io
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from openpyxl import Workbook, load_workbook

from candidats.choix import EtatImport, EtatInscription
from candidats.donnees import FichierRecu
from candidats.imports.annotation import annoter
from candidats.imports.colonnes import COLONNES
from candidats.imports.lecture import ouvrir_classeur, ranger
from candidats.imports.modele import ecrire_modele
from candidats.imports.rapport import Sort
from candidats.models import (
    Candidat,
    CorrespondanceColonne,
    Entreprise,
    FinancementInscription,
    Formateur,
    ImportClasseur,
    Inscription,
    RapportClasseur,
)
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.classeur import inscriptions_completes
from candidats.queries.inscription import donnees_de
from candidats.services.classeur import (
    corriger_classeur,
    decider_lignes,
    demander_enregistrement,
    enregistrer_classeur,
    lire_classeur,
    oublier_colonnes,
    ranger_colonnes,
    rapport_conserve,
    recevoir_classeur,
)
from candidats.services.inscription import creer_inscription
from candidats.services.lot import creer_inscriptions
from certif_portal.commun.fichiers import XLSX
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier
from tests.candidats.classeur import classeur, ligne, martin
from tests.candidats.factories import donnees_completes, piece_recue

LE = date(2026, 11, 20)


@pytest.fixture
def importer(organisme, referentiel, membre_of, instant):
    """Receive and read these lines; the import waits for its confirmation."""

    def _importer(*lignes, octets=b"", **options) -> ImportClasseur:
        recu = FichierRecu("novembre.xlsx", octets or classeur(*lignes, **options), XLSX)
        import_ = recevoir_classeur(organisme=organisme, fichier=recu, par=membre_of, a=instant)
        lire_classeur(import_.pk, le=LE)
        import_.refresh_from_db()
        return import_

    return _importer


@pytest.fixture
def enregistrer(membre_of, instant):
    def _enregistrer(import_: ImportClasseur) -> int:
        demander_enregistrement(classeur=import_)
        return enregistrer_classeur(import_.pk, par=membre_of, a=instant)

    return _enregistrer


def relire(import_: ImportClasseur) -> ImportClasseur:
    lire_classeur(import_.pk, le=LE)
    import_.refresh_from_db()
    return import_


def rapport(import_: ImportClasseur):
    return rapport_conserve(ImportClasseur.objects.get(pk=import_.pk))


def autre_classeur(titres: list[str], *lignes: list) -> bytes:
    livre = Workbook()
    livre.active.append(titres)
    for cellules in lignes:
        livre.active.append(cellules)
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


# ---------------------------------------------------------------- columns


def test_les_colonnes_rangees_une_fois_sont_reconnues_ensuite(importer, organisme):
    renommes = {"nom_naissance": "Nom famille", "referentiel_id": "Parcours suivi"}
    titres = [renommes.get(colonne.cle, colonne.titre) for colonne in COLONNES]
    octets = autre_classeur(titres, [ligne().get(colonne.cle) for colonne in COLONNES])
    import_ = importer(octets=octets)
    assert import_.etat == EtatImport.A_RANGER
    cles = [colonne.cle for colonne in COLONNES]
    import_ = ranger_colonnes(classeur=import_, choix=dict(enumerate(cles)))
    relire(import_)
    assert (import_.etat, import_.bilan["nouvelle"]) == (EtatImport.A_CONFIRMER, 1)
    assert CorrespondanceColonne.objects.get(organisme=organisme, titre="parcours suivi").cle == "referentiel_id"
    assert importer(octets=octets).etat == EtatImport.A_CONFIRMER


def test_une_colonne_rangee_autrement_remplace_la_memoire(importer, organisme):
    import_ = importer(ligne())
    choix = {int(rang): cle for rang, cle in import_.colonnes.items()}
    service = next(rang for rang, cle in choix.items() if cle == "service")
    relire(ranger_colonnes(classeur=import_, choix=choix | {service: ""}))
    assert [manque.cle for manque in rapport_conserve(ImportClasseur.objects.get(pk=import_.pk)).manques] == ["service"]
    memoire = CorrespondanceColonne.objects.get(organisme=organisme, titre="service du candidat")
    assert memoire.cle == ""
    assert oublier_colonnes(organisme=organisme, titres=[memoire.pk]) == 1


# ---------------------------------------------------------------- corrections


def test_une_cellule_se_corrige_a_l_ecran(importer, enregistrer):
    import_ = importer(ligne(), ligne(nom_naissance="Le Goff", entreprise_siret="7,3282932E+13", sexe=""))
    assert import_.bilan == {"lignes": 2, "nouvelle": 1, "modifiee": 0, "inchangee": 0, "a_corriger": 1}
    corrections = {3: {"entreprise_siret": "732 829 320 00074", "sexe": "M", "inventee": "x"}}
    import_ = relire(corriger_classeur(classeur=import_, corrections=corrections))
    assert import_.bilan["nouvelle"] == 2
    assert import_.corrections == {"3": {"entreprise_siret": "732 829 320 00074", "sexe": "M"}}
    assert enregistrer(import_) == 2
    donnees = donnees_de(Inscription.objects.get(candidat__nom_naissance="Le Goff"))
    assert (donnees.sexe, donnees.entreprise_siret) == ("M", "73282932000074")


def test_le_classeur_annote_montre_chaque_faute_a_sa_place(importer):
    octets = classeur(ligne(), ligne(nom_naissance="Le Goff", entreprise_siret="7,3282932E+13", courriel=""))
    import_ = importer(octets=octets)
    grille = ouvrir_classeur(octets)
    corrections = {3: {"entreprise_siret": "73282932000074"}}
    annote = load_workbook(io.BytesIO(annoter(octets, grille, ranger(grille), rapport(import_), {})))["Inscriptions"]
    place = [colonne.cle for colonne in COLONNES].index("entreprise_siret") + 1
    fautive = annote.cell(row=3, column=place)
    assert fautive.value == "7,3282932E+13"
    assert "derniers chiffres sont perdus" in fautive.comment.text
    assert fautive.fill.start_color.rgb == "00F9D6D0"
    courriel = annote.cell(row=3, column=[colonne.cle for colonne in COLONNES].index("courriel") + 1)
    assert "ne recevra pas ses résultats" in courriel.comment.text
    assert annote.cell(row=2, column=place).comment is None
    import_ = relire(corriger_classeur(classeur=import_, corrections=corrections))
    corrige = annoter(octets, grille, ranger(grille), rapport(import_), corrections)
    cellule = load_workbook(io.BytesIO(corrige))["Inscriptions"].cell(row=3, column=place)
    assert (cellule.value, cellule.comment.text) == ("73282932000074", "Corrigé à l’écran. Lu : « 7,3282932E+13 ».")


def test_un_texte_annote_revient_en_classeur(importer):
    octets = "Nom;Prénom\nLe Goff;Yann\n".encode("cp1252")
    grille = ouvrir_classeur(octets)
    import_ = importer(ligne())
    feuille = load_workbook(io.BytesIO(annoter(octets, grille, ranger(grille), rapport(import_), {}))).active
    assert [cellule.value for cellule in feuille[2]] == ["Le Goff", "Yann"]


# ---------------------------------------------------------------- changed, unchanged, doubled


def test_importer_encore_ne_change_rien(importer, enregistrer):
    lignes = (ligne(), ligne(nom_naissance="Le Goff"))
    assert enregistrer(importer(*lignes)) == 2
    import_ = importer(*lignes)
    assert import_.bilan == {"lignes": 2, "nouvelle": 0, "modifiee": 0, "inchangee": 2, "a_corriger": 0}
    assert enregistrer(import_) == 0
    assert (Inscription.objects.count(), Candidat.objects.count(), Entreprise.objects.count()) == (2, 2, 1)


def test_des_donnees_differentes_se_montrent_cote_a_cote_et_rien_ne_change_sans_decision(importer, enregistrer):
    enregistrer(importer(ligne()))
    import_ = importer(ligne(nom_naissance="OEUVRÉ ÇELIK", courriel="nouveau@exemple.fr", service=""))
    (modifiee,) = rapport(import_).de(Sort.MODIFIEE)
    assert [(e.colonne, e.avant, e.apres) for e in modifiee.ecarts] == [
        ("Nom de naissance", "Œuvré-Çelik", "OEUVRÉ ÇELIK"),
        ("Courriel", "zoe@exemple.fr", "nouveau@exemple.fr"),
    ]
    assert enregistrer(import_) == 0
    assert Candidat.objects.get().courriel == "zoe@exemple.fr"


def test_la_decision_de_prendre_le_classeur_corrige_le_brouillon(importer, enregistrer):
    enregistrer(importer(ligne()))
    import_ = importer(ligne(courriel="nouveau@exemple.fr", financements="CPF"))
    import_ = relire(decider_lignes(classeur=import_, decisions={2: "remplacer"}))
    assert enregistrer(import_) == 1
    inscription = Inscription.objects.get()
    donnees = donnees_de(inscription)
    assert (donnees.courriel, donnees.financements, donnees.service) == ("nouveau@exemple.fr", ("CPF",), "Méthodes")
    assert [entree.acte for entree in journal_de(inscription)] == ["saisie", "creation"]


def test_une_inscription_deposee_n_est_jamais_changee(importer, enregistrer):
    enregistrer(importer(ligne()))
    Inscription.objects.update(etat=EtatInscription.DEPOSEE, deposee_le=LE)
    import_ = importer(ligne(courriel="nouveau@exemple.fr"))
    (inchangee,) = rapport(import_).de(Sort.INCHANGEE)
    assert "un classeur ne change pas une inscription déposée" in inchangee.anomalies[0].attendu.replace("\u00a0", " ")
    assert "Courriel" in inchangee.anomalies[0].attendu
    assert enregistrer(import_) == 0


def test_un_etat_civil_verifie_ne_se_corrige_pas_par_classeur(importer, enregistrer, agent, instant):
    enregistrer(importer(ligne()))
    Candidat.objects.update(identite_verifiee_le=instant, identite_verifiee_par=agent, identite_document="carte")
    import_ = importer(ligne(sexe="M"))
    assert import_.bilan["a_corriger"] == 1
    assert "sa correction se demande au centre" in rapport(import_).erreurs[0].attendu


@pytest.mark.parametrize(
    ("nom", "prenom"),
    [("Zoé", "Œuvré-Çelik"), ("Oeuvré Çelikzoé", ""), ("OeuvréÇelik", "Zoé")],
    ids=["inverses", "colles", "sans trait"],
)
def test_un_double_probable_est_propose_jamais_fusionne_seul(importer, enregistrer, nom, prenom):
    enregistrer(importer(ligne()))
    import_ = importer(ligne(nom_naissance=nom, prenom=prenom or "Z"))
    if not prenom:
        return
    (nouvelle,) = rapport(import_).de(Sort.NOUVELLE)
    assert nouvelle.double
    assert "Doublon probable" in nouvelle.anomalies[0].attendu
    gardee = relire(decider_lignes(classeur=import_, decisions={2: "garder"}))
    assert (gardee.bilan["inchangee"], gardee.bilan["nouvelle"]) == (1, 0)
    creee = relire(decider_lignes(classeur=gardee, decisions={2: "creer"}))
    assert enregistrer(creee) == 1
    assert Candidat.objects.count() == 2


def test_la_meme_personne_deux_fois_avec_d_autres_donnees_est_a_corriger(importer):
    import_ = importer(ligne(), ligne(courriel="autre@exemple.fr"), ligne())
    assert import_.bilan == {"lignes": 3, "nouvelle": 1, "modifiee": 0, "inchangee": 1, "a_corriger": 1}
    assert "La ligne 2 nomme la même personne" in rapport(import_).erreurs[0].attendu


def test_exporter_puis_importer_ne_change_rien(importer, enregistrer, organisme, referentiel, membre_of, instant):
    bloc = referentiel.compositions.get(ordre=2).version_bloc
    enregistrer(importer(ligne(), ligne(nom_naissance="Le Goff", blocs=bloc.bloc.numero, cpf_abonde="oui")))
    demandeur = donnees_completes(demandeur_emploi=True, referentiel_id=referentiel.pk, amenagements=("pauses",))
    vae = donnees_completes(
        vae=True, referentiel_id=referentiel.pk, nom_naissance="Vaeste", ville="=CMD", telephone="06 12 34 56 78"
    )
    for donnees in (demandeur, vae):
        creer_inscription(donnees=donnees, organisme=organisme, piece=piece_recue(), par=membre_of, a=instant)
    Inscription.objects.filter(candidat__nom_naissance="Le Goff").update(etat=EtatInscription.DEPOSEE, deposee_le=LE)
    faits = faits_referentiels(referentiels_ouverts(LE))
    completes = [(donnees, faits[donnees.referentiel_id]) for _, donnees in inscriptions_completes(organisme)]
    octets = ecrire_modele(faits.values(), LE, completes)
    import_ = importer(octets=octets)
    assert import_.bilan == {"lignes": 4, "nouvelle": 0, "modifiee": 0, "inchangee": 4, "a_corriger": 0}
    place = [colonne.cle for colonne in COLONNES].index("ville") + 1
    cellule = load_workbook(io.BytesIO(octets))["Inscriptions"].cell(row=5, column=place)
    assert (cellule.value, cellule.data_type) == ("=CMD", "s")


# ---------------------------------------------------------------- recording


def test_le_lot_ecrit_ce_que_le_formulaire_ecrirait(organisme, referentiel, membre_of, instant):
    """The same values through both doors: the same registration, the same rows around it."""
    donnees = donnees_completes(
        referentiel_id=referentiel.pk, financements=("CPF", "PDC"), cpf_abonde=True, amenagements=("pauses",)
    )
    par_formulaire = creer_inscription(donnees=donnees, organisme=None, par=membre_of, a=instant)
    (cle,) = creer_inscriptions([donnees], organisme=organisme, par=membre_of, a=instant)
    par_lot = Inscription.objects.get(pk=cle)
    assert donnees_de(par_lot) == donnees_de(par_formulaire)
    sauf = {"id", "candidat_id", "organisme_id", "entreprise_id"}
    colonnes = [champ.attname for champ in Inscription._meta.concrete_fields if champ.attname not in sauf]
    assert [getattr(par_lot, nom) for nom in colonnes] == [getattr(par_formulaire, nom) for nom in colonnes]
    assert par_lot.candidat.cle_recherche == par_formulaire.candidat.cle_recherche
    assert par_lot.entreprise_id == par_formulaire.entreprise_id
    assert (par_lot.history.count(), par_lot.candidat.history.get().history_user_id) == (1, membre_of.pk)
    assert journal_de(par_lot).get().par == membre_of
    par_lot.full_clean()


def test_la_meme_personne_du_meme_organisme_reste_une(organisme, referentiel, membre_of, instant):
    donnees = donnees_completes(referentiel_id=referentiel.pk)
    (premiere,) = creer_inscriptions([donnees], organisme=organisme, par=membre_of, a=instant)
    (seconde,) = creer_inscriptions(
        [replace(donnees, courriel="nouveau@exemple.fr")], organisme=organisme, par=membre_of, a=instant
    )
    candidat = Candidat.objects.get()
    assert set(candidat.inscriptions.values_list("pk", flat=True)) == {premiere, seconde}
    assert (candidat.courriel, candidat.history.count()) == ("nouveau@exemple.fr", 2)


def test_les_requetes_ne_croissent_pas_avec_les_lignes(importer, enregistrer, django_assert_max_num_queries):
    assert enregistrer(importer(ligne())) == 1  # what is read once per process is read
    with django_assert_max_num_queries(152) as peu:
        enregistrer(importer(*(ligne(nom_naissance=martin(n), prenom="Ana") for n in range(2))))
    with django_assert_max_num_queries(152) as beaucoup:
        enregistrer(importer(*(ligne(nom_naissance=martin(n), prenom="Bea") for n in range(40))))
    assert len(beaucoup) == len(peu)
    assert (FinancementInscription.objects.count(), Formateur.objects.count()) == (43 * 2, 43 * 2)


def test_ce_qui_n_est_plus_utile_est_efface(importer, enregistrer):
    import_ = importer(ligne(), ligne(sexe=""))
    corriger_classeur(classeur=import_, corrections={3: {"sexe": "M"}})
    enregistrer(relire(import_))
    import_.refresh_from_db()
    assert (import_.etat, import_.corrections, import_.fichier) == (EtatImport.ENREGISTRE, {}, None)
    assert (RapportClasseur.objects.count(), ContenuFichier.objects.count()) == (0, 0)


def test_une_lecture_depassee_par_une_correction_ne_compte_pas(importer, monkeypatch):
    """A correction saved while an older reading was running: the older report is dropped."""
    import_ = importer(ligne(sexe=""))
    corriger_classeur(classeur=import_, corrections={2: {"sexe": "F"}})

    def corriger(faites: int) -> None:
        corriger_classeur(classeur=import_, corrections={2: {"sexe": "M"}})

    monkeypatch.setattr("candidats.imports.controle.PAS_SUR", 1)
    lire_classeur(import_.pk, le=LE, avancer=corriger)
    import_.refresh_from_db()
    assert import_.etat == EtatImport.EN_LECTURE
    assert relire(import_).bilan["nouvelle"] == 1


@pytest.mark.django_db(transaction=True)
def test_deux_enregistrements_du_meme_classeur_comptent_pour_un(importer, membre_of, instant):
    """Two workers take the same task at the same time."""
    if connection.vendor != "postgresql":
        pytest.skip("une base SQLite n’a qu’un écrivain")
    import_ = importer(ligne(), ligne(nom_naissance="Le Goff"))
    demander_enregistrement(classeur=import_)
    depart, nombres = Barrier(2), []

    def travailler() -> None:
        depart.wait()
        try:
            nombres.append(enregistrer_classeur(import_.pk, par=membre_of, a=instant))
        finally:
            connections.close_all()

    fils = [Thread(target=travailler) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert (sorted(nombres), Inscription.objects.count()) == ([0, 2], 2)


def test_les_lignes_a_corriger_de_la_premiere_lecture_restent_comptees(importer, enregistrer):
    """The scorecard counts what the OF sent, not what was mended on screen since."""
    import_ = importer(ligne(), ligne(prenom="Anne", sexe="?"), ligne(prenom="Paul", sexe="Z"))
    assert (import_.lignes_fausses, import_.lignes_lues) == (2, 3)
    corriger_classeur(classeur=import_, corrections={3: {"sexe": "F"}})
    import_ = relire(import_)
    assert (import_.lignes_fausses, import_.bilan["a_corriger"]) == (2, 1)
    enregistrer(import_)
    import_.refresh_from_db()
    assert (import_.etat, import_.lignes_fausses) == (EtatImport.ENREGISTRE, 2)
