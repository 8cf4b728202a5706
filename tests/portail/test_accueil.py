"""The home page of each role, the queues, and the numbers that agree with their lists."""

import re
from datetime import UTC, date, datetime, time

import pytest

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Inscription, Livret
from certif_portal.centre.models import ParametresCentre
from certif_portal.portail.queries.accueil import arrive_depuis, premiers_pas
from certif_portal.portail.queries.attente import compter
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from habilitations.models import Habilitation
from jurys.models import Jury, MembreJury, Presentation
from referentiels.models import Enregistrement
from tests.candidats.factories import InscriptionFactory
from tests.candidats.imports import cog
from tests.habilitations.dossier import suspendre
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre
from tests.journal import journaliser
from tests.jurys.factories import JuryFactory, OrganisationSyndicaleFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
A = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


def page(client, adresse="/"):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_le_centre_voit_ses_files_le_prochain_jury_et_ce_qui_est_arrive(agent, organisme, connecte):
    deposee = InscriptionFactory(deposee=True, organisme=organisme, deposee_le=date(2026, 11, 14))
    inscription = InscriptionFactory(organisme=organisme)
    jury = JuryFactory(date=date(2026, 12, 8), numero="2026-4")
    Presentation.objects.create(jury=jury, inscription=inscription, code="K7", ordre=1)
    journaliser(deposee, "depot", "Inscription déposée par Gaëlle Pennec.", par=None, a=A)
    vu = page(connecte(agent))
    assert "Vendredi 20\u00a0novembre\u00a02026" in vu
    assert re.search(
        r'compteur-nombre">1</span>\s*<span\s+class="compteur-mot">à vérifier.*?il y a 6\u00a0jours', vu, re.S
    )
    assert "Jury du 8\u00a0décembre" in vu
    assert "<b>0 sur 1</b>" in vu
    assert "Inscription déposée par Gaëlle Pennec." in vu


def test_un_acte_dit_dans_deux_dossiers_n_arrive_qu_une_fois_et_nomme_le_candidat(organisme):
    """A declaration of independence is told on the sitting and on each candidate's file."""
    inscription, jury = InscriptionFactory(organisme=organisme), JuryFactory(date=date(2026, 12, 8), numero="2026-4")
    journaliser(inscription, "independance", "Anne déclare n’avoir aucun lien.", par=None, par_nom="Anne", a=A)
    journaliser(jury, "independance", "Anne déclare n’avoir aucun lien avec X.", par=None, par_nom="Anne", a=A)
    journaliser(inscription, "acceptation", "Inscription acceptée.", par=None, par_nom="Claire", a=A)
    journaliser(inscription, "identite", f"Identité de {inscription.candidat} vérifiée.", par=None, par_nom="Eve", a=A)
    assert [(n.phrase, n.de_qui, n.par_nom) for n in arrive_depuis(A)] == [
        (f"Identité de {inscription.candidat} vérifiée.", "", "Eve"),
        ("Inscription acceptée.", str(inscription.candidat), "Claire"),
        ("Anne déclare n’avoir aucun lien avec X.", "", "Anne"),
    ]


def test_un_centre_neuf_lit_par_quoi_commencer(responsable, agent, connecte, django_assert_num_queries):
    client = connecte(responsable)
    page(client)  # the first page of all lays the settings
    with django_assert_num_queries(4 + 12):
        vu = page(client)
    carte = vu.partition("Pour commencer")[2].partition("</section>")[0]
    assert re.findall(r'<a\s+href="([^"]+)"', carte) == [
        "/centre/parametres/",
        "/centre/parametres/#id_referent_nom",
        "/jurys/organisations/",
        "/lieux-de-naissance/",
        "/referentiels/importer/",
        "/repertoire/reprendre/",
        "/organismes/nouveau/",
        "/evaluateurs/inviter/",
    ]
    assert carte.count("à faire") == 8
    assert "Pour commencer" not in page(connecte(agent))  # who may not import nor set the centre
    for adresse, phrase in (
        ("/pret-pour-le-jury/", "Les inscriptions acceptées paraissent ici"),
        ("/echeances/", "Les dates limites paraissent ici"),
        ("/organismes/", "Enregistrez un organisme et son habilitation"),
        ("/inscriptions/nouvelle/", "Aucune certification en vigueur"),
    ):
        assert phrase in page(client, adresse)


