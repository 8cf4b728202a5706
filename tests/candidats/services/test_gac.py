"""Accepted registrations leave once for the national system; its numbers come back under our references."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from candidats.choix import PrecisionNaissance, PreuveCorrection
from candidats.choix_gac import ChampGAC, FormatGAC
from candidats.imports.gac import lire_retour
from candidats.models import Candidat, ColonneGAC, Inscription, LotGAC
from candidats.queries.gac import VALEURS, colonnes_gac, exportables
from candidats.services import gac as services_gac
from candidats.services.correction import corriger_identite
from candidats.services.gac import (
    RetourRefuse,
    dire_non_envoyees,
    enregistrer_colonnes_gac,
    exporter_gac,
    lire_numeros_gac,
)
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import CandidatFactory, InscriptionFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
TITRES = {"titre_reference": "Notre référence", "titre_numero": "Numéro national"}


def exporter(agent, *inscriptions, deja=False):
    return exporter_gac(ids=[i.pk for i in inscriptions], deja=deja, par=agent, a=A)


def feuille_de(lot):
    return load_workbook(BytesIO(octets_de(lot.fichier)))["Import GAC"]


def classeur(*lignes):
    livre = Workbook()
    for ligne in (["Inscriptions du centre"], ["Numéro national", "autre", "NOTRE REFERENCE"], *lignes):
        livre.active.append(ligne)
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def lire(agent, *lignes, nom="retour.xlsx", octets=None):
    return lire_numeros_gac(nom=nom, octets=octets or classeur(*lignes), par=agent, a=A)


def test_chaque_contenu_de_la_liste_fermee_a_sa_valeur():
    assert set(VALEURS) == set(ChampGAC)


def test_une_inscription_acceptee_part_une_fois(agent):
    premiere, seconde = InscriptionFactory(), InscriptionFactory()
    lot = exporter(agent, premiere, InscriptionFactory(deposee=True))
    assert [ligne.inscription for ligne in lot.lignes.all()] == [premiere]
    assert (lot.cree_par, lot.cree_le, lot.fichier.nom) == (agent, A, "import-gac-2026-11-20-1100.xlsx")
    assert journal_de(premiere)[0].phrase == f"Exportée vers le système national (Lot {lot.pk})."
    with pytest.raises(ErreurMetier, match="Aucune inscription à exporter"):
        exporter(agent, premiere)
    assert [ligne.inscription for ligne in exporter(agent, premiere, seconde).lignes.all()] == [seconde]
    de_nouveau = exporter(agent, premiere, deja=True)
    assert journal_de(premiere)[0].phrase == f"Exportée de nouveau vers le système national (Lot {de_nouveau.pk})."


def test_un_lot_porte_au_plus_ce_qui_s_ecrit_pendant_qu_on_attend(agent, monkeypatch):
    """One row above the cap nothing leaves; the same registration ticked twice counts once."""
    monkeypatch.setattr(services_gac, "PLAFOND", 2)
    trois = InscriptionFactory.create_batch(3)
    with pytest.raises(ErreurMetier, match=r"^3 inscriptions sont cochées\. Un lot en porte 2 au plus"):
        exporter(agent, *trois)
    assert LotGAC.objects.count() == 0
    assert exporter(agent, *trois[:2], trois[0]).lignes.count() == 2


def test_le_fichier_se_nomme_par_l_heure_du_portail(agent):
    a = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    lot = exporter_gac(ids=[InscriptionFactory().pk], deja=False, par=agent, a=a)
    assert lot.fichier.nom == "import-gac-2026-11-21-0030.xlsx"


def test_le_classeur_suit_la_table_des_colonnes_et_n_a_pas_de_formule(agent):
    colonnes_gac()
    ColonneGAC.objects.all().delete()
    voulues = [
        (1, "Réf", ChampGAC.REFERENCE, FormatGAC.TEL_QUEL),
        (2, "NOM", ChampGAC.NOM_NAISSANCE, FormatGAC.MAJUSCULES),
        (3, "Né", ChampGAC.DATE_NAISSANCE, FormatGAC.ISO),
        (4, "Né le", ChampGAC.DATE_NAISSANCE, FormatGAC.TEL_QUEL),
        (5, "Né (texte)", ChampGAC.DATE_NAISSANCE, FormatGAC.JOUR),
        (6, "SIRET", ChampGAC.ENTREPRISE_SIRET, FormatGAC.TEL_QUEL),
        (7, "Prénom", ChampGAC.PRENOM, FormatGAC.TEL_QUEL),
    ]
    for ordre, titre, champ, format_ in voulues:
        ColonneGAC.objects.create(ordre=ordre, titre=titre, champ=champ, format=format_)
    candidat = CandidatFactory(nom_naissance="Œuvré", prenom="=1+1", date_naissance=date(1996, 2, 29))
    inscription = InscriptionFactory(candidat=candidat)
    feuille = feuille_de(exporter(agent, inscription))
    assert [cellule.value for cellule in feuille[1]] == [titre for _, titre, _, _ in voulues]
    assert [cellule.value for cellule in feuille[2]] == [
        inscription.reference,
        "ŒUVRÉ",
        "1996-02-29",
        datetime.fromisoformat("1996-02-29"),
        "29/02/1996",
        inscription.entreprise.siret,
        "=1+1",
    ]
    assert (feuille["G2"].data_type, feuille["G2"].quotePrefix, feuille["F2"].data_type) == ("s", True, "s")


def test_les_numeros_reviennent_sous_nos_references_et_se_relisent_sans_rien_changer(agent):
    premiere, seconde = InscriptionFactory(), InscriptionFactory()
    exporter(agent, premiere, seconde)
    assert lire(agent, ["N-1", "x", premiere.reference], [12345.0, "x", seconde.reference.lower()], ["", "", ""]) == 2
    assert lire(agent, ["N-1", "x", premiere.reference]) == 0
    numeros = Inscription.objects.order_by("pk").values_list("numero_national", flat=True)
    assert list(numeros) == ["N-1", "12345"]
    assert journal_de(premiere)[0].phrase == "Numéro national reçu : N-1."


def test_chaque_ligne_fausse_est_dite_et_rien_ne_s_ecrit(agent):
    juste, numerotee, jamais = InscriptionFactory(), InscriptionFactory(), InscriptionFactory()
    exporter(agent, juste, numerotee)
    lire(agent, ["N-9", "", numerotee.reference])
    with pytest.raises(RetourRefuse) as refus:
        lire(
            agent,
            ["N-1", "", juste.reference],
            ["N-2", "", "42"],
            ["N-3", "", jamais.reference],
            ["N-4", "", numerotee.reference],
            ["9" * 41, "", juste.reference],
            ["N-5", "", juste.reference],
        )
    debuts = [message[:9] for message in refus.value.messages]
    assert debuts == ["Ligne 4 :", "Ligne 5 :", "Ligne 6 :", "Ligne 7 :", "Ligne 8 :"]
    assert "« 42 » n’est pas la référence" in refus.value.messages[0]
    assert "a déjà le numéro « N-9 »" in refus.value.messages[2]
    assert "dépasse 40 caractères" in refus.value.messages[3]
    assert Inscription.objects.exclude(numero_national="").count() == 1
    with pytest.raises(RetourRefuse, match="déjà celui d’une autre"):
        lire(agent, ["N-9", "", juste.reference])


@pytest.mark.parametrize(
    ("nom", "octets"),
    [
        ("r.csv", "Notre référence;Numéro national\nIN-000001;N-1\n".encode()),
        ("r.csv", "\ufeffNuméro national,Notre référence\nN-1,IN-000001\n".encode()),
        ("R.CSV", "Notre référence;Numéro national\r\nIN-000001;N-1\r\n".encode("cp1252")),
    ],
)
def test_un_csv_se_lit_dans_ses_deux_encodages(nom, octets):
    [ligne] = lire_retour(nom, octets, **TITRES)
    assert (ligne.ligne, ligne.reference, ligne.numero) == (2, "IN-000001", "N-1")


@pytest.mark.parametrize(
    ("nom", "octets", "attendu"),
    [
        ("r.xlsx", b"PK\x03\x04 tronque", "tronqué"),
        ("r.csv", b"a;b\n1;2\n", "en-têtes"),
        ("r.csv", b"\x00\x01", "pas du texte"),
        ("r.csv", b"", "en-têtes"),
    ],
)
def test_un_mauvais_fichier_dit_pourquoi(nom, octets, attendu):
    with pytest.raises(FichierRefuse, match=attendu):
        lire_retour(nom, octets, **TITRES)


# ---------------------------------------------------------------- screens


def test_l_agent_exporte_ce_qui_est_coche_et_telecharge_le_lot(connecte, agent, auditeur, membre_of):
    premiere, seconde = InscriptionFactory(), InscriptionFactory()
    client, liste = connecte(agent), reverse("gac_liste")
    assert list(client.get(liste).context["page"]) == [premiere, seconde]
    client.post(reverse("gac_exporter"), {"inscriptions": [premiere.pk, "x"]})
    lot = LotGAC.objects.get()
    assert list(client.get(liste).context["page"]) == [seconde]
    assert list(client.get(liste, {"lot": lot.pk}).context["page"]) == [premiere]
    for inconnu in ("999999", "9999999999", "²"):
        assert client.get(liste, {"lot": inconnu}).status_code == 404, inconnu
    fichier = connecte(auditeur).get(reverse("gac_fichier", args=[lot.pk]))
    assert (fichier["Content-Type"], fichier.content) == (lot.fichier.type_mime, octets_de(lot.fichier))
    client.post(reverse("gac_exporter"), {"inscriptions": [premiere.pk]})
    assert LotGAC.objects.count() == 1
    client.post(reverse("gac_exporter"), {"inscriptions": [premiere.pk], "deja": "1"})
    assert LotGAC.objects.count() == 2
    assert connecte(membre_of).get(liste).status_code == 403


def test_le_retour_dit_ses_lignes_fausses_a_l_ecran(connecte, agent):
    inscription = InscriptionFactory()
    exporter(agent, inscription)
    client, adresse = connecte(agent), reverse("gac_retour")
    faux = SimpleUploadedFile("retour.xlsx", classeur(["N-1", "", "INCONNUE"]))
    page = client.post(adresse, {"fichier": faux}).content.decode()
    assert ("Ligne 3\u00a0: «\u00a0INCONNUE\u00a0»" in page, "Rien n’est enregistré" in page) == (True, True)
    assert (
        "n’est pas d’un type attendu"
        in client.post(adresse, {"fichier": SimpleUploadedFile("r.xlsx", b"x")}).content.decode()
    )
    juste = SimpleUploadedFile("retour.csv", f"Notre référence;Numéro national\n{inscription.reference};N-1\n".encode())
    assert client.post(adresse, {"fichier": juste}).url == reverse("gac_liste")
    inscription.refresh_from_db()
    assert inscription.numero_national == "N-1"


def test_le_responsable_regle_les_colonnes(connecte, responsable):
    client, adresse = connecte(responsable), reverse("gac_colonnes")
    formset = client.get(adresse).context["formulaire"].formset
    assert len(formset.forms) == len(ChampGAC) - 1 + 2
    commun = {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 2, "form-MIN_NUM_FORMS": 0, "form-MAX_NUM_FORMS": 80}

    def ligne(rang, ordre, titre, champ, **autres):
        valeurs = {"ordre": ordre, "titre": titre, "champ": champ, "format": "tel_quel"} | autres
        return {f"form-{rang}-{nom}": valeur for nom, valeur in valeurs.items()}

    vide = ligne(2, "", "", "reference")
    sans = client.post(adresse, commun | ligne(0, 1, "Nom", "nom_naissance") | ligne(1, 2, "P", "prenom") | vide)
    assert "«\u00a0Notre référence\u00a0» est attendue" in sans.context["formulaire"].non_field_errors()[0]
    double = client.post(adresse, commun | ligne(0, 1, "Nom", "reference") | ligne(1, 2, "Nom", "prenom") | vide)
    assert "même en-tête" in double.context["formulaire"].non_field_errors()[0]
    client.post(adresse, commun | ligne(0, 9, "Nom", "nom_naissance") | ligne(1, 2, "Réf", "reference") | vide)
    assert list(ColonneGAC.objects.values_list("titre", "champ")) == [("Réf", "reference"), ("Nom", "nom_naissance")]


@pytest.mark.parametrize("nombre", [1, 4])
def test_nombre_fixe_de_requetes(nombre, connecte, agent, django_assert_max_num_queries):
    for _ in range(nombre):
        exporter(agent, InscriptionFactory())
        InscriptionFactory()
    client = connecte(agent)
    for adresse in (reverse("gac_liste"), reverse("gac_liste") + "?voir=exportees"):
        with django_assert_max_num_queries(4 + 4):
            client.get(adresse)
    inscriptions = [InscriptionFactory() for _ in range(nombre)]
    with django_assert_max_num_queries(34):  # half of them remake what is kept of the files; the journal is one
        exporter(agent, *inscriptions)
    assert {journal_de(i)[0].acte for i in inscriptions} == {"export-gac"}


def test_rien_n_est_coche_d_avance(connecte, agent):
    InscriptionFactory()
    page = connecte(agent).get(reverse("gac_liste")).content.decode()
    assert ('name="inscriptions"' in page, "checked" in page) == (True, False)


def test_un_etat_civil_corrige_apres_l_envoi_repart_comme_correction(agent, connecte):
    corrigee, intacte = InscriptionFactory(), InscriptionFactory()
    Candidat.objects.update(identite_verifiee_le=A, identite_verifiee_par=agent, identite_document="carte")
    exporter(agent, corrigee, intacte)
    assert list(exportables(Inscription.objects.all(), deja=False)) == []
    corriger_identite(
        candidat=corrigee.candidat,
        identite={"prenom": "Zoë"},
        motif="Tréma",
        preuve=PreuveCorrection.values[0],
        par=agent,
        a=A + timedelta(days=1),
    )
    [a_envoyer] = exportables(Inscription.objects.all(), deja=False)
    assert (a_envoyer, a_envoyer.exportee_le, a_envoyer.corrigee_le) == (corrigee, A, A + timedelta(days=1))
    assert "état civil corrigé le" in connecte(agent).get(reverse("gac_liste")).content.decode()
    lot = exporter_gac(ids=[corrigee.pk], deja=False, par=agent, a=A + timedelta(days=2))
    phrase = f"Correction d’état civil exportée vers le système national (Lot {lot.pk})."
    assert journal_de(corrigee)[0].phrase == phrase
    assert list(exportables(Inscription.objects.all(), deja=False)) == []


def test_ce_qui_est_dit_non_envoye_est_de_nouveau_a_exporter(agent, connecte):
    partie, restee = InscriptionFactory(), InscriptionFactory()
    lot = exporter(agent, partie, restee)
    connecte(agent).post(reverse("gac_non_envoyees"), {"inscriptions": [partie.pk]})
    assert list(exportables(Inscription.objects.all(), deja=False)) == [partie]
    assert list(exportables(Inscription.objects.all(), deja=True)) == [restee]
    assert journal_de(partie).filter(par=agent, phrase__startswith="Dite").get().phrase == (
        f"Dite non envoyée au système national (Lot {lot.pk}) : elle est de nouveau à exporter."
    )
    exporter(agent, partie)
    assert list(exportables(Inscription.objects.all(), deja=False)) == []


def test_ce_qui_n_est_jamais_parti_ne_se_dit_pas_non_envoye(agent):
    with pytest.raises(ErreurMetier, match="Aucune de celles-ci n’a été exportée"):
        dire_non_envoyees(ids=[InscriptionFactory().pk], par=agent, a=A)


def test_ce_qui_a_recu_son_numero_est_bien_parvenu(agent):
    inscription = InscriptionFactory()
    exporter(agent, inscription)
    lire(agent, ["N-1", "", inscription.reference])
    with pytest.raises(ErreurMetier, match="lui est bien parvenu"):
        dire_non_envoyees(ids=[inscription.pk], par=agent, a=A)


@pytest.mark.parametrize(
    ("numero", "extrait"),
    [
        (1234567890123456789, "arrondi par Excel"),
        ("1,23457E+18", "arrondi par Excel"),
        (True, "n’est pas un numéro"),
        ("N-\ufffd", "n’a pas été lu"),
    ],
)
def test_un_numero_que_le_tableur_a_change_n_est_pas_ecrit(agent, numero, extrait):
    inscription = InscriptionFactory()
    exporter(agent, inscription)
    with pytest.raises(RetourRefuse, match=extrait):
        lire(agent, [numero, "", inscription.reference])
    inscription.refresh_from_db()
    assert inscription.numero_national == ""


@pytest.mark.parametrize(
    ("precision", "tel_quel", "iso"),
    [
        (PrecisionNaissance.JOUR, datetime(1990, 2, 1), "1990-02-01"),  # noqa: DTZ001
        (PrecisionNaissance.MOIS, "02/1990", "1990-02"),
    ],
)
def test_une_naissance_connue_en_partie_part_comme_elle_est_connue(agent, precision, tel_quel, iso):
    inscription = InscriptionFactory()
    Candidat.objects.update(date_naissance=date(1990, 2, 1), naissance_precision=precision)
    colonnes = [
        {"ordre": 1, "titre": "Réf", "champ": ChampGAC.REFERENCE, "format": FormatGAC.TEL_QUEL},
        {"ordre": 2, "titre": "Né", "champ": ChampGAC.DATE_NAISSANCE, "format": FormatGAC.TEL_QUEL},
        {"ordre": 3, "titre": "ISO", "champ": ChampGAC.DATE_NAISSANCE, "format": FormatGAC.ISO},
    ]
    enregistrer_colonnes_gac(colonnes=colonnes, par=agent, a=A)
    feuille = feuille_de(exporter(agent, inscription))
    assert [cellule.value for cellule in feuille[2]][1:3] == [tel_quel, iso]
