"""The screens of livrets in number: sessions, the form for all, copies, what is left and why, undone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from candidats.choix import EtatLivret
from candidats.models import Livret, LivretPrepare
from candidats.services.livret import deposer_livret
from candidats.services.livret_prepare import preparer_livret
from certif_portal.commun import horloge
from certif_portal.commun.models import Courriel
from referentiels.choix import NatureModalite
from tests.candidats.factories import CandidatFactory, EntrepriseFactory, InscriptionFactory, donnees_livret
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
LISTE, REMPLIR, ANNULER = (reverse(nom) for nom in ("livret_liste", "livret_remplir", "livret_annuler"))
LOT = reverse("inscription_lot")
SOCLE = 4


@pytest.fixture
def classe(organisme, referentiel):
    return inscrire(organisme, referentiel, "Abel", "Brun", "Cado")


def inscrire(organisme, referentiel, *noms, **champs):
    le = horloge.aujourdhui()
    dates = {
        "entree_formation": le - timedelta(days=20),
        "fin_formation": le + timedelta(days=220),
        "date_evaluation_prevue": le + timedelta(days=200),
        "tuteur_qualite": "Tutrice",
    }
    communs = {"organisme": organisme, "referentiel": referentiel, **dates, **champs}
    candidats = [CandidatFactory(nom_naissance=nom, cle_recherche=nom.lower()) for nom in noms]
    return [InscriptionFactory(candidat=candidat, **communs) for candidat in candidats]


def modalite(referentiel, nature=NatureModalite.OBSERVATION):
    return referentiel.modalites.get(nature=nature).pk


def remplissage(classe, **champs):
    """What a browser sends for a class that looks at the work of everybody."""
    communs = {
        "inscription": [i.pk for i in classe],
        "modalites": [modalite(classe[0].referentiel)],
        "accord_qui": "dossier",
        "accord_le": horloge.aujourdhui().isoformat(),
    }
    return communs | champs


def messages_de(reponse):
    return [str(message).replace("\u00a0", " ") for message in reponse.context["messages"]]


def lues(client):
    return {
        str(attendu.inscription.candidat): (attendu.pret, attendu.manques)
        for session in client.get(LISTE).context["sessions"]
        for attendu in session.attendus
    }


def test_une_classe_se_remplit_puis_se_depose(connecte, membre_of, classe):
    client = connecte(membre_of)
    assert {pret for pret, _ in lues(client).values()} == {False}
    page = client.get(REMPLIR, {"inscription": [i.pk for i in classe]})
    assert page.context["formulaire"]["date_evaluation_prevue"].value() == classe[0].date_evaluation_prevue
    reponse = client.post(REMPLIR, remplissage(classe), follow=True)
    assert messages_de(reponse) == [
        "3 livrets de suivi sont remplis. Relisez, corrigez chacun au besoin, puis déposez."
    ]
    assert list(lues(client).values()) == [(True, [])] * 3
    confirmation = client.get(
        LOT, {"acte": "deposer-livrets", "depuis": "livrets", "inscription": [i.pk for i in classe]}
    )
    [(_, precision), *_] = confirmation.context["retenues"]
    assert precision.startswith(
        "4 compétences : Observation en situation de travail ; accord : l’entreprise, Anne Prigent"
    )
    envoi = {"acte": "deposer-livrets", "depuis": "livrets", "inscription": [i.pk for i in classe]}
    resultat = client.post(LOT, envoi | {"vu": confirmation.context["vus"]})
    assert (resultat.context["faits"], resultat.context["retour"]) == (3, LISTE)
    assert [(livret.accord_nom, livret.accord_qualite) for livret in Livret.objects.all()] == [
        ("Anne Prigent", "Tutrice")
    ] * 3
    assert client.get(LISTE).context["sessions"] == []


def test_chacun_est_juge_pour_lui_meme(connecte, membre_of, classe, organisme, referentiel):
    """LIVRET-ACCORD: the job seeker agrees alone; who lacks a quality is named with what lacks, the rest goes."""
    [chercheur] = inscrire(organisme, referentiel, "Diou", origine="DE", entreprise=None)
    [sans_qualite] = inscrire(organisme, referentiel, "Evano", tuteur_qualite="")
    [sans_tuteur] = inscrire(organisme, referentiel, "Fily", tuteur_nom="")
    tous, client = [*classe, chercheur, sans_qualite, sans_tuteur], connecte(membre_of)
    client.post(REMPLIR, remplissage(tous))
    dits = lues(client)
    assert [nom for nom, (pret, _) in dits.items() if not pret] == ["EVANO Zoé", "FILY Zoé"]
    assert dits["EVANO Zoé"][1] == ["La qualité de la personne qui engage l’entreprise est attendue."]
    assert dits["FILY Zoé"][1][0] == "Cette personne ne peut pas donner l’accord dans ce dossier."
    assert LivretPrepare.objects.get(inscription=chercheur).saisie["accord_nom"] == "Zoé DIOU"
    page = client.get(LOT, {"acte": "deposer-livrets", "inscription": [i.pk for i in tous]})
    assert [i for i, _ in page.context["retenues"]] == [*classe, chercheur]
    assert [i for i, _ in page.context["ecartees"]] == [sans_qualite, sans_tuteur]


def test_une_meme_personne_s_accorde_pour_toutes_les_entreprises(connecte, membre_of, classe, organisme, referentiel):
    [chercheur] = inscrire(organisme, referentiel, "Diou", origine="DE", entreprise=None)
    client, tous = connecte(membre_of), [*classe, chercheur]
    refus = client.post(REMPLIR, remplissage(tous, accord_qui="meme"))
    assert refus.context["formulaire"].errors == {"accord_nom": ["Dites le nom de cette personne."]}
    client.post(REMPLIR, remplissage(tous, accord_qui="meme", accord_nom="Loïc Salaün", accord_qualite="DRH"))
    dits = [LivretPrepare.objects.get(inscription=i).saisie["accord_nom"] for i in tous]
    assert dits == ["Loïc Salaün"] * 3 + ["Zoé DIOU"]


def test_rien_de_saisi_n_enregistre_rien(connecte, membre_of, classe):
    client = connecte(membre_of)
    vide = {"inscription": [i.pk for i in classe], "accord_qui": "tard"}
    refus = client.post(REMPLIR, vide)
    assert refus.context["formulaire"].non_field_errors() == ["Rien n’est saisi : choisissez au moins les modalités."]
    assert LivretPrepare.objects.count() == 0
    client.post(REMPLIR, remplissage(classe, accord_qui="tard"))
    assert "accord_nom" not in LivretPrepare.objects.first().saisie
    personne = client.get(REMPLIR, {"inscription": ["x", "9" * 13]}, follow=True)
    assert messages_de(personne)[1:] == ["Cochez au moins un candidat dont le livret de suivi est attendu."]


def test_ce_qui_differe_pour_une_competence(connecte, membre_of, classe, referentiel):
    premiere = donnees_livret(classe[0]).lignes[0].competence_id
    projet = modalite(referentiel, NatureModalite.PROJET)
    client = connecte(membre_of)
    client.post(
        REMPLIR, remplissage(classe, **{f"modalites_{premiere}": [projet], f"motif_{premiere}": "Pas de poste"})
    )
    assert {pret for pret, _ in lues(client).values()} == {True}
    saisie = LivretPrepare.objects.first().saisie
    assert [valeur for nom, valeur in saisie.items() if nom.startswith("modalites")].count([projet]) == 1


def test_un_autre_se_copie(connecte, membre_of, classe, organisme, referentiel):
    """What it says of the competences, in one for all where they say the same; neither who agreed nor the dates."""
    modele, *autres = classe
    donnees = donnees_livret(modele)
    deposer_livret(inscription=modele, donnees=donnees, fichier=None, par=membre_of, a=horloge.maintenant())
    client = connecte(membre_of)
    adresse = {"inscription": [i.pk for i in autres]}
    page = client.get(REMPLIR, adresse | {"modele": modele.pk})
    formulaire = page.context["formulaire"]
    assert (page.context["modele"], formulaire["situation"].value()) == (modele, "Réglage de la cellule 4")
    assert sorted(formulaire["modalites"].value()) == sorted(donnees.lignes[0].modalites)
    assert (formulaire.differe, formulaire["accord_nom"].value()) == (False, None)
    seule = donnees.lignes[1].competence_id
    preparer_livret(inscription=autres[0], saisie={f"lieu_{seule}": "Atelier 3"}, par=membre_of, a=horloge.maintenant())
    copie = client.get(REMPLIR, {"inscription": autres[1].pk, "modele": autres[0].pk}).context["formulaire"]
    assert (copie.differe, copie[f"lieu_{seule}"].value(), copie["lieu"].value()) == (True, "Atelier 3", None)
    ailleurs = inscrire(organisme, creer_referentiel(), "Diou")
    assert client.get(REMPLIR, {"inscription": ailleurs[0].pk}).context["modeles"] == []


def test_deux_onglets(connecte, membre_of, classe):
    """What somebody typed in another page since is neither written over nor deposited unseen."""
    abel, *autres = classe
    client = connecte(membre_of)
    page = client.get(REMPLIR, {"inscription": [i.pk for i in classe]})
    vus = {f"vu_{attendu.inscription.pk}": attendu.vu for attendu in page.context["attendus"]}
    seul = {"accord_nom": "Autre", "brouillon": "1"}
    suite = client.post(reverse("livret_deposer", args=[abel.pk]), seul)
    assert (suite.headers["Location"], LivretPrepare.objects.get().saisie) == (LISTE, {"accord_nom": "Autre"})
    reponse = client.post(REMPLIR, remplissage(classe) | vus, follow=True)
    assert messages_de(reponse)[1:] == [
        "Rien ne change pour ABEL Zoé : saisi entre-temps dans une autre page : relisez-le.",
        "2 livrets de suivi sont remplis. Relisez, corrigez chacun au besoin, puis déposez.",
    ]
    assert LivretPrepare.objects.get(inscription=abel).saisie == {"accord_nom": "Autre"}
    envoi = {"acte": "deposer-livrets", "inscription": [i.pk for i in autres]}
    vues = client.get(LOT, envoi).context["vus"]
    corrige = remplissage([autres[0]], remplacer="on", lieu="Atelier 5")
    prepare = LivretPrepare.objects.get(inscription=autres[0])
    client.post(REMPLIR, corrige | {f"vu_{autres[0].pk}": prepare.vu})
    resultat = client.post(LOT, envoi | {"vu": vues})
    assert [r.fait for r in resultat.context["resultats"]] == [False, True]
    rien = client.post(REMPLIR, remplissage([abel]), follow=True)
    assert messages_de(rien)[-1] == "Rien n’est enregistré."


def test_un_brouillon_se_reprend_seul(connecte, membre_of, classe):
    client, page = connecte(membre_of), reverse("livret_deposer", args=[classe[0].pk])
    client.post(REMPLIR, remplissage(classe, lieu="Atelier 3"))
    formulaire = client.get(page).context["formulaire"]
    premiere = formulaire.competences[0].competence.pk
    assert (formulaire[f"lieu_{premiere}"].value(), formulaire["accord_le"].value()) == (
        "Atelier 3",
        horloge.aujourdhui(),
    )
    assert "Brouillon enregistré" in client.get(page).content.decode()


def test_le_centre_n_apprend_pas_ce_qui_se_prepare(connecte, agent, membre_of, classe):
    """Not on its home, nor in the page of the livret; the file's journal tells who, never what."""
    connecte(membre_of).post(REMPLIR, remplissage(classe, situation="Réglage secret"))
    centre, dossier = connecte(agent), classe[0].get_absolute_url()
    assert centre.get("/").context["arrive"] == []
    pages = [centre.get(page).content.decode() for page in (dossier, reverse("livret_deposer", args=[classe[0].pk]))]
    assert ["préparé avec d’autres" in page for page in pages] == [True, False]
    assert ["Réglage secret" in page for page in pages] == [False, False]


