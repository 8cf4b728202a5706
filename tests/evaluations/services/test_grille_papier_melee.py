"""A candidate seen on tablet at one sitting and on paper at another: only what the paper holds is typed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import Role
from evaluations.choix import EtatGrille, EtatGrillePapier
from evaluations.models import Appreciation, DelegationOrganisation, GrillePapier, OperationRecue
from evaluations.queries.grille import contenu_grille
from evaluations.services.grille_papier import saisir_grille_papier
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import creer_commission, declarer, planifier
from tests.evaluations.services.test_grille_papier import deposer, dit, sceller_lue
from tests.evaluations.services.test_saisie import competence_de, envoyer, operation
from tests.evaluations.test_views_grille import d_un_trait
from tests.evaluations.test_views_grille_papier import champs, confirmer
from tests.evaluations.test_views_grille_papier import deposer as deposer_scan
from tests.navigateur.scene import texte_du_pdf

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passages",)


@pytest.fixture
def second():
    return creer_personne(Role.AGENT)


@pytest.fixture
def passages(inscription, evaluateur, autre_evaluateur):
    """Two competences on a tablet yesterday, all planned today on paper."""
    hier = horloge.aujourdhui() - timedelta(days=1)
    premier = planifier(inscription, evaluateur, autre_evaluateur, date=hier)
    commission = creer_commission(evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    dernier = planifier(inscription, commission=commission, competences=premier.competences.all())
    for passage in (premier, dernier):
        declarer(passage, a=horloge.maintenant())
    for rang in (0, 1):
        saisie = operation(premier, rang_competence=rang, decision="oui", preuves=f"Vu à l’atelier, {rang}", rang=rang)
        envoyer(evaluateur, saisie, a=horloge.maintenant())
    return premier, dernier


def du_papier(passages, **autres):
    """What a browser sends when the first two are kept, the others typed."""
    premier, dernier = passages
    gardees = [competence_de(premier, rang).pk for rang in (0, 1)]
    envoi = champs(dernier)
    for pk in gardees:
        envoi |= {f"decision_{pk}": "gardee", f"preuves_{pk}": "", f"modalites_{pk}": []}
    return envoi | autres


def test_ce_que_la_tablette_a_dit_est_propose_et_garde(connecte, agent, second, passages, inscription, evaluateur):
    """GRILLE-PAPIER: kept as its author wrote it, named as such to the second pair of eyes and in what is sealed."""
    dernier = passages[1]
    ecrites = list(Appreciation.objects.order_by("pk").values("pk", "preuves", "version", "saisie_par", "saisie_le"))
    client = connecte(agent)
    papier = deposer(dernier, agent)
    adresse = reverse("grille_papier_saisir", args=[papier.pk])
    form = client.get(adresse).context["formulaire"]
    assert [boite.gardee for boite in form.boites] == [True, True, False, False]
    assert "Pas sur ce papier : garder « maîtrisée »" in d_un_trait(client.get(adresse))
    assert client.post(adresse, du_papier(passages)).url == reverse("grille_liste")
    verification = reverse("grille_papier_verifier", args=[papier.pk])
    page = d_un_trait(connecte(second).get(verification))
    assert page.count(f"absente du papier, saisie par {evaluateur}") == 2
    confirmer(connecte(second), verification)
    grille, papier = inscription.grille, GrillePapier.objects.get()
    grille.refresh_from_db()
    assert (grille.etat, papier.remplacees, grille.appreciations.count()) == (EtatGrille.SCELLEE, {}, 4)
    gardees = Appreciation.objects.filter(sur_papier=False).order_by("pk")
    assert list(gardees.values("pk", "preuves", "version", "saisie_par", "saisie_le")) == ecrites
    contenu = contenu_grille(grille)
    assert (contenu.empreinte, contenu.canonique["papier"]["sur_tablette"]) == (grille.empreinte, [1, 2])
    imprimee = " ".join(texte_du_pdf(client.get(reverse("grille_pdf", args=[grille.pk])).content).split())
    assert "Compétences 1, 2 : absentes du papier, saisies sur tablette." in imprimee.replace("\u00a0", " ")


def test_un_organisme_delegue_garde_sans_lire_ce_que_disent_les_tablettes(
    connecte, membre_of, organisme, responsable, passages
):
    """DELEGATION-ORGANISATION"""
    le, a = horloge.aujourdhui(), horloge.maintenant()
    DelegationOrganisation.objects.create(
        organisme=organisme, du=le, motif="Convention.", decidee_le=a, decidee_par=responsable
    )
    client = connecte(membre_of)
    adresse = deposer_scan(client, passages[1]).url
    page = d_un_trait(client.get(adresse))
    assert page.count("Pas sur ce papier : garder ce qui est saisi sur tablette le ") == 2
    assert "garder « maîtrisée »" not in page
    assert client.post(adresse, du_papier(passages)).url == reverse("numerisation_liste")
    assert GrillePapier.objects.get().gardees == {competence_de(passages[0], rang).pk for rang in (0, 1)}


def test_renvoyee_elle_revient_comme_elle_etait(connecte, agent, second, passages):
    client = connecte(agent)
    papier = deposer(passages[1], agent)
    adresse = reverse("grille_papier_saisir", args=[papier.pk])
    client.post(adresse, du_papier(passages))
    verification = reverse("grille_papier_verifier", args=[papier.pk])
    connecte(second).post(verification, {"renvoyer": "1", "motif": "La date."})
    form = client.get(adresse).context["formulaire"]
    assert [boite.champs["decision"].value() for boite in form.boites] == ["gardee", "gardee", "oui", "oui"]


def test_garder_et_saisir_a_la_fois_se_refuse(connecte, agent, passages):
    """A doubt is asked: nothing typed is dropped in silence."""
    client, pk = connecte(agent), competence_de(passages[0], 0).pk
    adresse = reverse("grille_papier_saisir", args=[deposer(passages[1], agent).pk])
    page = d_un_trait(client.post(adresse, du_papier(passages, **{f"preuves_{pk}": "Sur le papier"})))
    assert "videz ce qui est saisi, ou choisissez la décision" in page
    assert GrillePapier.objects.get().etat == EtatGrillePapier.A_SAISIR


def test_ce_que_le_papier_redit_remplace_et_se_demande(connecte, agent, passages):
    """One of the two is on the paper too: only that one is replaced."""
    client, pk = connecte(agent), competence_de(passages[0], 0).pk
    papier = deposer(passages[1], agent)
    adresse = reverse("grille_papier_saisir", args=[papier.pk])
    redite = du_papier(passages, **{f"decision_{pk}": "oui"})
    assert "dites que le papier les remplace" in d_un_trait(client.post(adresse, redite))
    assert client.post(adresse, redite | {"remplace": "on"}).url == reverse("grille_liste")
    papier.refresh_from_db()
    assert papier.gardees == {competence_de(passages[0], 1).pk}


def test_ce_qui_n_est_pas_tranche_ne_se_garde_pas(agent, second, passages, autre_evaluateur):
    """Contested since: neither offered nor taken by the service; changed after the typing, it stops the sealing."""
    premier, dernier = passages
    papier = deposer(dernier, agent)
    gardees = {competence_de(premier, rang).pk for rang in (0, 1)}
    lignes = {pk: ligne for pk, ligne in dit(dernier).items() if pk not in gardees}
    membres = [membre.evaluateur_id for membre in dernier.commission.membres.all()]
    saisie = {
        "papier": papier,
        "lignes": lignes,
        "signatures": dict.fromkeys(membres, horloge.aujourdhui()),
        "par": agent,
        "a": horloge.maintenant(),
    }
    saisir_grille_papier(**saisie, gardees=gardees)
    contraire = operation(premier, decision="non", commentaire="La cote n’est pas tenue", version=0)
    envoyer(autre_evaluateur, contraire, appareil="22222222-2222-4222-8222-222222222222", a=horloge.maintenant())
    assert OperationRecue.objects.latest("pk").statut == "conflit"
    with pytest.raises(ErreurMetier, match="remplie sur une tablette depuis cette saisie"):
        sceller_lue(papier=papier, par=second, a=horloge.maintenant())
    GrillePapier.objects.update(etat=EtatGrillePapier.A_SAISIR)
    with pytest.raises(ErreurMetier, match="tranchée sur tablette"):
        saisir_grille_papier(**saisie, gardees=gardees)