def test_un_centre_ouvert_n_a_plus_de_premiers_pas(responsable, organisme, referentiel, evaluateur, connecte):
    cog.charger()
    assert [pas.fait for pas in premiers_pas(responsable)] == [False, False, False, True, True, False, True, True]
    OrganisationSyndicaleFactory()
    Enregistrement.objects.update(actualise_le=LE)
    ParametresCentre.objects.update_or_create(
        pk=1, defaults={"president_nom": "Jean Le Bihan", "referent_nom": "Anne Prigent"}
    )
    assert premiers_pas(responsable) == []
    assert "Pour commencer" not in page(connecte(responsable))


def test_chaque_tuile_mene_a_la_liste_qu_elle_compte(agent, membre_of, organisme, connecte):
    InscriptionFactory.create_batch(3, deposee=True, organisme=organisme)
    InscriptionFactory.create_batch(2, deposee=True, etat=EtatInscription.A_CORRIGER, organisme=organisme)
    for personne in (agent, membre_of):
        client = connecte(personne)
        for compte in compter(personne, ParametresCentre(), LE):
            vu = page(client, compte.url)
            corps = vu.partition("<tbody>")[2].partition("</tbody>")[0]
            assert corps.count("<tr>") == compte.nombre, compte.file.code


def test_une_file_inconnue_n_existe_pas(agent, membre_of, connecte):
    assert connecte(agent).get("/a-faire/nulle-part/").status_code == 404
    assert connecte(membre_of).get("/a-faire/a-verifier/").status_code == 404


def test_l_organisme_fait_chaque_acte_depuis_son_accueil(membre_of, organisme, connecte):
    for rang in range(5):
        InscriptionFactory(
            organisme=organisme,
            entree_formation=date(2026, 9, 1),
            fin_formation=date(2027, 6, 30 - rang),
            date_evaluation_prevue=date(2027, 6, 1),
        )
    vu = page(connecte(membre_of))
    actes = vu.partition("<h2>Vos prochains actes</h2>")[2].partition("</section>")[0]
    assert actes.count('class="bouton petit"') == 5
    assert vu.count("<b>Déposer le livret de suivi</b>") == 5


def test_un_juré_voit_ses_jurys(jure, connecte):
    jury = JuryFactory(date=date(2026, 12, 8), heure=time(9, 30), numero="2026-4", lieu="Saint-Nazaire")
    JuryFactory(numero="2026-5", lieu="Ailleurs")
    MembreJury.objects.create(jury=jury, utilisateur=jure, nom="Tanguy", prenom="Nolwenn", college="patronal")
    vu = page(connecte(jure))
    assert ("Saint-Nazaire" in vu, "9\u00a0h\u00a030" in vu) == (True, True)
    assert "Ailleurs" not in vu


def test_les_jurys_passes_d_un_membre_sont_coupes_et_leur_liste_les_a_tous(jure, connecte):
    for rang in range(16):
        jury = JuryFactory(date=date(2024, 1, 1 + rang))
        MembreJury.objects.create(jury=jury, utilisateur=jure, nom="Tanguy", prenom="Nolwenn", college="patronal")
    Jury.objects.update(etat="clos", convoque_le=A, clos_le=A)
    vu = page(connecte(jure))
    assert (vu.count(">clos<"), "et 1 autre</a>" in vu) == (15, True)
    assert '<a href="/jurys/">et 1 autre' in vu


def test_l_evaluateur_va_a_ses_commissions_et_l_administrateur_a_l_administration(evaluateur, administrateur, connecte):
    assert connecte(evaluateur.utilisateur).get("/")["Location"] == "/mes-commissions/"
    assert 'href="/administration/"' in page(connecte(administrateur))


def test_sans_role_la_page_le_dit(connecte):
    from tests.comptes.factories import UtilisateurFactory

    assert "Aucun accès ouvert aujourd’hui." in page(connecte(UtilisateurFactory()))


