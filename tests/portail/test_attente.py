"""Work queues: each number is that of its list."""

import re
from datetime import UTC, date, datetime, time, timedelta

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
from certif_portal.portail.queries.files_membre import FILES_DE_L_EVALUATEUR, FILES_DU_JURE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from certif_portal.portail.services.charge import prendre_en_charge
from certif_portal.portail.services.suspension import suspendre_relances
from evaluations.models import AvisEntreprise, DeclarationIndependance, Passage, SignatureGrille
from habilitations.models import MembreOrganisme
from jurys.choix import EtatJury
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory, declarer, planifier
from tests.jurys.factories import JuryFactory, MembreJuryFactory, valider_livret

pytestmark = pytest.mark.django_db
EN_COMMUN = ("monde",)
A = datetime(2026, 6, 2, 9, tzinfo=UTC)
LE = date(2026, 11, 20)


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
        for compte in compter(personne, ParametresCentre(), LE):
            lignes = [en_ligne(compte.file, objet) for objet in lignes_de(compte.file, personne, LE)]
            assert len(lignes) == compte.nombre, compte.file.code
            assert min((ligne.depuis for ligne in lignes if ligne.depuis), default=None) == compte.plus_ancienne


def test_ce_qui_attend_le_centre(monde, agent):
    nombres = {compte.file.code: compte.nombre for compte in compter(agent, ParametresCentre(), LE)}
    assert nombres == {
        "a-verifier": 2,
        "livrets": 1,
        "a-planifier": 1,
        "a-convoquer": 1,
        "a-signer": 0,
        "a-transmettre": 1,
        "en-retard": 3,
        "a-relancer": 1,
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
    nombres = {compte.file.code: compte.nombre for compte in compter(membre_of, ParametresCentre(), LE)}
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
    assert [compte.nombre for compte in compter(membre_autre_of, ParametresCentre(), LE)] == [0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_la_plus_ancienne_vient_en_tete(monde, agent):
    compte = compter(agent, ParametresCentre(), LE)[0]
    assert compte.plus_ancienne == date(2026, 3, 8)
    assert lignes_de(compte.file, agent, LE)[0].depuis == date(2026, 3, 8)


def test_tout_se_compte_en_une_requete(monde, agent, membre_of, django_assert_num_queries):
    for personne in (agent, membre_of):
        with django_assert_num_queries(1):
            compter(personne, ParametresCentre(), LE)


def test_les_codes_sont_uniques():
    codes = [file.code for file in (*FILES_DU_CENTRE, *FILES_DE_L_ORGANISME, *FILES_DE_L_EVALUATEUR, *FILES_DU_JURE)]
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
    premiere, seconde = lignes_de(verifier, agent, LE)
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
    pks = lignes_de(FILES_DU_CENTRE[0], auditeur, LE).values_list("pk", flat=True)
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
    for compte in compter(agent, ParametresCentre(), LE):
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


def codes_lus(personne, code, le):
    personne.charger_roles(le)
    [compte] = [compte for compte in compter(personne, ParametresCentre(), le) if compte.file.code == code]
    lignes = list(lignes_de(compte.file, personne, le))
    assert len(lignes) == compte.nombre
    return [ligne.pk for ligne in lignes]


def test_un_dossier_est_a_relancer_le_lendemain_de_sa_date_et_pas_quand_ses_relances_sont_tenues(organisme, agent):
    """The livret is owed by the OF: late the day after, and no task while the reminders of the file are held."""
    attendu = InscriptionFactory(
        organisme=organisme,
        entree_formation=date(2026, 10, 1),
        fin_formation=date(2027, 9, 30),
        date_evaluation_prevue=date(2027, 9, 15),
    )
    limite = attendu.echeances.get(nature="livret", jusque__isnull=True).limite
    for jours, la in ((0, False), (1, True)):
        le = limite + timedelta(days=jours)
        assert (
            (attendu.pk in codes_lus(agent, "a-relancer", le)),
            attendu.pk in codes_lus(agent, "en-retard", le),
        ) == (
            la,
            False,
        )
    jusqu_au = limite + timedelta(days=5)
    suspendre_relances(
        inscription=attendu,
        motif="Arrêt",
        jusqu_au=jusqu_au,
        par=agent,
        a=datetime.combine(limite, time(9), tzinfo=UTC),
    )
    assert codes_lus(agent, "a-relancer", jusqu_au) == []
    assert codes_lus(agent, "a-relancer", jusqu_au + timedelta(days=1)) == [attendu.pk]


def test_ce_que_le_centre_doit_est_en_retard_au_centre(organisme, agent):
    """A registration to verify: nobody else is reminded of it."""
    seance = date(2026, 11, 30)
    validee = InscriptionFactory(
        organisme=organisme,
        entree_formation=date(2026, 1, 5),
        fin_formation=date(2026, 12, 31),
        date_evaluation_prevue=seance,
    )
    valider_livret(validee)
    for jours, la in ((0, []), (1, [validee.pk])):
        le = seance + timedelta(days=jours)
        assert (codes_lus(agent, "en-retard", le), codes_lus(agent, "a-relancer", le)) == (la, [])


def test_on_relance_en_nombre_depuis_la_file(monde, agent, connecte, horloge_au):
    horloge_au(LE)
    client = connecte(agent)
    page = client.get("/a-faire/a-relancer/")
    assert [acte.code for acte in page.context["actes"]] == ["relancer"]
    envoi = {"lot": "relancer", "ligne": lignes_lues(page.content.decode())}
    vers = client.post("/a-faire/a-relancer/repartir/", envoi)["Location"]
    confirmation = client.get(vers)
    assert (confirmation.context["retour"], len(confirmation.context["retenues"])) == ("/a-faire/a-relancer/", 1)


@pytest.fixture
def seances(evaluateur, autre_evaluateur, organisme):
    """Two sittings held, of one candidate each; only the first is declared."""
    passages = [
        planifier(InscriptionFactory(organisme=organisme), evaluateur, autre_evaluateur, date=LE - timedelta(days=n))
        for n in (3, 2)
    ]
    declarer(passages[0], a=A)
    return passages


def test_un_evaluateur_a_ses_files_a_lui_et_va_de_l_une_a_l_autre(seances, evaluateur, connecte, horloge_au):
    """Counters are lists, each row knows its neighbours, nobody shares them out."""
    horloge_au(LE)
    premier, second = seances
    personne, client = evaluateur.utilisateur, connecte(evaluateur.utilisateur)
    assert codes_lus(personne, "a-declarer", LE) == [second.commission_id]
    assert codes_lus(personne, "grilles-a-signer", LE) == [premier.pk]
    assert codes_lus(personne, "grilles-a-signer", LE - timedelta(days=4)) == []  # not held yet
    declarer(second, a=A)
    lignes = client.get("/a-faire/grilles-a-signer/").context["lignes"]
    assert [ligne.quoi for ligne in lignes] == [str(passage.inscription.candidat) for passage in seances]
    page = d_un_trait(client.get(lignes[0].url).content.decode())
    assert "<li>1 sur 2</li>" in page
    assert f'href="{lignes[1].url}" rel="next"'.replace("&", "&amp;") in page
    assert "S’occupe" not in client.get("/a-faire/grilles-a-signer/").content.decode()
    assert client.post("/a-faire/grilles-a-signer/repartir/", {"geste": "prendre"}).status_code in (403, 404)
    assert client.get("/a-faire/a-verifier/").status_code == 404


def test_un_lien_declare_une_signature_ou_un_sceau_sort_de_la_file(seances, evaluateur):
    declarer(seances[1], a=A)
    personne = evaluateur.utilisateur
    DeclarationIndependance.objects.filter(inscription=seances[0].inscription, evaluateur=evaluateur).update(
        lien=True, precision="Son formateur."
    )
    SignatureGrille.objects.create(grille=seances[1].inscription.grille, evaluateur=evaluateur, signee_le=A)
    assert codes_lus(personne, "grilles-a-signer", LE) == []
    assert codes_lus(personne, "a-declarer", LE) == []


def test_un_jure_a_ses_files_a_lui(connecte, horloge_au):
    """Those of others are never read; the tiles of the home are the lists."""
    horloge_au(LE)
    ouvert = {"etat": EtatJury.DELIBERATION, "date": LE, "convoque_le": LE, "ouvert_le": A}
    membre = MembreJuryFactory(jury=JuryFactory(**ouvert), utilisateur=creer_personne(Role.JURE))
    JuryFactory(**ouvert)
    personne, client = membre.utilisateur, connecte(membre.utilisateur)
    assert codes_lus(personne, "a-deliberer", LE) == [membre.jury_id]
    assert codes_lus(personne, "jurys-a-venir", LE) == []
    assert [(c.file.code, c.nombre) for c in client.get("/").context["tuiles"]] == [("a-deliberer", 1)]
    a_venir = MembreJuryFactory(utilisateur=personne).jury
    assert codes_lus(personne, "jurys-a-venir", LE) == [a_venir.pk]
    [ligne] = client.get("/a-faire/a-deliberer/").context["lignes"]
    assert "<li>1 sur 1</li>" in d_un_trait(client.get(ligne.url).content.decode())
