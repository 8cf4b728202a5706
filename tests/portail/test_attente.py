"""Work queues: each number is that of its list."""

import re
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from candidats.choix import EtatInscription, EtatLivret
from candidats.models import Livret, Suivi
from certif_portal.centre.models import ParametresCentre
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from certif_portal.portail.models import PriseEnCharge
from certif_portal.portail.queries.attente import Compte, compter, en_ligne, files_de, lignes_de, suite_de_la_file
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from certif_portal.portail.services.charge import prendre_en_charge
from evaluations.models import AvisEntreprise, Passage
from habilitations.models import MembreOrganisme
from jurys.choix import EtatJury
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import CommissionFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def monde(organisme, autre_organisme, agent):
    """One thing at least in most queues, in two OF."""

    def livret(inscription, etat):
        valide = {"valide_le": A, "valide_par": agent} if etat == EtatLivret.VALIDE else {}
        Livret.objects.create(
            inscription=inscription,
            etat=etat,
            accord="entreprise",
            accord_nom="A",
            accord_le=A.date(),
            depose_le=A,
            premier_depot_le=A.date(),
            depose_par=agent,
            **valide,
        )

    InscriptionFactory(deposee=True, organisme=organisme)
    InscriptionFactory(deposee=True, organisme=autre_organisme, deposee_le=date(2026, 3, 8))
    InscriptionFactory(brouillon=True, organisme=organisme)
    InscriptionFactory(deposee=True, etat=EtatInscription.A_CORRIGER, organisme=organisme)
    livret(InscriptionFactory(organisme=organisme), EtatLivret.DEPOSE)
    livret(InscriptionFactory(organisme=organisme), EtatLivret.A_CORRIGER)
    livret(InscriptionFactory(organisme=autre_organisme), EtatLivret.VALIDE)
    planifiee = InscriptionFactory(organisme=organisme)
    livret(planifiee, EtatLivret.VALIDE)
    Passage.objects.create(commission=CommissionFactory(), inscription=planifiee)
    AvisEntreprise.objects.create(inscription=planifiee, demande_le=A)
    JuryFactory()
    JuryFactory(etat=EtatJury.CLOS, convoque_le=date(2026, 9, 1), clos_le=A)


def test_chaque_compteur_egale_sa_liste(monde, agent, membre_of):
    for personne in (agent, membre_of):
        for compte in compter(personne, ParametresCentre()):
            lignes = [en_ligne(compte.file, objet) for objet in lignes_de(compte.file, personne)]
            assert len(lignes) == compte.nombre, compte.file.code
            assert min((ligne.depuis for ligne in lignes if ligne.depuis), default=None) == compte.plus_ancienne


def test_ce_qui_attend_le_centre(monde, agent):
    nombres = {compte.file.code: compte.nombre for compte in compter(agent, ParametresCentre())}
    assert nombres == {
        "a-verifier": 2,
        "livrets": 1,
        "a-planifier": 1,
        "a-convoquer": 1,
        "a-signer": 0,
        "a-transmettre": 1,
        "accuses-gtp": 0,
        "actions-gtp": 0,
        "derogations": 0,
        "projets": 0,
        "recevabilites": 0,
        "acquis": 0,
        "emargements": 0,
        "avis": 1,
        "avis-papier": 0,
        "grilles-a-saisir": 0,
        "grilles-a-verifier": 0,
        "commissions-proposees": 0,
        "feuilles": 0,
        "pages": 0,
        "demandes": 0,
        "etat-civil": 0,
        "amenagements": 0,
        "suites": 0,
    }