def test_un_remplissage_s_annule(connecte, membre_of, classe):
    client = connecte(membre_of)
    client.post(REMPLIR, remplissage(classe))
    [session] = client.get(LISTE).context["sessions"]
    assert [attendu.inscription for attendu in session.annulables] == classe
    assert messages_de(client.post(ANNULER, {"inscription": [classe[0].pk]}, follow=True)) == [
        f"Rien ne change pour {classe[0].candidat} : saisi entre-temps dans une autre page : relisez-le.",
        "Rien n’est annulé.",
    ]
    vus = {f"vu_{attendu.inscription.pk}": attendu.vu for attendu in session.annulables}
    reponse = client.post(ANNULER, {"inscription": [i.pk for i in classe]} | vus, follow=True)
    assert messages_de(reponse) == ["Le remplissage est annulé pour 3 candidats."]
    [session] = reponse.context["sessions"]
    assert (session.prets, session.annulables) == (0, [])


def test_les_sessions_et_les_certifications_ne_se_melent_pas(connecte, membre_of, classe, organisme, referentiel):
    ailleurs = inscrire(organisme, creer_referentiel(), "Diou")
    apres = inscrire(organisme, referentiel, "Evano", entree_formation=horloge.aujourdhui() - timedelta(days=2))
    client = connecte(membre_of)
    sessions = client.get(LISTE).context["sessions"]
    assert [[a.inscription for a in session.attendus] for session in sessions] == [classe, ailleurs, apres]
    page = client.get(REMPLIR, {"inscription": [classe[0].pk, ailleurs[0].pk]})
    assert [a.inscription for a in page.context["attendus"]] == [classe[0]]
    assert messages_de(page) == ["D’une autre certification, à remplir à part : DIOU Zoé."]