def test_l_auditeur_ne_trouve_aucun_bouton(auditeur, inscription, agent, connecte):
    Livret.objects.create(
        inscription=inscription,
        etat=EtatLivret.DEPOSE,
        accord="entreprise",
        accord_nom="A",
        accord_le=LE,
        depose_le=A,
        premier_depot_le=LE,
        depose_par=agent,
    )
    vu = page(connecte(auditeur), f"/inscriptions/{inscription.pk}/")
    entete = vu.partition('<div class="actions">')[2].partition("</div>")[0]
    assert entete.count("<button") == entete.count("data-imprimer") == 1  # to print is no act
    assert "<a" not in entete
    assert "<form" not in entete
    assert "Valider le livret" in page(connecte(agent), f"/inscriptions/{inscription.pk}/")


@pytest.mark.parametrize("nombre", [1, 4])
def test_le_tableau_de_bord_tient_en_dix_huit_requetes(agent, organisme, connecte, nombre, django_assert_num_queries):
    """Beyond the frame (session, user, roles, settings with the rail's numbers); constant in the number of files."""
    jury = JuryFactory(date=date(2026, 12, 8))
    for rang, inscription in enumerate(
        InscriptionFactory.create_batch(nombre, organisme=organisme, candidat__nom_naissance="Martin")
    ):
        Presentation.objects.create(jury=jury, inscription=inscription, code=f"K{rang}", ordre=rang)
        InscriptionFactory(deposee=True, organisme=organisme, candidat__nom_naissance="Martin")
    client = connecte(agent)
    with django_assert_num_queries(4 + 18):
        client.get("/")


def test_ce_que_l_organisme_doit_en_retard_vient_en_tete_avec_le_nombre_de_sa_liste(membre_of, organisme, connecte):
    """Its own late act too, which the card of what is late leaves to that of its acts."""
    retard = {"entree_formation": date(2026, 1, 5), "fin_formation": date(2026, 12, 31)}
    InscriptionFactory.create_batch(2, organisme=organisme, date_evaluation_prevue=date(2026, 12, 1), **retard)
    client = connecte(membre_of)
    accueil = client.get("/").context
    assert (accueil["en_retard"].nombre, accueil["choses"][0].quoi) == (0, "2 échéances en retard")
    assert client.get(accueil["choses"][0].url).context["page"].paginator.count == 2


@pytest.mark.parametrize("nombre", [1, 4])
def test_l_accueil_de_l_organisme_tient_en_neuf_requetes(
    membre_of, organisme, connecte, nombre, django_assert_num_queries
):
    InscriptionFactory.create_batch(nombre, organisme=organisme)
    client = connecte(membre_of)
    with django_assert_num_queries(4 + 9):
        client.get("/")


@pytest.mark.parametrize("nombre", [1, 4])
def test_une_file_tient_en_six_requetes(agent, organisme, connecte, nombre, django_assert_num_queries):
    """The counters, those of each part, the count of the page, its lines, who takes care of them, the team."""
    InscriptionFactory.create_batch(nombre, deposee=True, organisme=organisme)
    client = connecte(agent)
    with django_assert_num_queries(4 + 6):
        client.get("/a-faire/a-verifier/")


def test_l_organisme_attend_le_resultat_que_le_centre_lui_dira(membre_of, membre_autre_of, agent, organisme, connecte):
    """Its home says how many and which day; the file says that the result will come, and nothing of it."""
    for nombre, resultats in (
        (1, "son résultat, et son dossier se rouvrira ici"),
        (2, "leurs résultats, et leurs dossiers"),
    ):
        inscription = InscriptionFactory(organisme=organisme, etat=EtatInscription.ADMISE, decidee_le=LE)
        Inscription.objects.filter(pk=inscription.pk).update(resultat_retenu=True)
        vu = " ".join(page(connecte(membre_of)).replace("&nbsp;", " ").split())
        assert f"Jury du 20 novembre 2026 : {nombre} candidat" in vu
        assert resultats in vu
    fiche = inscription.get_absolute_url()
    vu = page(connecte(membre_of), fiche)
    assert "Le jury a délibéré" in vu
    assert "dmis" not in vu.partition("<main")[2].partition("</main>")[0]
    assert connecte(membre_autre_of).get(fiche).status_code == 404
    assert "Le jury a délibéré" not in page(connecte(agent), fiche)
    assert "Jury du" not in page(connecte(membre_autre_of))


