"""A printed number with one typing error: what it was is shown, apart, in the reader's own scope."""

import random
from datetime import date

import pytest

from benchmarks.recherche import fauter_un_numero
from candidats.models import Inscription
from certif_portal.portail.queries.numero_proche import est_un_numero, numeros_proches
from certif_portal.portail.queries.recherche import chercher
from certif_portal.portail.queries.trouvaille import trouver_certificat, trouver_jury
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, CodeCertificat, Jury
from tests.candidats.factories import InscriptionFactory, ProjetFactory
from tests.evaluations.factories import CommissionFactory
from tests.habilitations.factories import OrganismeFactory
from tests.jurys.factories import JuryFactory, dossier_pret, jury_edite
from tests.jurys.gtp import dossier_prepare

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)


def urls(groupes):
    return {trouvaille.url for groupe in groupes for trouvaille in groupe.trouvailles}


@pytest.fixture
def imprimes(referentiel, agent):
    """Every number that a paper bears, and the page it leads to."""
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    certificat = Certificat.objects.get()
    CodeCertificat.objects.update_or_create(certificat=certificat, defaults={"code": "7K3MQ9TX2A"})
    inscription = Inscription.objects.get(presentations__jury=Jury.objects.get())
    jury = JuryFactory(numero="2027-14")
    organisme = OrganismeFactory(siret="73282932000074", nda="53290897729")
    numeros = {
        inscription.reference: inscription,
        certificat.numero: certificat,
        "7K3MQ-9TX2A": certificat,
        jury.numero: jury,
        organisme.siret: organisme,
        organisme.nda: organisme,
    }
    trouver = {Certificat: trouver_certificat, Jury: trouver_jury}
    return {
        numero: trouver[type(objet)](objet).url if type(objet) in trouver else objet.get_absolute_url()
        for numero, objet in numeros.items()
    }


def test_un_numero_imprime_se_retrouve_a_une_faute_pres(imprimes, agent):
    """Seeded: at least 95 in a hundred, by what the search answers or by its link."""
    hasard, rates, essais = random.Random(14), [], 0  # noqa: S311  # a draw, no secret
    for numero, url in imprimes.items():
        for _ in range(20):
            ecrit, essais = fauter_un_numero(numero, hasard), essais + 1
            if url not in urls(chercher(ecrit, agent, LE)) | urls(numeros_proches(ecrit, agent)):
                rates.append((numero, ecrit))
    assert len(rates) <= 0.05 * essais, rates


@pytest.mark.parametrize("ecrit", ["IM-{:06d}", "IN-{:06d}0", "NI{:06d}", "I-{:06d}"])
def test_une_faute_hors_des_chiffres_se_retrouve_aussi(inscription, agent, ecrit):
    Inscription.objects.filter(pk=inscription.pk).update(numero_national="")
    assert inscription.get_absolute_url() in urls(numeros_proches(ecrit.format(inscription.pk), agent))


def test_le_numero_exact_vient_seul_et_un_lien_mene_aux_autres(connecte, agent):
    un, autre = InscriptionFactory.create_batch(2)
    client = connecte(agent)
    page = client.get("/recherche/", {"q": un.reference}).content.decode()
    assert (un.get_absolute_url() in page, autre.get_absolute_url() in page) == (True, False)
    assert "Ce n’est pas ce numéro" in page
    proches = client.get("/recherche/", {"q": un.reference, "proches": "1"})
    assert "Ce n’est pas ce numéro" not in proches.content.decode()
    assert un.get_absolute_url() not in urls(proches.context["groupes"])


@pytest.mark.parametrize(
    ("texte", "trouve"),
    [
        ("12/10/2026", "Jurys"),
        ("jury 2026", "Jurys"),
        ("2026-411", "Jurys, à un signe près"),
        ("+33 6 12 34 56 78", "Candidats"),
    ],
)
def test_ce_qui_repond_a_autre_chose_qu_un_numero_ne_se_dit_pas_pris_pour_un_autre(connecte, agent, texte, trouve):
    """A day, a word, a neighbour already, a phone."""
    InscriptionFactory(candidat__telephone="06 12 34 56 78")
    JuryFactory(numero="2026-41", date=date(2026, 10, 12))
    page = connecte(agent).get("/recherche/", {"q": texte})
    assert [groupe.titre for groupe in page.context["groupes"]] == [trouve]
    assert "Ce n’est pas ce numéro" not in page.content.decode()


def test_chacun_les_cherche_dans_ce_qu_il_voit(inscription, membre_autre_of, agent):
    """Negative control: the centre finds it."""
    faux = f"IN{inscription.pk:06d}7"
    assert (numeros_proches(faux, membre_autre_of), len(numeros_proches(faux, agent))) == ([], 1)


@pytest.mark.parametrize(
    ("texte", "numero"),
    [
        *((dit, False) for dit in ("Le Goff", "06 12 34 56 78", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78")),
        *((dit, False) for dit in ("0033 6 12 34 56 78", "0033612345678", "a2@exemple.fr", "4" * 25)),
        *(
            (dit, True) for dit in ("IN-42", "00330061200012", "33612345678", "0612345")
        ),  # a SIRET, an activity, too short
    ],
)
def test_ce_qui_n_est_pas_un_numero_n_a_pas_de_voisins(agent, texte, numero):
    assert est_un_numero(texte) is numero
    assert numeros_proches(texte, agent) == []


def test_une_commission_un_projet_un_envoi_au_gtp(agent, referentiel):
    seance, projet = CommissionFactory(), ProjetFactory()
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent, numero="2026-41")
    envoi = dossier_prepare(jury, par=agent)
    assert seance.get_absolute_url() in urls(numeros_proches(f"commission n° {seance.pk}7", agent))
    assert projet.get_absolute_url() in urls(numeros_proches(f"PC-{projet.pk:04d}7", agent))
    assert envoi.get_absolute_url() in urls(numeros_proches(f"{jury.numero}/2", agent))
    assert urls(numeros_proches("732829320", agent)) == set()
    OrganismeFormation.objects.filter(pk=OrganismeFactory().pk).update(siret="73282932000074")
    assert len(urls(numeros_proches("732829321", agent))) == 1