def test_chacun_ne_voit_que_les_siens(connecte, agent, membre_of, membre_autre_of, classe, referentiel):
    assert connecte(membre_autre_of).get(LISTE).context["nombre"] == 0
    [sans_organisme] = inscrire(None, referentiel, "Diou")
    centre = connecte(agent)
    assert list(lues(centre)) == ["DIOU Zoé"]
    page = centre.get(LOT, {"acte": "deposer-livrets", "inscription": [classe[0].pk, sans_organisme.pk]})
    assert [ecart.replace("\u00a0", " ") for _, ecart in page.context["ecartees"]] == [
        "Aucun livret de suivi n’est attendu de vous pour cette inscription.",
        "Rien n’est encore saisi.",
    ]
    preparer_livret(inscription=classe[0], saisie={"accord_nom": "A"}, par=membre_of, a=horloge.maintenant())
    vu = f"{classe[0].pk}:{LivretPrepare.objects.get().vu}"
    forge = centre.post(LOT, {"acte": "deposer-livrets", "inscription": [classe[0].pk], "vu": [vu]})
    assert [r.phrase.replace("\u00a0", " ") for r in forge.context["resultats"]] == [
        "Aucun livret de suivi n’est attendu de vous pour cette inscription."
    ]


def test_le_centre_valide_en_nombre(connecte, agent, membre_of, classe):
    a = horloge.maintenant()
    for inscription in classe[:2]:
        deposer_livret(inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=a)
    centre, envoi = connecte(agent), {"acte": "valider-livrets", "inscription": [i.pk for i in classe]}
    page = centre.get(LOT, envoi)
    assert [i for i, _ in page.context["retenues"]] == classe[:2]
    assert page.context["retenues"][0][1].startswith(
        "4 compétences : Observation en situation de travail, Questionnement"
    )
    sans_rien = centre.post(LOT, envoi)  # a page that does not say what it showed, and one livret that is not there
    assert [r.phrase.replace("\u00a0", " ") for r in sans_rien.context["resultats"]] == [
        *["Le livret de suivi n’est plus celui que cette page montrait : relisez-le."] * 2,
        "Aucun livret de suivi n’est à valider pour cette inscription.",
    ]
    resultat = centre.post(LOT, envoi | {"inscription": [i.pk for i in classe[:2]], "vu": page.context["vus"]})
    assert [r.phrase.replace("\u00a0", " ") for r in resultat.context["resultats"]] == [
        "Livret de suivi validé ; l’avis de l’entreprise est demandé."
    ] * 2
    assert Livret.objects.filter(etat=EtatLivret.VALIDE).count() == 2
    [courriel] = Courriel.objects.filter(destinataire=classe[0].organisme.courriel)
    assert (courriel.acte, courriel.objet) == ("livrets_valides", "2 livrets de suivi sont validés")
    assert (courriel.dossier_type, courriel.dossier_id) == (
        classe[0].organisme._meta.label_lower,
        classe[0].organisme_id,
    )
    assert [str(inscription.candidat) in courriel.texte for inscription in classe] == [True, True, False]
    assert connecte(membre_of).get(LOT, envoi).status_code == 403


@pytest.mark.parametrize("nombre", [1, 40])
def test_le_cout_ne_depend_pas_du_nombre(
    connecte, membre_of, organisme, referentiel, nombre, django_assert_max_num_queries
):
    classe = inscrire(organisme, referentiel, *(f"Nom {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(nombre)))
    client = connecte(membre_of)
    client.get(LISTE)
    with django_assert_max_num_queries(SOCLE + 8):
        assert client.get(LISTE).context["nombre"] == nombre
    with django_assert_max_num_queries(SOCLE + 10):
        client.get(REMPLIR, {"inscription": [i.pk for i in classe]})


def test_une_entreprise_se_lit_dans_la_liste(connecte, membre_of, organisme, referentiel):
    inscrire(organisme, referentiel, "Abel", entreprise=EntrepriseFactory(raison_sociale="Forges de l’Ouest"))
    assert "Forges de l’Ouest" in connecte(membre_of).get(LISTE).content.decode()