@pytest.mark.parametrize("cas", ["finie", "suspendue", "jamais"])
def test_un_organisme_qui_n_est_plus_habilite_le_lit_et_n_inscrit_plus(cas, connecte, responsable):
    organisme = OrganismeFactory(nom="Pôle de l’Erdre")
    if cas != "jamais":
        acte = HabilitationFactory(organisme=organisme, date_effet=date(2021, 11, 20), date_fin=date(2026, 11, 19))
    if cas == "suspendue":
        Habilitation.objects.filter(pk=acte.pk).update(date_fin=date(2026, 12, 31))
        suspendre(acte, responsable, du=LE)
    raison = {
        "finie": "La dernière habilitation a pris fin le 19 novembre 2026.",
        "suspendue": "Habilitation suspendue du 20 novembre 2026",
        "jamais": "Aucune habilitation n’avait pris effet.",
    }[cas]
    client = connecte(creer_membre(organisme))
    vu = " ".join(page(client).replace("\u00a0", " ").replace("&nbsp;", " ").split())
    assert f"Pôle de l’Erdre n’est pas habilité aujourd’hui : il n’inscrit plus de candidat.</b> {raison}" in vu
    for adresse in ("/", "/inscriptions/"):
        lue = page(client, adresse)
        assert [mot in lue for mot in ("/inscriptions/nouvelle/", "/inscriptions/importer/")] == [False, False], adresse


def test_un_organisme_habilite_inscrit(membre_of, connecte):
    client = connecte(membre_of)
    assert "n’est pas habilité" not in page(client)
    assert all("/inscriptions/nouvelle/" in page(client, adresse) for adresse in ("/", "/inscriptions/"))


@pytest.mark.parametrize(("nombre", "dit"), [(1, ""), (8, "et 1 autre</a>"), (16, "et 17 autres</a>")])
def test_un_accueil_montre_quinze_lignes_puis_dit_combien_d_autres_ce_que_la_liste_tient(
    membre_of, agent, organisme, connecte, nombre, dit
):
    """Late ones hid what is coming: each has its card. Late: the OF owes its livret, the centre its sitting."""
    dates = {"entree_formation": date(2026, 7, 1), "fin_formation": date(2027, 6, 30)}
    InscriptionFactory.create_batch(
        nombre, organisme=organisme, date_evaluation_prevue=date(2026, 11, 8), **dates
    )  # due on 8 August
    a_venir = InscriptionFactory(
        organisme=organisme,
        entree_formation=date(2026, 11, 1),
        fin_formation=date(2027, 12, 31),
        date_evaluation_prevue=date(2027, 2, 28),
    )  # due on 28 November
    client = connecte(membre_of)
    vu = page(client)  # an organisation reads the date once, with the act that it waits for
    actes = vu.partition("<h2>Vos prochains actes</h2>")[2].partition("</section>")[0]
    assert (actes.count("retard\u00a0: 3\u00a0mois"), "<h2>En retard</h2>" in vu) == (min(nombre, 15), False)
    listes = [client.get(f"/echeances/?quand=retard{hors}").context["page"] for hors in ("", "&hors=actes")]
    assert [liste.paginator.count for liste in listes] == [nombre, 0]
    client = connecte(agent)
    vu = page(client)
    retards = vu.partition("<h2>En retard</h2>")[2].partition("</section>")[0]
    assert f"Toutes ({2 * nombre})</a>" in retards
    assert retards.count("retard\u00a0: 3\u00a0mois") == min(nombre, 15)
    assert ("et " in retards and " autre" in retards) == bool(dit)
    assert dit in retards
    venir = vu.partition("<h2>En retard</h2>")[2].partition("</section>")[2]
    assert f"{a_venir.candidat.nom_affiche}" in venir
    for adresse in re.findall(r'<footer><a href="([^"]+)">et ', vu):
        assert client.get(adresse).context["page"].paginator.count > 15
    liste = client.get("/echeances/?quand=retard").context["page"].paginator.count
    assert liste == 2 * nombre


def test_une_chose_qui_attend_se_dit_au_singulier():
    """« 1 accusés attendus »: what has no singular of its own is invariable."""
    invariables = {f.code for f in (*FILES_DU_CENTRE, *FILES_DE_L_ORGANISME) if not f.un}
    assert invariables == {
        *("a-verifier", "a-planifier", "a-signer", "a-transmettre", "acquis", "suites"),
        *("avis-papier", "a-corriger", "en-verification", "en-retard", "a-relancer"),
    }
