"""The sealed grid in PDF: the words that were signed, in each of their versions, for those who may have them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.fichiers import PDF
from certif_portal.comptes.choix import Role
from evaluations.documents.grille_scellee import contexte_grille_scellee
from evaluations.models import SignatureGrille, VersionGrille
from evaluations.queries.grille import contenu_grille
from evaluations.services.grille import rouvrir_grille, signer_grille
from evaluations.services.saisie import apprecier
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import LE_JOUR, declarer, planifier, remplir, sceller
from tests.evaluations.services.test_grille_papier import deposer, saisir, sceller_lue
from tests.navigateur.scene import texte_du_pdf as texte_pdf

pytestmark = pytest.mark.django_db
TRAIT = [[[10, 20], [400, 200], [800, 120]]]


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur)


def test_la_case_de_chaque_competence_est_remplie(passage, evaluateur, autre_evaluateur):
    grille = remplir(passage, non_maitrisees=(2,))
    competence = passage.competences.order_by("version_bloc", "ordre")[0]
    apprecier(
        grille=grille,
        competence=competence,
        passage=passage,
        maitrisee=True,
        modalites=["questionne"],
        preuves="Gamme signée",
        criteres=[competence.elements.last().pk],
        evaluateur=evaluateur,
        a=LE_JOUR,
    )
    empreinte = contenu_grille(grille).empreinte
    signer_grille(grille=grille, evaluateur=evaluateur, empreinte=empreinte, trace=TRAIT, a=LE_JOUR)
    signer_grille(grille=grille, evaluateur=autre_evaluateur, empreinte=empreinte, sans_trace="Clavier seul", a=LE_JOUR)
    acte = contexte_grille_scellee(VersionGrille.objects.get(), parametres())
    premiere, seconde = acte.lignes[:2]
    assert (premiere.maitrisee, premiere.preuves, premiere.seance, premiere.seance_le) == (
        True,
        "Gamme signée",
        "Lanester",
        LE_JOUR.date(),
    )
    assert [faite for _, faite in premiere.modalites] == [False, True, False]
    assert (seconde.maitrisee, seconde.commentaire) == (False, "La gamme n’est pas justifiée.")
    assert [(s.evaluateur, s.entreprise, s.trace, s.sans_trace) for s in acte.signatures] == [
        (str(evaluateur), evaluateur.entreprise_nom, TRAIT, ""),
        (str(autre_evaluateur), autre_evaluateur.entreprise_nom, [], "Clavier seul"),
    ]
    assert (acte.empreinte, acte.papier, [acquis for _, acquis in acte.blocs]) == (empreinte, {}, [False, True])


def test_les_criteres_se_lisent_dans_l_ordre_du_referentiel(passage, evaluateur, autre_evaluateur):
    """Methods, means, relations, constraints, each with its points; what is signed keeps its own order."""
    grille = remplir(passage)
    competence = passage.competences.order_by("version_bloc", "ordre")[0]
    competence.elements.all().delete()
    voulus = [
        ("methodes", "Zéro défaut.", False),
        ("methodes", "cotes lues ;", True),
        ("moyens", "Moyens choisis.", False),
        ("liens", "Liens tenus.", False),
        ("contraintes", "Atelier sûr.", False),
    ]
    crees = [
        competence.elements.create(rubrique=rubrique, ordre=rang, texte=texte, sous=sous)
        for rang, (rubrique, texte, sous) in enumerate(voulus)
    ]
    apprecier(
        grille=grille,
        competence=competence,
        passage=passage,
        maitrisee=True,
        modalites=["questionne"],
        preuves="Gamme",
        criteres=[element.pk for element in crees],
        evaluateur=evaluateur,
        a=LE_JOUR,
    )
    contenu = contenu_grille(grille)
    assert [critere.texte for critere in contenu.lignes[0].criteres] == [texte for _, texte, _ in voulus]
    for signataire in (evaluateur, autre_evaluateur):
        signer_grille(grille=grille, evaluateur=signataire, empreinte=contenu.empreinte, trace=TRAIT, a=LE_JOUR)
    version = VersionGrille.objects.get()
    assert list(contexte_grille_scellee(version, parametres()).lignes[0].criteres) == [
        (texte, sous) for _, texte, sous in voulus
    ]
    competence.elements.filter(texte="Zéro défaut.").delete()  # unknown since: still read, at the end
    assert [c.texte for c in contexte_grille_scellee(version, parametres()).lignes[0].criteres][-1] == "Zéro défaut."


def test_une_grille_reprise_du_papier_le_dit(connecte, passage, agent):
    second = creer_personne(Role.AGENT)
    declarer(passage)
    papier = saisir(deposer(passage, agent), passage, agent)
    grille = sceller_lue(papier=papier, par=second, a=LE_JOUR + timedelta(days=5))
    reponse = connecte(agent).get(reverse("grille_pdf", args=[grille.pk]))
    lu = " ".join(texte_pdf(reponse.content).split())
    assert reponse["Content-Type"] == PDF
    assert f"Saisie par {agent}, vérifiée par {second}." in lu
    assert ("reprise d’une grille papier" in lu, lu.count("à la main, sur le papier")) == (True, 2)
    assert papier.fichier.sha256 in lu.replace(" ", "")


def test_chaque_version_pour_le_centre_celle_qui_vaut_pour_qui_l_a_signee(
    connecte, passage, agent, auditeur, responsable, evaluateur
):
    grille = sceller(remplir(passage))
    adresse = reverse("grille_pdf", args=[grille.pk])
    assert connecte(evaluateur.utilisateur).get(adresse).status_code == 200
    rouverte = rouvrir_grille(grille=grille, motif="Une case est fausse.", par=responsable, a=LE_JOUR)
    assert connecte(evaluateur.utilisateur).get(adresse).status_code == 404
    premiere = texte_pdf(connecte(agent).get(adresse).content)
    assert "Cette version ne vaut plus" in premiere
    assert "Une case est fausse." in premiere
    sceller(rouverte, a=LE_JOUR + timedelta(hours=1))
    versions = [connecte(auditeur).get(adresse, {"version": rang}) for rang in ("1", "2", "3", "x")]
    assert [version.status_code for version in versions] == [200, 200, 404, 200]
    assert ["ne vaut plus" in texte_pdf(version.content) for version in versions[:2]] == [True, False]
    signature = SignatureGrille.objects.get(evaluateur=evaluateur)
    assert connecte(signature.evaluateur.utilisateur).get(adresse).status_code == 200
    assert connecte(creer_personne(Role.EVALUATEUR)).get(adresse).status_code == 404


def test_une_grille_scellee_avant_que_les_versions_soient_gardees(connecte, passage, agent, evaluateur):
    grille = sceller(remplir(passage))
    VersionGrille.objects.all().delete()
    adresse = reverse("grille_pdf", args=[grille.pk])
    assert grille.empreinte in texte_pdf(connecte(agent).get(adresse).content).replace("\n", "").replace(" ", "")
    assert connecte(evaluateur.utilisateur).get(adresse).status_code == 404