def test_ce_qui_attend_l_organisme_ne_compte_que_le_sien(monde, membre_of, membre_autre_of):
    nombres = {compte.file.code: compte.nombre for compte in compter(membre_of, ParametresCentre())}
    assert nombres == {
        "a-corriger": 1,
        "brouillons": 1,
        "livrets-a-deposer": 1,
        "en-verification": 1,
        "commissions-renvoyees": 0,
        "grilles-a-ressaisir": 0,
        "avis-a-ressaisir": 0,
        "pages-a-attribuer": 0,
        "projets-a-revoir": 0,
    }
    assert [compte.nombre for compte in compter(membre_autre_of, ParametresCentre())] == [0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_la_plus_ancienne_vient_en_tete(monde, agent):
    compte = compter(agent, ParametresCentre())[0]
    assert compte.plus_ancienne == date(2026, 3, 8)
    assert lignes_de(compte.file, agent)[0].depuis == date(2026, 3, 8)


def test_tout_se_compte_en_une_requete(monde, agent, membre_of, django_assert_num_queries):
    for personne in (agent, membre_of):
        with django_assert_num_queries(1):
            compter(personne, ParametresCentre())


def test_les_codes_sont_uniques():
    codes = [file.code for file in (*FILES_DU_CENTRE, *FILES_DE_L_ORGANISME)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "un", "deux"),
    [
        ("acquis", "acquis à reprendre", "acquis à reprendre"),
        ("suites", "parcours à décider", "parcours à décider"),
        ("avis", "avis attendu", "avis attendus"),
        ("demandes", "demande d’inscription", "demandes d’inscription"),
        ("livrets", "dossier technique à valider", "dossiers techniques à valider"),
    ],
)
def test_ce_qui_attend_s_accorde(agent, code, un, deux):
    [file] = [f for f in files_de(agent, ParametresCentre(livret_nom="dossier technique")) if f.code == code]
    assert (Compte(file, 1, None).mot, Compte(file, 2, None).mot) == (un, deux)


@pytest.fixture
def partage(monde, agent, responsable):
    """The two files to verify: one of each."""
    le = date(2026, 11, 20)
    for personne in (agent, responsable):
        personne.charger_roles(le)
    [verifier] = [file for file in files_de(agent, ParametresCentre()) if file.code == "a-verifier"]
    premiere, seconde = lignes_de(verifier, agent)
    prendre_en_charge(objets=[premiere], par=agent, a=A)
    prendre_en_charge(objets=[seconde], par=responsable, a=A)
    return premiere, seconde


def lignes_lues(page: str) -> list[str]:
    corps = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'name="ligne" value="(\d+)"', corps)


def test_les_miennes_celles_de_l_equipe_celles_a_prendre(partage, organisme, agent, responsable, connecte, horloge_au):
    """Each counter is the number of rows of its list."""
    horloge_au(date(2026, 11, 20))
    premiere, seconde = partage
    libre = InscriptionFactory(deposee=True, organisme=organisme, deposee_le=date(2026, 5, 1))
    attendues = {
        "": [premiere.pk, seconde.pk, libre.pk],
        "moi": [premiere.pk],
        "equipe": [seconde.pk],
        "libres": [libre.pk],
        "nulle-part": [premiere.pk, seconde.pk, libre.pk],
    }
    client = connecte(agent)
    for portee, pks in attendues.items():
        reponse = client.get(f"/a-faire/a-verifier/?portee={portee}")
        page = reponse.content.decode()
        assert sorted(lignes_lues(page)) == sorted(map(str, pks)), portee
        nombres = {cle: nombre for cle, _, nombre in reponse.context["portees"]}
        assert nombres.get(portee, len(pks)) == len(pks), portee
    assert "<b>vous</b>" in page
    assert "Hervé Quéméneur" in page


def test_on_prend_on_confie_on_rend_depuis_la_file(monde, agent, responsable, auditeur, connecte):
    client, adresse = connecte(agent), "/a-faire/a-verifier/repartir/"
    pks = lignes_lues(client.get("/a-faire/a-verifier/").content.decode())
    for envoi, tenus in (
        ({"geste": "prendre", "ligne": pks}, [agent, agent]),
        ({"geste": "confier", "ligne": pks[:1], "a_qui": responsable.pk}, [responsable, agent]),
        ({"geste": "confier", "ligne": pks, "a_qui": ""}, [responsable, agent]),
        ({"geste": "liberer", "ligne": pks[1:]}, [responsable]),
        ({"geste": "prendre", "ligne": []}, [responsable]),
        ({"geste": "prendre", "ligne": ["999999", "x"]}, [responsable]),
    ):
        reponse = client.post(adresse, {**envoi, "portee": "moi"})
        assert reponse["Location"] == "/a-faire/a-verifier/?portee=moi"
        assert [
            p.personne for p in PriseEnCharge.objects.order_by("objet_id" if pks == sorted(pks) else "-objet_id")
        ] == tenus
    assert client.post("/a-faire/nulle-part/repartir/").status_code == 404
    assert connecte(auditeur).post(adresse).status_code == 403
    assert "geste" not in connecte(auditeur).get("/a-faire/a-verifier/").content.decode()


