"""The list: filters in the address, order, cost, export; then the workbook's screens and the deadlines."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from candidats.choix import EtatInscription, EtatLivret
from candidats.exports import ecrire_inscriptions
from candidats.models import ImportClasseur, Inscription, Livret
from candidats.queries.liste import en_lignes
from candidats.services.identite import deposer_piece_identite
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import XLSX
from certif_portal.commun.textes import cle_recherche
from tests.candidats.classeur import classeur, ligne, martin
from tests.candidats.factories import CandidatFactory, InscriptionFactory, piece_recue
from tests.echeances import echeances

SOCLE = 4  # session, person, roles of the day, settings of the centre
LISTE, EXPORT, IMPORTER = reverse("inscription_liste"), reverse("inscription_exporter"), reverse("classeur_importer")


def inscrire(nom="O’Brien-Nguyễn", prenom="Zoé", **champs):
    candidat = CandidatFactory(nom_naissance=nom, prenom=prenom, cle_recherche=cle_recherche(nom, prenom))
    return InscriptionFactory(candidat=candidat, **champs)


def noms(reponse) -> list[str]:
    return [ligne_.inscription.candidat.nom_naissance for ligne_ in reponse.context["lignes"]]


@pytest.fixture
def trois(organisme, autre_organisme, referentiel):
    """Accepted, submitted, and one of another OF."""
    return (
        inscrire("Çelik", organisme=organisme, referentiel=referentiel),
        inscrire("Martin", organisme=organisme, referentiel=referentiel, deposee=True),
        inscrire("Traoré", organisme=autre_organisme, referentiel=referentiel, deposee=True),
    )


def test_chacun_voit_les_siennes(connecte, agent, auditeur, membre_of, membre_autre_of, evaluateur, jure, trois):
    tous = {"Çelik", "Martin", "Traoré"}
    lues = [set(noms(connecte(p).get(LISTE))) for p in (agent, auditeur, membre_of, membre_autre_of)]
    assert lues == [tous, tous, {"Çelik", "Martin"}, {"Traoré"}]
    assert [connecte(p).get(LISTE).status_code for p in (evaluateur.utilisateur, jure)] == [403, 403]


def test_rien_de_l_autre_organisme_n_apparait(connecte, membre_of, trois, autre_organisme):
    page = connecte(membre_of).get(LISTE, {"organisme": autre_organisme.pk, "q": "traore"}).content.decode()
    assert autre_organisme.nom not in page
    assert "TRAORÉ" not in page


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ({"q": "celik"}, ["Çelik"]),
        ({"q": "ÇELİK zoe"}, ["Çelik"]),
        ({"q": "usinage martin"}, ["Martin"]),
        ({"q": "greta"}, ["Traoré"]),
        ({"etat": "deposee"}, ["Martin", "Traoré"]),
        ({"etat": "inconnu"}, ["Martin", "Traoré", "Çelik"]),
        ({"voie": "vae"}, []),
        ({"tri": "-nom"}, ["Traoré", "Martin", "Çelik"]),
        ({"tri": "organisme"}, ["Traoré", "Çelik", "Martin"]),
        ({"tri": "'; --", "page": "zz", "organisme": "9" * 40, "certification": "²"}, ["Martin", "Traoré", "Çelik"]),
    ],
)
def test_les_filtres_de_l_adresse(connecte, agent, trois, filtre, attendus):
    assert noms(connecte(agent).get(LISTE, filtre)) == attendus


def test_les_retards_se_filtrent(connecte, agent, organisme, referentiel):
    """LIVRET-TIERS, INSCRIPTION-DELAI"""
    le = horloge.aujourdhui()
    commun = {"organisme": organisme, "referentiel": referentiel, "date_evaluation_prevue": None}
    bientot = {"entree_formation": le - timedelta(days=10), "fin_formation": le + timedelta(days=200)}
    inscrire(
        "Retard",
        entree_formation=le - timedelta(days=80),
        fin_formation=le + timedelta(days=20),
        deposee_le=le - timedelta(days=70),
        **commun,
    )
    inscrire("Temps", deposee_le=le, **bientot, **commun)
    inscrire("Tardive", deposee_le=le, **bientot | {"entree_formation": le - timedelta(days=16)}, **commun)
    client = connecte(agent)
    assert noms(client.get(LISTE, {"retard": "livret"})) == ["Retard"]
    assert noms(client.get(LISTE, {"retard": "inscription"})) == ["Tardive"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_un_nombre_fixe_de_requetes(
    connecte, agent, organisme, referentiel, nombre, django_assert_max_num_queries
):
    for n in range(nombre):
        inscrire(martin(n), organisme=organisme, referentiel=referentiel)
    client = connecte(agent)
    client.get(LISTE)
    with django_assert_max_num_queries(SOCLE + 6):  # the keys of the page, then its rows
        assert len(client.get(LISTE).context["lignes"]) == nombre


def test_cinquante_lignes_par_page(connecte, agent, organisme, referentiel):
    candidat = CandidatFactory()
    for _ in range(51):
        InscriptionFactory(candidat=candidat, organisme=organisme, referentiel=referentiel)
    client = connecte(agent)
    assert [len(client.get(LISTE, {"page": page}).context["lignes"]) for page in (1, 2)] == [50, 1]


def test_les_pages_vides_disent_quoi_faire(connecte, agent, membre_of):
    assert "Inscrivez un candidat" in connecte(membre_of).get(LISTE).content.decode()
    assert "un organisme en aura déposé" in connecte(agent).get(LISTE).content.decode()
    assert "avec ces filtres" in connecte(agent).get(LISTE, {"q": "personne"}).content.decode()


def test_l_export_type_ses_cellules_et_ne_porte_pas_de_formule(connecte, agent, organisme, referentiel):
    inscrire("=HYPERLINK(1)", "Łucja", organisme=organisme, referentiel=referentiel)
    inscrire("ŒUVRÉ-ÇELİK", "O'Brien", organisme=organisme, referentiel=referentiel)
    reponse = connecte(agent).get(EXPORT, {"tri": "nom"})
    assert reponse.headers["Content-Type"] == XLSX
    feuille = load_workbook(io.BytesIO(reponse.content)).active
    titres = {cellule.value: cellule.column for cellule in feuille[1]}
    lues = {feuille.cell(rang, 1).value: rang for rang in (2, 3)}
    assert set(lues) == {"=HYPERLINK(1)", "ŒUVRÉ-ÇELİK"}
    formule = feuille.cell(lues["=HYPERLINK(1)"], 1)
    assert (formule.data_type, formule.quotePrefix) == ("s", True)
    assert feuille.cell(lues["=HYPERLINK(1)"], titres["Prénom"]).value == "Łucja"
    naissance = feuille.cell(2, titres["Date de naissance"])
    assert (naissance.is_date, naissance.value.date()) == (True, date(1996, 2, 29))


def test_l_export_dit_le_jour_d_ici(inscription):
    """Accepted after midnight in summer, which is still the day before in UTC."""
    inscription.acceptee_le = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    octets = ecrire_inscriptions(en_lignes([inscription], le=horloge.aujourdhui(), centre=parametres()))
    feuille = load_workbook(io.BytesIO(octets)).active
    [acceptee] = [feuille.cell(2, cellule.column).value for cellule in feuille[1] if cellule.value == "Acceptée le"]
    assert acceptee.date() == date(2026, 7, 2)


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_aucun_texte_exporte_ne_devient_une_formule(inscription, debut):
    """Written as text, and marked so that a later edit in the spreadsheet leaves it a text; pleine chasse included."""
    inscription.organisme.nom = f"{debut}1+1"
    octets = ecrire_inscriptions(en_lignes([inscription], le=horloge.aujourdhui(), centre=parametres()))
    [cellule] = [c for c in load_workbook(io.BytesIO(octets)).active[2] if c.value and "1+1" in str(c.value)]
    assert (cellule.data_type, cellule.quotePrefix) == ("s", True)


def test_l_export_d_un_organisme_n_a_que_les_siennes(connecte, membre_of, trois):
    feuille = load_workbook(io.BytesIO(connecte(membre_of).get(EXPORT).content)).active
    assert {feuille.cell(rang, 1).value for rang in range(2, feuille.max_row + 1)} == {"ÇELIK", "MARTIN"}


# ---------------------------------------------------------------- workbook


def envoyer(client, octets, nom="inscriptions-novembre.xlsx"):
    return client.post(IMPORTER, {"classeur": SimpleUploadedFile(nom, octets)})


def bonne(**cellules):
    le = horloge.aujourdhui()
    dates = {"entree_formation": le - timedelta(days=4), "fin_formation": le + timedelta(days=200)}
    return ligne(**dates | cellules)


def test_importer_montrer_confirmer(connecte, membre_of, referentiel):
    client = connecte(membre_of)
    reponse = envoyer(client, classeur(bonne(nom_naissance="O'Brien-Nguyễn"), bonne(nom_naissance="")))
    import_ = ImportClasseur.objects.get()
    assert reponse.headers["Location"] == reverse("classeur_recapitulatif", args=[import_.pk])
    page = client.get(reponse.headers["Location"]).content.decode()
    assert "O&#x27;BRIEN-NGUYỄN" in page
    assert "Enregistrer la bonne ligne" in page
    assert Inscription.objects.count() == 0
    suite = client.post(reverse("classeur_enregistrer", args=[import_.pk]), follow=True)
    assert [i.candidat.nom_naissance for i in Inscription.objects.all()] == ["O'Brien-Nguyễn"]
    assert "1 ligne reste à corriger, hors du portail" in " ".join(map(str, suite.context["messages"]))
    papiers = f"{reverse('piece_recue_liste')}?organisme={import_.organisme_id}"
    assert suite.redirect_chain == [(papiers, 302)]
    # Whoever waited for a recording made elsewhere is led to the same place.
    assert client.get(reponse.headers["Location"]).headers["Location"] == papiers
    a = horloge.maintenant()
    inscription = Inscription.objects.get()
    genre, fichier = piece_recue()
    deposer_piece_identite(inscription=inscription, type_document=genre, fichier=fichier, par=membre_of, a=a)
    assert client.get(reponse.headers["Location"]).headers["Location"] == LISTE


def test_renoncer_a_un_classeur(connecte, membre_of, referentiel):
    client = connecte(membre_of)
    envoyer(client, classeur(bonne()))
    client.post(reverse("classeur_renoncer", args=[ImportClasseur.objects.get().pk]))
    assert ImportClasseur.objects.count() == 0


@pytest.mark.parametrize(
    ("octets", "nom", "message"),
    [
        (b"", "vide.xlsx", "est vide"),
        (b"%PDF-1.4", "inscriptions.xlsx", "type attendu"),
        (b"PK\x03\x04abime", "inscriptions.xlsx", "tronqué"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "inscriptions.xlsx", "chiffré"),
        (classeur(ligne()), "inscriptions.csv", "ne correspond pas au contenu"),
        (b"Nom;Prenom\x00", "inscriptions.csv", "pas un texte"),
        (classeur(ligne(), egaree="XFD1"), "inscriptions.xlsx", "XFD1"),
    ],
)
def test_un_fichier_refuse_le_dit_et_ne_laisse_rien(connecte, membre_of, referentiel, octets, nom, message):
    reponse = envoyer(connecte(membre_of), octets, nom)
    assert message in reponse.context["formulaire"].errors["classeur"][0]
    assert ImportClasseur.objects.count() == 0


def test_le_classeur_d_un_autre_n_existe_pas(connecte, membre_of, membre_autre_of, agent, referentiel):
    envoyer(connecte(membre_of), classeur(bonne()))
    import_ = ImportClasseur.objects.get()
    client = connecte(membre_autre_of)
    assert client.get(reverse("classeur_recapitulatif", args=[import_.pk])).status_code == 404
    assert client.post(reverse("classeur_enregistrer", args=[import_.pk])).status_code == 404
    assert connecte(agent).get(IMPORTER).status_code == 403
    assert "inscriptions-novembre" not in client.get(IMPORTER).content.decode()


def test_le_modele_se_telecharge(connecte, membre_of, referentiel):
    reponse = connecte(membre_of).get(reverse("classeur_modele"))
    assert reponse.headers["Content-Type"] == XLSX
    assert load_workbook(io.BytesIO(reponse.content)).sheetnames == ["Inscriptions", "Mode d’emploi", "Listes"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_recapitulatif_coute_un_nombre_fixe_de_requetes(
    connecte, membre_of, referentiel, organisme, nombre, django_assert_max_num_queries
):
    for n in range(nombre):
        inscrire(f"Deja {n}", organisme=organisme, referentiel=referentiel)
    client = connecte(membre_of)
    page = envoyer(client, classeur(*[bonne(nom_naissance=martin(n)) for n in range(nombre)])).headers["Location"]
    client.get(page)
    with django_assert_max_num_queries(SOCLE + 7):
        assert client.get(page).context["bilan"]["nouvelle"] == nombre


# ---------------------------------------------------------------- deadlines


@pytest.mark.django_db
def test_le_livret_attendu_est_une_echeance(organisme, referentiel, jour):
    """LIVRET-TIERS: training from 4 March to 30 November, first third until 1 June."""
    inscription = inscrire(organisme=organisme, referentiel=referentiel)
    (echeance,) = echeances(jour, "livret")
    assert (echeance.regle.code, echeance.date_limite) == ("LIVRET-TIERS", date(2026, 6, 1))
    assert (echeance.cle, echeance.destinataires) == (
        f"LIVRET-TIERS:{inscription.pk}:2026-06-01",
        (organisme.courriel,),
    )


@pytest.mark.django_db
def test_un_livret_depose_n_est_plus_une_echeance_sauf_renvoye(organisme, referentiel, membre_of, instant, jour):
    inscription = inscrire(organisme=organisme, referentiel=referentiel)
    livret = Livret.objects.create(
        inscription=inscription,
        accord="entreprise",
        accord_nom="A",
        accord_le=jour,
        depose_le=instant,
        premier_depot_le=jour,
        depose_par=membre_of,
    )
    assert echeances(jour, "livret") == []
    livret.etat = EtatLivret.A_CORRIGER
    livret.save()
    assert "à corriger" in echeances(jour, "livret")[0].libelle


@pytest.mark.django_db
def test_sans_organisme_l_echeance_va_au_centre(referentiel, jour):
    centre = parametres()
    centre.courriel = "cqpm@centre.example"
    centre.save()
    inscrire(organisme=None, referentiel=referentiel)
    assert echeances(jour, "livret")[0].destinataires == ("cqpm@centre.example",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "champs",
    [
        {"vae": True},
        {"deposee": True},
        {"etat": EtatInscription.ABANDONNEE, "abandonnee_le": date(2026, 5, 1), "motif_abandon": "x"},
    ],
)
def test_ni_vae_ni_depot_ni_abandon_n_attendent_de_livret(organisme, referentiel, jour, champs):
    inscrire(organisme=organisme, referentiel=referentiel, **champs)
    assert echeances(jour, "livret") == []


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 3])
def test_les_echeances_coutent_un_nombre_fixe_de_requetes(
    organisme, referentiel, jour, nombre, django_assert_max_num_queries
):
    parametres()
    for n in range(nombre):
        inscrire(martin(n), organisme=organisme, referentiel=referentiel)
    with django_assert_max_num_queries(2):
        assert len(echeances(jour, "livret")) == nombre
