"""What a search finds: every number that the portal prints, addresses, phones, certifications; each in their scope."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.portail.queries.recherche import chercher
from jurys.choix import TypeCertificat
from jurys.models import Certificat
from jurys.queries.verification import code_du
from jurys.regles.verification import code_imprime
from tests.candidats.factories import CandidatFactory, EntrepriseFactory, InscriptionFactory, ProjetFactory
from tests.habilitations.factories import OrganismeFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db


def trouves(texte, personne, le) -> list[tuple[str, str]]:
    return [(groupe.titre, t.titre) for groupe in chercher(texte, personne, le) for t in groupe.trouvailles]


def certificat(numero, instant, **champs) -> Certificat:
    return Certificat.objects.create(
        numero=numero,
        type=TypeCertificat.CQPM,
        code_certification="CQPM 2024 0187",
        intitule="Soudeur",
        nom="ABEL",
        prenoms="Zoé",
        date_naissance=date(1990, 2, 1),
        lieu_naissance="Nantes (44)",
        date_jury=date(2026, 11, 6),
        delivre_le=instant,
        cle_recherche="abel zoe",
        **champs,
    )


@pytest.fixture
def zoe(organisme, referentiel) -> Inscription:
    candidat = CandidatFactory(
        nom_naissance="O'Brien",
        prenom="Zoé",
        cle_recherche="o brien zoe",
        courriel="Zoe.OBrien@exemple.fr",
        telephone="06 12 34.56-78",
    )
    return InscriptionFactory(
        candidat=candidat,
        organisme=organisme,
        referentiel=referentiel,
        entreprise=EntrepriseFactory(siret="73282932000074"),
        tuteur_courriel="tuteur@exemple.fr",
        numero_national="NAT-77",
    )


@pytest.mark.parametrize("forme", ["IN-{:06d}", "in {}", "IN{:06d}", "dossier IN-{:06d} de Zoé"])
def test_la_reference_d_une_inscription(zoe, agent, membre_of, membre_autre_of, jour, forme):
    texte = forme.format(zoe.pk)
    assert trouves(texte, agent, jour) == [("Inscriptions", "O'BRIEN Zoé")]
    assert trouves(texte, membre_of, jour) == [("Inscriptions", "O'BRIEN Zoé")]
    assert trouves(texte, membre_autre_of, jour) == []


def test_une_reference_d_un_chiffre_a_cote_n_est_personne(zoe, agent, jour):
    assert trouves(f"IN-{zoe.pk + 1:06d}", agent, jour) == []


def test_la_reference_d_un_projet(organisme, membre_of, membre_autre_of, jour):
    projet = ProjetFactory(organisme=organisme)
    assert trouves(projet.reference.lower(), membre_of, jour) == [("Projets", f"Projet {projet.reference}")]
    assert trouves(projet.reference, membre_autre_of, jour) == []


@pytest.mark.parametrize("texte", ["2026-4", "jury 2026-4", "2026/04"])
def test_le_numero_d_un_jury_est_le_sien_seul(agent, membre_of, jour, texte):
    JuryFactory(numero="2026-14")
    JuryFactory(numero="2026-4")
    assert trouves(texte, agent, jour) == [("Jurys", "Jury 2026-4")]
    assert trouves(texte, membre_of, jour) == []


def test_le_numero_et_le_code_d_un_certificat(agent, membre_of, jour, instant):
    cle = parametres().cle_verification
    premier = certificat("MC-000 123", instant)
    certificat("MC000124", instant)
    code = code_imprime(code_du(premier, cle))
    for texte in ("mc000123", "MC 000-123", code, code.lower()):
        assert trouves(texte, agent, jour) == [("Certificats", "MC-000 123 — ABEL Zoé")]
        assert trouves(texte, membre_of, jour) == []
    dernier = certificat("MC000125", instant)
    assert trouves(code_imprime(code_du(dernier, cle)), agent, jour) == [("Certificats", "MC000125 — ABEL Zoé")]


def test_un_siret_ou_un_siren_trouve_l_organisme_et_les_salaries(zoe, organisme, agent, jour):
    assert trouves("732 829 320 00074", agent, jour) == [("Salariés de cette entreprise", "O'BRIEN Zoé")]
    assert trouves("732829320", agent, jour) == [("Salariés de cette entreprise", "O'BRIEN Zoé")]
    assert ("Organismes", organisme.nom) in trouves(organisme.siret, agent, jour)


def test_le_numero_national_d_une_inscription(zoe, agent, membre_autre_of, jour):
    assert trouves("NAT-77", agent, jour) == [("Inscriptions", "O'BRIEN Zoé")]
    assert trouves("NAT-77", membre_autre_of, jour) == []


@pytest.mark.parametrize(
    "texte", ["zoe.obrien@exemple.fr", "Zoé <ZOE.OBRIEN@exemple.fr>", "+33 6 12 34 56 78", "0612345678"]
)
def test_le_courriel_et_le_telephone_pour_l_equipe_seule(zoe, agent, membre_of, jour, texte):
    assert trouves(texte, agent, jour) == [("Candidats", "O'BRIEN Zoé")]
    assert trouves(texte, membre_of, jour) == []


def test_le_courriel_d_un_tuteur_et_d_un_organisme(zoe, organisme, membre_of, agent, jour):
    assert trouves("tuteur@exemple.fr", agent, jour) == [("Candidats de ce tuteur", "O'BRIEN Zoé")]
    for adresse in (organisme.courriel, membre_of.email):
        assert ("Organismes", organisme.nom) in trouves(adresse, agent, jour)


def test_un_bloc_que_personne_n_a_ne_trouve_rien(referentiel, agent, jour):
    """The page showed an empty card « Certifications 0 »."""
    assert chercher("bdc 9171", agent, jour) == []


def test_une_certification_par_son_titre_son_numero_ou_un_bloc(referentiel, agent, membre_of, jour):
    bloc = referentiel.compositions.first().version_bloc.bloc.numero
    attendu = [("Certifications", referentiel.intitule)]
    for texte in (bloc, f"bdc {int(bloc[3:])}", f"BDC n° {int(bloc[3:])}"):
        assert trouves(texte, agent, jour) == attendu
        assert trouves(texte, membre_of, jour) == attendu
    assert attendu[0] in trouves(referentiel.intitule, agent, jour)


@pytest.mark.parametrize("texte", ["sud loirre", "formaton sud", "pôle frmation"])
def test_un_organisme_a_une_faute_de_frappe_pres(organisme, agent, jour, texte):
    OrganismeFactory(nom="Lycée d’ailleurs", cle_recherche="lycee d ailleurs")
    assert trouves(texte, agent, jour) == [("Organismes au nom proche", organisme.nom)]


@pytest.mark.parametrize("texte", ["@", "+33", "06 12 34 56 79", "PC-0", "IN-999999999", "732829321"])
def test_ce_qui_ne_designe_personne(zoe, agent, jour, texte):
    assert trouves(texte, agent, jour) == []


def test_un_telephone_n_est_pas_un_code_de_verification(agent, jour):
    """Ten figures: no code is computed for them, which costs seconds among a hundred thousand certificates."""
    with CaptureQueriesContext(connection) as lues:
        chercher("0612345678", agent, jour)
    assert [
        requete["sql"] for requete in lues.captured_queries if 'ORDER BY "jurys_certificat"."id"' in requete["sql"]
    ] == []
