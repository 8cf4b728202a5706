"""The screens of a workbook: columns, corrections, decisions, annotated copy, export, progress."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from candidats.choix import EtatImport
from candidats.imports.colonnes import COLONNES
from candidats.models import Candidat, CorrespondanceColonne, ImportClasseur, Inscription
from candidats.services.classeur import demander_enregistrement
from certif_portal.commun import horloge
from certif_portal.commun.courtier import disjoncteur
from tests.candidats.classeur import classeur, ligne, martin
from tests.suivi import est_suivie

SOCLE = 4  # session, person, roles of the day, settings of the centre
IMPORTER = reverse("classeur_importer")


def bonne(**cellules):
    le = horloge.aujourdhui()
    dates = {"entree_formation": le - timedelta(days=4), "fin_formation": le + timedelta(days=200)}
    return ligne(**dates | cellules)


@pytest.fixture
def client_of(connecte, membre_of, referentiel):
    return connecte(membre_of)


def envoyer(client, octets: bytes, nom: str = "novembre.xlsx") -> ImportClasseur:
    client.post(IMPORTER, {"classeur": SimpleUploadedFile(nom, octets)})
    return ImportClasseur.objects.latest("pk")


def page(client, import_: ImportClasseur, suite: str = "") -> str:
    return client.get(reverse("classeur_recapitulatif", args=[import_.pk]) + suite).content.decode()


def autres_titres() -> bytes:
    livre = Workbook()
    renommes = {"nom_naissance": "Nom famille", "referentiel_id": "Parcours suivi"}
    livre.active.append([*(renommes.get(colonne.cle, colonne.titre) for colonne in COLONNES), "Remarque"])
    livre.active.append([*(bonne().get(colonne.cle) for colonne in COLONNES), "?"])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def test_les_colonnes_se_rangent_a_l_ecran_et_s_oublient(client_of):
    """The likeness is proposed, what is missing is told, the answer is remembered, then forgotten on demand."""
    import_ = envoyer(client_of, autres_titres())
    assert import_.etat == EtatImport.A_RANGER
    adresse = reverse("classeur_colonnes", args=[import_.pk])
    ecran = client_of.get(adresse)
    assert "Ce titre ressemble seulement." in ecran.content.decode()
    rangs = {f"c{rang}": colonne.cle for rang, colonne in enumerate(COLONNES)}
    refus = client_of.post(adresse, rangs | {"c0": ""})
    assert "« Certification »" in refus.content.decode().replace("\u00a0", " ")
    deux = client_of.post(adresse, rangs | {f"c{len(COLONNES)}": "prenom"})
    assert "une seule peut la remplir" in deux.content.decode()
    client_of.post(adresse, rangs | {f"c{len(COLONNES)}": ""})
    import_.refresh_from_db()
    assert (import_.etat, import_.bilan["nouvelle"]) == (EtatImport.A_CONFIRMER, 1)
    memoire = reverse("correspondance_liste")
    assert "parcours suivi" in client_of.get(memoire).content.decode()
    parcours = CorrespondanceColonne.objects.get(titre="parcours suivi")
    client_of.post(memoire, {"oublier": [str(parcours.pk), "x"]})
    assert not CorrespondanceColonne.objects.filter(titre="parcours suivi").exists()


def test_corriger_a_l_ecran_puis_enregistrer(client_of):
    """The whole way: upload, one bad cell typed again, confirmation, and the same workbook again changes nothing."""
    octets = classeur(bonne(), bonne(nom_naissance="Le Goff", entreprise_siret="7,3282932E+13", sexe="Z"))
    import_ = envoyer(client_of, octets)
    ecran = page(client_of, import_)
    assert 'name="c-3-entreprise_siret"' in ecran
    assert '<option value="F">Féminin</option>' in " ".join(ecran.split())
    assert 'name="e-3-sexe"' in ecran  # a word: explained once, for every line that writes it
    corriger = reverse("classeur_corriger", args=[import_.pk])
    client_of.post(corriger, {"c-3-entreprise_siret": "73282932000074", "e-3-sexe": "F", "c-x": "1", "d-3": "?"})
    assert "Enregistrer les 2 lignes" in page(client_of, import_)
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    assert Inscription.objects.count() == 2
    corrige = classeur(bonne(), bonne(nom_naissance="Le Goff"))
    assert envoyer(client_of, corrige).bilan["inchangee"] == 2


def test_enregistrer_trop_vite_ne_perd_pas_ce_qui_vient_d_etre_saisi(client_of):
    """A cell typed, then the button of the top instead of « Relire »: the cell is read, and nothing recorded before."""
    import_ = envoyer(client_of, classeur(bonne(), bonne(nom_naissance="Le Goff", sexe="?")))
    enregistrer = reverse("classeur_enregistrer", args=[import_.pk])
    assert f'form="saisies" formaction="{enregistrer}"' in page(client_of, import_)
    suite = client_of.post(enregistrer, {"c-3-sexe": "F"}, follow=True)
    assert Inscription.objects.count() == 0
    assert "relu d’abord" in " ".join(map(str, suite.context["messages"]))
    assert "Enregistrer les 2 lignes" in suite.content.decode()
    client_of.post(enregistrer, {"c-3-sexe": ""})
    assert Inscription.objects.count() == 2


def test_une_difference_se_decide_a_l_ecran(client_of):
    client_of.post(reverse("classeur_enregistrer", args=[envoyer(client_of, classeur(bonne())).pk]))
    import_ = envoyer(client_of, classeur(bonne(courriel="nouveau@exemple.fr")))
    ecran = page(client_of, import_)
    assert "zoe@exemple.fr" in ecran
    assert "nouveau@exemple.fr" in ecran
    client_of.post(reverse("classeur_corriger", args=[import_.pk]), {"d-2": "remplacer"})
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    assert Candidat.objects.get().courriel == "nouveau@exemple.fr"


def test_le_classeur_annote_se_telecharge(client_of):
    import_ = envoyer(client_of, classeur(bonne(sexe="?")))
    reponse = client_of.get(reverse("classeur_annote", args=[import_.pk]))
    assert 'filename="novembre-annote.xlsx"' in reponse.headers["Content-Disposition"]
    feuille = load_workbook(io.BytesIO(reponse.content))["Inscriptions"]
    rang = [colonne.cle for colonne in COLONNES].index("sexe") + 1
    assert feuille.cell(row=2, column=rang).comment.text.startswith("Sexe")


def test_les_inscriptions_en_cours_s_exportent_et_reviennent_sans_changement(client_of):
    client_of.post(reverse("classeur_enregistrer", args=[envoyer(client_of, classeur(bonne())).pk]))
    export = client_of.get(reverse("classeur_exporter"))
    assert load_workbook(io.BytesIO(export.content))["Inscriptions"]["D2"].value == "Œuvré-Çelik"
    assert envoyer(client_of, export.content).bilan == {
        "lignes": 1,
        "nouvelle": 0,
        "modifiee": 0,
        "inchangee": 1,
        "a_corriger": 0,
    }


def test_une_page_ne_montre_que_cent_lignes(client_of):
    import_ = envoyer(client_of, classeur(*(bonne(nom_naissance=martin(n)) for n in range(120))))
    assert page(client_of, import_).count("MARTIN") == 100
    assert page(client_of, import_, "?vue=nouvelles&page=2").count("MARTIN") == 20


def test_un_texte_de_windows_s_importe(client_of):
    titres = ";".join(colonne.titre for colonne in COLONNES)
    valeurs = bonne(
        date_naissance="29/02/1996",
        entreprise_siret="73282932000074",
        departement_naissance="44",
        entreprise_code_postal="44600",
        entreprise_code_nace="25,62",
        formateurs="Anne Le Dû",
        financements="PDC",
    )
    for cle in ("entree_formation", "fin_formation"):
        valeurs[cle] = f"{valeurs[cle]:%d/%m/%Y}"
    octets = f"{titres}\n{';'.join(str(valeurs.get(c.cle) or '') for c in COLONNES)}\n".encode("cp1252")
    assert envoyer(client_of, octets, "novembre.csv").bilan["nouvelle"] == 1


def test_pendant_le_travail_la_page_avance_et_se_relance(client_of):
    """The work of a worker that vanished is taken up again from the page, and counts once."""
    import_ = envoyer(client_of, classeur(bonne()))
    ImportClasseur.objects.update(etat=EtatImport.EN_LECTURE)
    attente = client_of.get(reverse("classeur_recapitulatif", args=[import_.pk]))
    assert est_suivie(attente)
    assert "Relancer" in attente.content.decode()
    relancer = reverse("classeur_relancer", args=[import_.pk])
    client_of.post(relancer)
    import_.refresh_from_db()
    assert import_.etat == EtatImport.A_CONFIRMER
    demander_enregistrement(classeur=import_)
    client_of.post(relancer)
    client_of.post(relancer)
    assert Inscription.objects.count() == 1


def test_un_travail_sans_file_d_attente_se_dit(client_of, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    disjoncteur.signaler(ConnectionRefusedError())
    import_ = envoyer(client_of, classeur(bonne()))
    assert "n’a pas pu commencer" in page(client_of, import_)
    disjoncteur.refermer()


@pytest.mark.parametrize("nombre", [1, 30])
def test_les_ecrans_coutent_un_nombre_fixe_de_requetes(client_of, nombre, django_assert_max_num_queries):
    import_ = envoyer(client_of, classeur(*(bonne(nom_naissance=martin(n), sexe="?") for n in range(nombre))))
    page(client_of, import_)
    with django_assert_max_num_queries(SOCLE + 6):
        page(client_of, import_)
    with django_assert_max_num_queries(SOCLE + 6):
        client_of.get(reverse("classeur_colonnes", args=[import_.pk]))
    with django_assert_max_num_queries(SOCLE + 6):
        client_of.get(reverse("correspondance_liste"))
    with django_assert_max_num_queries(SOCLE + 12):
        client_of.get(reverse("classeur_exporter"))


@pytest.mark.parametrize("nom", ["classeur_colonnes", "classeur_annote", "classeur_recapitulatif"])
def test_le_classeur_d_un_autre_organisme_n_existe_pas(client_of, connecte, membre_autre_of, nom):
    import_ = envoyer(client_of, classeur(bonne()))
    assert connecte(membre_autre_of).get(reverse(nom, args=[import_.pk])).status_code == 404


def test_la_memoire_d_un_autre_organisme_ne_se_voit_pas(client_of, connecte, membre_autre_of, organisme):
    connue = CorrespondanceColonne.objects.create(organisme=organisme, titre="marque plantee", cle="service")
    autre = connecte(membre_autre_of)
    assert "marque plantee" not in autre.get(reverse("correspondance_liste")).content.decode()
    autre.post(reverse("correspondance_liste"), {"oublier": [str(connue.pk)]})
    assert CorrespondanceColonne.objects.count() == 1


# ---------------------------------------------------------------- sheets, homonyms, place of birth


def deux_groupes() -> bytes:
    livre = Workbook()
    for rang, noms in enumerate((["Abgrall"], ["Bihan", "Cozic"])):
        feuille = livre.active if rang == 0 else livre.create_sheet()
        feuille.title = f"Groupe {'AB'[rang]}"
        feuille.append([colonne.titre for colonne in COLONNES])
        for nom in noms:
            feuille.append([bonne(nom_naissance=nom).get(colonne.cle) for colonne in COLONNES])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def test_plusieurs_listes_se_choisissent_puis_s_enregistrent_l_une_apres_l_autre(client_of):
    import_ = envoyer(client_of, deux_groupes())
    adresse = reverse("classeur_feuilles", args=[import_.pk])
    assert (
        client_of.get(reverse("classeur_recapitulatif", args=[import_.pk]), follow=True).redirect_chain[-1][0]
        == adresse
    )
    ecran = client_of.get(adresse).content.decode()
    assert ("Groupe A : 1 candidat" in ecran, "Groupe B : 2 candidats" in ecran) == (True, True)
    assert "Cochez au moins une feuille." in client_of.post(adresse, {}).content.decode()
    client_of.post(adresse, {"feuilles": ["Groupe A", "Groupe B"]})
    premier, second = ImportClasseur.objects.order_by("pk")
    assert [(lu.feuille, lu.lignes_lues, lu.etat) for lu in (premier, second)] == [
        ("Groupe A", 1, EtatImport.A_CONFIRMER),
        ("Groupe B", 2, EtatImport.A_CONFIRMER),
    ]
    recap = page(client_of, premier)
    assert "2 candidats de « Groupe B » ne sont pas lus." in recap.replace("\u00a0", " ")
    reponse = client_of.post(reverse("classeur_enregistrer", args=[premier.pk]))
    assert reponse.url == reverse("classeur_recapitulatif", args=[second.pk])
    client_of.post(reverse("classeur_enregistrer", args=[second.pk]))
    noms = Candidat.objects.order_by("nom_naissance").values_list("nom_naissance", flat=True)
    assert list(noms) == ["Abgrall", "Bihan", "Cozic"]


def test_un_homonyme_ne_ailleurs_se_decide_une_fois(client_of):
    lignes = [
        bonne(nom_naissance="Durand"),
        bonne(nom_naissance="Durand", commune_naissance="Rennes", departement_naissance="35"),
    ]
    import_ = envoyer(client_of, classeur(*lignes))
    ecran = page(client_of, import_).replace("\u00a0", " ")
    ecran = " ".join(ecran.replace("&nbsp;", " ").split())
    assert ("Saint-Nazaire (44)" in ecran, "Même nom qu’à la ligne 2" in ecran) == (True, True)
    client_of.post(reverse("classeur_corriger", args=[import_.pk]), {"d-3": "creer"})
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    assert sorted(Candidat.objects.values_list("commune_naissance", flat=True)) == ["Rennes", "Saint-Nazaire"]
    encore = envoyer(client_of, classeur(*lignes))
    assert encore.bilan == {"lignes": 2, "nouvelle": 0, "modifiee": 0, "inchangee": 2, "a_corriger": 0}


def test_un_age_inhabituel_se_confirme_a_l_ecran_du_classeur(client_of, membre_of):
    """NAISSANCE-AGE: ticked for the day that was read; the cell may be typed again instead."""
    import_ = envoyer(client_of, classeur(bonne(date_naissance=date(1926, 5, 5))))
    ecran = page(client_of, import_)
    assert 'name="c-2-naissance_confirmee" value="05/05/1926"' in " ".join(ecran.split())
    corriger, enregistrer = (reverse(f"classeur_{acte}", args=[import_.pk]) for acte in ("corriger", "enregistrer"))
    client_of.post(corriger, {"c-2-naissance_confirmee": "06/05/1926"})
    assert "NAISSANCE-AGE" in page(client_of, import_)
    client_of.post(enregistrer, {"c-2-naissance_confirmee": "05/05/1926"})
    assert Inscription.objects.count() == 0  # read again first
    assert "NAISSANCE-AGE" not in page(client_of, import_)
    client_of.post(enregistrer)
    candidat = Inscription.objects.get().candidat
    assert (candidat.naissance_confirmee, candidat.naissance_confirmee_par) == (date(1926, 5, 5), membre_of)