def test_l_auditeur_d_un_organisme_ne_repartit_pas_le_travail_du_centre(monde, organisme, auditeur, connecte):
    """Who reads everything, and is of an OF as well, reads the queues of the centre."""
    Attribution.objects.create(utilisateur=auditeur, role=Role.ORGANISME, debut=date(2026, 1, 1))
    MembreOrganisme.objects.create(organisme=organisme, utilisateur=auditeur, ajoute_le=A)
    client = connecte(auditeur)
    pks = lignes_de(FILES_DU_CENTRE[0], auditeur).values_list("pk", flat=True)
    assert client.post("/a-faire/a-verifier/repartir/", {"geste": "prendre", "ligne": list(pks)}).status_code == 403
    assert PriseEnCharge.objects.count() == 0


def test_un_acte_en_nombre_se_confirme_et_revient_a_la_file(monde, agent, connecte):
    client = connecte(agent)
    pks = lignes_lues(client.get("/a-faire/a-verifier/").content.decode())
    vers = client.post("/a-faire/a-verifier/repartir/", {"lot": "accepter", "ligne": pks})["Location"]
    assert vers.startswith("/inscriptions/lot/?acte=accepter&depuis=a-verifier&inscription=")
    page = client.get(vers)
    assert page.context["retour"] == "/a-faire/a-verifier/"
    vers = client.post("/a-faire/a-verifier/repartir/", {"lot": "supprimer", "ligne": pks})["Location"]
    assert vers == "/a-faire/a-verifier/"  # no act of this queue


def test_precedent_et_suivant_dans_toute_file(monde, agent, connecte):
    """From the row of each queue, its page says where it stands and leads to its neighbours."""
    client, vues = connecte(agent), 0
    JuryFactory(date=date(2027, 3, 1), numero="2027-1")
    for compte in compter(agent, ParametresCentre()):
        lignes = client.get(compte.url).context["lignes"]
        for rang, ligne in enumerate(lignes, start=1):
            page = d_un_trait(client.get(ligne.url).content.decode())
            assert f"<li>{rang} sur {compte.nombre}</li>" in page, ligne.url
            assert ('rel="prev"' in page, 'rel="next"' in page) == (rang > 1, rang < compte.nombre)
            if rang > 1:
                assert f'href="{lignes[rang - 2].url}" rel="prev"'.replace("&", "&amp;") in page
            vues += 1
    assert vues > 6


def test_une_fois_faite_la_ligne_mene_a_la_suivante(monde, agent, connecte):
    client = connecte(agent)
    premiere, seconde = client.get("/a-faire/a-verifier/").context["lignes"]
    requete = premiere.url.partition("?")[2]
    assert suite_de_la_file(QueryDict(requete)["liste"], agent, ParametresCentre(), A.date()) == seconde.url
    requete = seconde.url.partition("?")[2]
    assert suite_de_la_file(QueryDict(requete)["liste"], agent, ParametresCentre(), A.date()) == "/a-faire/a-verifier/"
    Suivi.objects.filter(pk=premiere.pk).update(acte="planifier")
    page = d_un_trait(client.get(premiere.url).content.decode())
    assert "<li>fait\u00a0: il en reste 1</li>" in page.replace("&nbsp;", "\u00a0")
    assert f'href="{seconde.url}" rel="next"'.replace("&", "&amp;") in page
    assert suite_de_la_file("file=nulle-part", agent, ParametresCentre(), A.date()) == "/"


def d_un_trait(page: str) -> str:
    return re.sub(r"> <", "><", " ".join(page.split()))
