"""Identity papers in number: the page of the OF, the row of the staff."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidats.choix import EtatInscription, TypePieceIdentite
from candidats.donnees import FichierRecu
from candidats.models import Candidat, Inscription, PieceIdentite, PieceRecue
from candidats.services.depot import deposer_inscription
from candidats.services.identite import deposer_piece_identite, verifier_identite
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import PDF, PNG
from certif_portal.commun.journal import lectures_de
from tests.candidats.factories import image_png
from tests.candidats.papiers import carte, classe, en_pdf

pytestmark = pytest.mark.django_db
EN_COMMUN = ("brouillons",)
LISTE = reverse("piece_recue_liste")


@pytest.fixture
def brouillons(organisme, referentiel, membre_of):
    """The first eleven of the class, and the two of one name."""
    return classe(organisme, referentiel, membre_of, horloge.maintenant(), (*range(11), 38, 39))


def envoyer(client, *noms: str, **options):
    fichiers = [SimpleUploadedFile(nom, image_png(nom)) for nom in noms]
    return client.post(reverse("piece_recue_recevoir"), {"fichier": fichiers}, **options)


def ranger(client, nom: str, **champs):
    piece = PieceRecue.objects.get(nom=nom)
    return client.post(reverse("piece_recue_ranger", args=[piece.pk]), champs, follow=True)


def dites(reponse) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in reponse.context["messages"]]


def test_sans_javascript_les_fichiers_arrivent_ensemble(connecte, membre_of, brouillons):
    """Each is taken or refused alone."""
    client = connecte(membre_of)
    assert envoyer(client, "Zoé LE GOFF.png", "IMG_1.png").status_code == 302
    bac = client.get(LISTE).context["bac"]
    assert [str(attendue.candidat) for attendue in bac.pretes] == ["LE GOFF Zoé"]
    assert [question.piece.nom for question in bac.a_attribuer] == ["IMG_1.png"]
    refusee = client.post(reverse("piece_recue_recevoir"), {"fichier": SimpleUploadedFile("a.png", b"")}, follow=True)
    assert dites(refusee) == ["Le fichier « a.png » est vide."]
    assert dites(client.post(reverse("piece_recue_recevoir"), follow=True)) == ["Choisissez d’abord des fichiers."]


def test_les_pieces_se_suivent_par_leur_nom_dans_quelque_ordre_qu_elles_arrivent(connecte, membre_of, brouillons):
    client = connecte(membre_of)
    for nom in ("IMG_3.png", "IMG_1.png", "IMG_2.png"):
        envoyer(client, nom)
    bac = client.get(LISTE).context["bac"]
    assert [question.piece.nom for question in bac.a_attribuer] == ["IMG_1.png", "IMG_2.png", "IMG_3.png"]


def test_le_script_recoit_un_refus_fichier_par_fichier(connecte, membre_of, brouillons):
    client, script = connecte(membre_of), {"headers": {"X-Requested-With": "piece"}}
    assert envoyer(client, "a.png", **script).json() == {"phrases": []}
    meme = client.post(
        reverse("piece_recue_recevoir"), {"fichier": SimpleUploadedFile("b.png", image_png("a.png"))}, **script
    )
    assert (meme.status_code, meme.json()["phrases"]) == (
        400,
        ["«\u00a0b.png\u00a0» est la même image que «\u00a0a.png\u00a0», déjà reçue."],
    )


def test_attribuer_ecarter_remettre_annuler(connecte, membre_of, brouillons):
    client, candidat = connecte(membre_of), brouillons[3].candidat
    envoyer(client, "IMG_1.png")
    assert dites(ranger(client, "IMG_1.png", geste="attribuer")) == ["Choisissez de qui est cette pièce."]
    ranger(client, "IMG_1.png", geste="attribuer", candidat=candidat.pk)
    [prete] = client.get(LISTE).context["bac"].pretes
    assert (prete.candidat, prete.a_la_main) == (candidat, True)
    ranger(client, "IMG_1.png", geste="annuler")
    assert client.get(LISTE).context["bac"].pretes == []
    assert dites(ranger(client, "IMG_1.png", geste="ecarter")) == ["« IMG_1.png » est écartée."]
    assert [piece.nom for piece in client.get(LISTE).context["bac"].ecartees] == ["IMG_1.png"]
    ranger(client, "IMG_1.png", geste="remettre")
    assert client.get(LISTE).context["bac"].recues == 1


def test_deux_fichiers_sans_face_sont_demandes_puis_ordonnes(connecte, membre_of, brouillons):
    client = connecte(membre_of)
    envoyer(client, "Zoé LE GOFF.png", "LE GOFF Zoé carte.png")
    bac = client.get(LISTE).context["bac"]
    assert (bac.pretes, [len(a.pages) for a in bac.a_confirmer]) == ([], [2])
    [attendue] = bac.a_confirmer
    ranger(client, "Zoé LE GOFF.png", geste="ordonner", candidat=attendue.candidat.pk, pages=attendue.cles_inverses)
    [prete] = client.get(LISTE).context["bac"].pretes
    assert [page.nom for page in prete.pages] == ["Zoé LE GOFF.png", "LE GOFF Zoé carte.png"]


def test_joindre_ce_qui_est_montre(connecte, membre_of, brouillons):
    client = connecte(membre_of)
    envoyer(client, "Zoé LE GOFF recto.png", "Zoé LE GOFF verso.png")
    [prete] = client.get(LISTE).context["bac"].pretes
    vues = {f"c-{prete.candidat.pk}": prete.cles}
    reponse = client.post(reverse("piece_recue_joindre"), vues, follow=True)
    assert dites(reponse) == ["1 pièce est jointe : seul le centre peut désormais les lire."]
    assert [p.rang for p in PieceIdentite.objects.order_by("pk")] == [1, 2]
    assert [str(attendue.candidat) for attendue in reponse.context["bac"].deja] == ["LE GOFF Zoé"]
    assert "ont changé entre-temps" in dites(client.post(reverse("piece_recue_joindre"), vues, follow=True))[0]


def test_une_liste_filtree_ne_propose_que_les_siens(connecte, membre_of, brouillons):
    page = connecte(membre_of).get(LISTE, {"liste": "q=martin"})
    assert [str(attendue.candidat) for attendue in page.context["bac"].attendues] == ["MARTIN Lucas", "MARTIN Lucas"]


def test_une_piece_recue_n_est_lue_que_de_son_organisme(connecte, membre_of, autre_organisme, agent, brouillons):
    client = connecte(membre_of)
    envoyer(client, "IMG_1.png")
    image = reverse("piece_recue_image", args=[PieceRecue.objects.get().pk])
    lue = client.get(image)
    assert (lue["Content-Type"], lue["Cache-Control"]) == (PNG, "private, no-store")
    assert (lue["X-Content-Type-Options"], lue["Content-Security-Policy"]) == (
        "nosniff",
        "sandbox; default-src 'none'",
    )
    assert connecte(agent).get(image).status_code == 403


def test_la_page_compte_autant_de_requetes_pour_une_piece_que_pour_dix(
    connecte, membre_of, brouillons, django_assert_num_queries
):
    client = connecte(membre_of)
    for noms in (
        ["Zoé LE GOFF.png"],
        [f"{i.candidat.prenom} {i.candidat.nom_naissance}.png" for i in brouillons[1:11]],
    ):
        envoyer(client, *noms)
        with django_assert_num_queries(9):
            client.get(LISTE)


# ---------------------------------------------------------------- the staff


def deposer(inscriptions, par, octets: bytes = b""):
    a = horloge.maintenant()
    for rang, inscription in enumerate(inscriptions):
        recu = FichierRecu("p.png", octets or image_png(rang), PDF if octets.startswith(b"%PDF") else PNG)
        deposer_piece_identite(
            inscription=inscription, type_document=TypePieceIdentite.CARTE, fichier=recu, par=par, a=a
        )
        deposer_inscription(inscription=inscription, par=par, a=a)


@pytest.fixture
def serie(brouillons, membre_of):
    deposer(brouillons[:3], membre_of)
    return brouillons[:3]


def controle(inscription) -> str:
    return reverse("identite_controler", args=[inscription.pk])


def test_rien_a_verifier(connecte, agent):
    page = connecte(agent).get(reverse("identite_liste"))
    assert (page.context["reste"], page.context["bilan"].verifiees, page.context["premiere"]) == (0, 0, None)


def test_conforme_mene_a_la_suivante_puis_au_bilan(connecte, agent, serie):
    client = connecte(agent)
    premiere, seconde, troisieme = sorted(serie, key=lambda i: i.candidat.cle_recherche)
    assert client.get(reverse("identite_liste")).url == controle(premiere)
    suite = client.post(controle(premiere), {"type_document": "passeport"})
    assert suite.url == controle(seconde)
    premiere.candidat.refresh_from_db()
    dit = (premiere.candidat.identite_verifiee_par, premiere.candidat.identite_document)
    assert dit == (agent, TypePieceIdentite.PASSEPORT)
    client.post(controle(seconde), {"type_document": "carte"})
    fin = client.post(controle(troisieme), {"type_document": "carte"})
    assert fin.url == f"{reverse('identite_liste')}?bilan=1"
    bilan = client.get(fin.url).context["bilan"]
    assert (bilan.verifiees, bilan.renvoyees, len(bilan.a_accepter)) == (3, 0, 3)


def test_renvoyer_dit_la_raison_a_l_organisme(connecte, agent, serie):
    client, inscription = connecte(agent), serie[0]
    vide = client.post(controle(inscription), {"renvoyer": "1", "defaut": "autre", "precision": ""})
    assert vide.context["defaut"].errors == {"precision": ["Dites ce qui ne va pas : l’organisme lit ce texte."]}
    client.post(controle(inscription), {"renvoyer": "1", "defaut": "face", "precision": "Le verso porte l’adresse."})
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.motif_retour) == (
        EtatInscription.A_CORRIGER,
        "Pièce d’identité : Il manque une face : recto et verso sont attendus. Le verso porte l’adresse.",
    )
    page = client.get(f"{reverse('identite_liste')}?bilan=1")
    assert (page.context["bilan"].renvoyees, page.context["reste"]) == (1, 2)


def test_la_derniere_se_reprend(connecte, agent, serie):
    client, inscription = connecte(agent), serie[0]
    client.post(controle(inscription), {"type_document": "carte"})
    assert client.get(controle(serie[1])).context["derniere"] == inscription
    reponse = client.post(reverse("identite_annuler", args=[inscription.pk]))
    assert reponse.url == controle(inscription)
    assert client.get(controle(serie[1])).context["derniere"] is None
    refuse = client.post(reverse("identite_annuler", args=[inscription.pk]), follow=True)
    assert "n’a pas été vérifiée par vous" in dites(refuse)[0]


def test_la_meme_image_pour_deux_personnes_se_voit(connecte, agent, brouillons, membre_of):
    deposer(brouillons[:2], membre_of, image_png())
    page = connecte(agent).get(controle(brouillons[0]))
    assert page.context["memes"] == [brouillons[1]]


def test_une_personne_peut_etre_deja_connue(connecte, agent, brouillons, membre_of):
    deposer(brouillons[:2], membre_of)
    autre = brouillons[1].candidat
    autre.nom_naissance, autre.prenom = brouillons[0].candidat.prenom, brouillons[0].candidat.nom_naissance
    autre.date_naissance = brouillons[0].candidat.date_naissance
    autre.save()
    assert connecte(agent).get(controle(brouillons[0])).context["doubles"] == [autre]


def test_un_pdf_se_montre_en_image_et_sa_lecture_est_notee(connecte, agent, brouillons, membre_of):
    deposer(brouillons[:1], membre_of, en_pdf(carte("LE GOFF", "Zoé")))
    piece = PieceIdentite.objects.get()
    image = connecte(agent).get(reverse("piece_identite_image", args=[piece.pk]))
    assert (image["Content-Type"], image["Cache-Control"]) == ("image/jpeg", "private, no-store")
    lecture = lectures_de(brouillons[0])[0]
    assert (lecture.acte, lecture.par, lecture.phrase) == (
        "lecture",
        agent,
        "Pièce d’identité lue (Carte nationale d’identité).",
    )
    PieceIdentite.objects.update(fichier=None)
    assert connecte(agent).get(reverse("piece_identite_image", args=[piece.pk])).status_code == 404


def test_ce_qui_est_deja_verifie_ne_se_redemande_pas(connecte, agent, serie):
    verifier_identite(inscription=serie[0], type_document=TypePieceIdentite.CARTE, par=agent, a=horloge.maintenant())
    page = connecte(agent).get(controle(serie[0]))
    assert (page.context["place"], "Conforme à la pièce" in page.text) == (None, False)
    assert {i.pk for i in Inscription.objects.filter(deposee_le__gte=date(2000, 1, 1))} == {i.pk for i in serie}


def test_une_liste_filtree_se_suit(connecte, agent, serie):
    client = connecte(agent)
    requete = f"q={serie[1].candidat.prenom}"
    assert client.get(reverse("identite_liste"), {"liste": requete}).url.startswith(controle(serie[1]))
    page = client.get(controle(serie[1]), {"liste": requete})
    assert (page.context["place"].total, "bilan=1&liste=" in page.context["suite"]) == (1, True)


def test_la_suite_compte_autant_de_requetes_pour_trois_que_pour_vingt(
    connecte, agent, brouillons, membre_of, django_assert_num_queries
):
    client = connecte(agent)
    deposer(brouillons[:3], membre_of)
    with django_assert_num_queries(11):
        client.get(controle(brouillons[0]))
    deposer(brouillons[3:], membre_of)
    with django_assert_num_queries(11):
        client.get(controle(brouillons[0]))


@pytest.mark.parametrize("nom", ["identite_controler", "identite_verifier"])
def test_une_page_ouverte_avant_un_changement_le_dit_et_montre_ce_qui_est(connecte, agent, serie, nom):
    client, inscription, adresse = connecte(agent), serie[0], reverse(nom, args=[serie[0].pk])
    vue = re.search(r'name="vue" value="(\w+)"', client.get(adresse).content.decode())[1]
    Candidat.objects.filter(pk=inscription.candidat_id).update(commune_naissance="Rezé")
    envoi = {"type_document": "carte", "conforme": "on", "vue": vue}
    refusee = client.post(adresse, envoi).content.decode()
    assert "ont changé depuis que cette page est ouverte" in refusee
    nouvelle = re.search(r'name="vue" value="(\w+)"', refusee)[1]
    client.post(adresse, envoi | {"vue": nouvelle})
    assert Candidat.objects.get(pk=inscription.candidat_id).identite_verifiee_par == agent
