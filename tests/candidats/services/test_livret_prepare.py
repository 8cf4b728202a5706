"""Livrets typed before their deposit, one by one and for a whole session."""

from datetime import date, timedelta

import pytest

from candidats.choix import EtatLivret
from candidats.models import Livret, LivretPrepare
from candidats.queries.livret_prepare import livrets_attendus_de
from candidats.services.depot import InscriptionIncomplete
from candidats.services.livret import deposer_livret, renvoyer_livret
from candidats.services.livret_prepare import (
    annuler_remplissage,
    deposer_prepare,
    preparer_livret,
    remplir_livrets,
)
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import CandidatFactory, InscriptionFactory, donnees_livret

pytestmark = pytest.mark.django_db


@pytest.fixture
def classe(organisme, referentiel):
    return [
        InscriptionFactory(organisme=organisme, referentiel=referentiel, candidat=CandidatFactory(nom_naissance=nom))
        for nom in ("Abel", "Brun", "Cado")
    ]


def dite(inscription, **champs):
    """A whole livret, as a form keeps it."""
    donnees = donnees_livret(inscription)
    saisie = {f"modalites_{ligne.competence_id}": list(ligne.modalites) for ligne in donnees.lignes}
    return saisie | {
        "accord": "entreprise",
        "accord_nom": "Anne Prigent",
        "accord_qualite": "Tutrice",
        "accord_le": "2026-11-18",
        "date_evaluation_prevue": "2027-05-20",
        **champs,
    }


def remplir(inscriptions, par, a, *, vus=None, remplacer=False, **champs):
    vus = vus if vus is not None else {i.pk: vu_de(i) for i in inscriptions}
    return remplir_livrets(
        vus=vus, communs=lambda attendu: dite(attendu.inscription, **champs), remplacer=remplacer, par=par, a=a
    )


def vu_de(inscription):
    prepare = LivretPrepare.objects.filter(inscription=inscription).first()
    return prepare.vu if prepare else ""


def saisie_de(inscription):
    return LivretPrepare.objects.get(inscription=inscription).saisie


def test_une_session_se_remplit_et_se_depose(classe, membre_of, instant):
    remplissage = remplir(classe, membre_of, instant)
    assert (remplissage.faits, remplissage.laisses, Livret.objects.count()) == (classe, [], 0)
    assert [saisie_de(i) for i in classe] == [dite(i) for i in classe]
    assert [journal_de(i).get().phrase for i in classe] == ["Livret de suivi préparé avec d’autres."] * 3
    for inscription in classe:
        deposer_prepare(inscription=inscription, vu=vu_de(inscription), par=membre_of, a=instant)
    assert [livret.etat for livret in Livret.objects.all()] == [EtatLivret.DEPOSE] * 3
    assert [i.date_evaluation_prevue for i in map(relue, classe)] == [date(2027, 5, 20)] * 3
    assert (LivretPrepare.objects.count(), list(livrets_attendus_de(membre_of))) == (0, [])


def relue(objet):
    objet.refresh_from_db()
    return objet


def test_ceux_qui_ne_le_peuvent_pas_sont_laisses_et_disent_pourquoi(classe, membre_of, agent, instant):
    abel, brun, cado = classe
    vus = {i.pk: "" for i in classe}
    deposer_livret(inscription=abel, donnees=donnees_livret(abel), fichier=None, par=membre_of, a=instant)
    preparer_livret(inscription=brun, saisie={"lieu_1": "Autre page"}, par=membre_of, a=instant)
    deposee = InscriptionFactory(organisme=abel.organisme, referentiel=abel.referentiel, deposee=True)
    remplissage = remplir([], membre_of, instant, vus=vus | {deposee.pk: ""})
    assert remplissage.faits == [cado]
    assert remplissage.laisses == [
        (abel, "déjà déposé"),
        (brun, "saisi entre-temps dans une autre page : relisez-le"),
        (deposee, "l’inscription est « à vérifier »"),
    ]
    assert saisie_de(brun) == {"lieu_1": "Autre page"}


def test_un_remplissage_s_annule_et_ne_touche_pas_ce_qui_a_change_depuis(classe, membre_of, instant):
    abel, brun, cado = classe
    preparer_livret(inscription=abel, saisie={"accord_nom": "Ewen Tanguy"}, par=membre_of, a=instant)
    remplir(classe, membre_of, instant)
    assert saisie_de(abel)["accord_nom"] == "Ewen Tanguy"
    vus = {i.pk: vu_de(i) for i in classe}
    preparer_livret(inscription=cado, saisie={"accord_nom": "Seule"}, par=membre_of, a=instant)
    rendues = annuler_remplissage(vus=vus, par=membre_of, a=instant)
    assert (rendues.faits, rendues.laisses) == (
        [abel, brun],
        [(cado, "saisi entre-temps dans une autre page : relisez-le")],
    )
    assert [saisie_de(i) for i in classe] == [{"accord_nom": "Ewen Tanguy"}, {}, {"accord_nom": "Seule"}]
    encore = annuler_remplissage(vus={abel.pk: vu_de(abel)}, par=membre_of, a=instant)
    assert (encore.faits, encore.laisses) == ([], [(abel, "rien n’y est à annuler")])
    phrases = list(journal_de(abel).order_by("pk").values_list("acte", flat=True))
    assert phrases == ["livret-brouillon"] * 3


def test_ce_qui_est_rempli_de_nouveau_revient_a_ce_qu_il_etait(classe, membre_of, instant):
    abel = classe[0]
    remplir([abel], membre_of, instant)
    remplir([abel], membre_of, instant, remplacer=True, accord_nom="Loïc Salaün")
    assert saisie_de(abel)["accord_nom"] == "Loïc Salaün"
    annuler_remplissage(vus={abel.pk: vu_de(abel)}, par=membre_of, a=instant)
    assert saisie_de(abel) == dite(abel)


def test_ce_qui_est_depose_ou_n_est_plus_accepte_ne_s_annule_pas(classe, membre_of, instant):
    """The page of the undo was shown before."""
    abel, brun, cado = classe
    remplir(classe, membre_of, instant)
    vus = {i.pk: vu_de(i) for i in classe}
    deposer_prepare(inscription=abel, vu=vus[abel.pk], par=membre_of, a=instant)
    type(brun).objects.filter(pk=brun.pk).update(etat="abandonnee", motif_abandon="Parti")
    rendues = annuler_remplissage(vus=vus, par=membre_of, a=instant)
    assert rendues.faits == [cado]
    assert rendues.laisses == [(abel, "déjà déposé"), (brun, "l’inscription est « abandonnée »")]
    assert (saisie_de(brun), saisie_de(cado)) == (dite(brun), {})


def test_un_depot_n_est_que_celui_qui_a_ete_montre(classe, membre_of, instant):
    """Two tabs: the one that confirms an older state deposits nothing."""
    abel, brun, _ = classe
    remplir([abel], membre_of, instant)
    vu = vu_de(abel)
    preparer_livret(inscription=abel, saisie=dite(abel, accord_nom="Autre"), par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="Saisi entre-temps dans une autre page : relisez-le"):
        deposer_prepare(inscription=abel, vu=vu, par=membre_of, a=instant)
    with pytest.raises(InscriptionIncomplete, match="Rien n’est encore saisi"):
        deposer_prepare(inscription=brun, vu="", par=membre_of, a=instant)
    assert Livret.objects.count() == 0
    deposer_prepare(inscription=abel, vu=vu_de(abel), par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="Déjà déposé"):
        deposer_prepare(inscription=abel, vu="", par=membre_of, a=instant)
    assert Livret.objects.get().accord_nom == "Autre"


def test_un_livret_renvoye_se_reprend_avec_les_autres(classe, membre_of, agent, instant):
    """What was deposited is what the draft starts from; the signed document and the first deposit stay."""
    abel = classe[0]
    livret = deposer_livret(inscription=abel, donnees=donnees_livret(abel), fichier=None, par=membre_of, a=instant)
    renvoyer_livret(livret=livret, motif="Qui a donné son accord ?", par=agent, a=instant)
    plus_tard = instant + timedelta(days=3)
    remplir([abel], membre_of, plus_tard, accord_nom="Loïc Salaün")
    assert saisie_de(abel)["accord_nom"] == "Anne Prigent"
    remplir([abel], membre_of, plus_tard, remplacer=True, accord_nom="Loïc Salaün")
    deposer_prepare(inscription=abel, vu=vu_de(abel), par=membre_of, a=plus_tard)
    livret.refresh_from_db()
    assert (livret.accord_nom, livret.premier_depot_le) == ("Loïc Salaün", date(2026, 11, 20))


def test_un_livret_depose_ne_se_prepare_plus(classe, membre_of, agent, instant):
    abel = classe[0]
    deposer_livret(inscription=abel, donnees=donnees_livret(abel), fichier=None, par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="est déjà déposé"):
        preparer_livret(inscription=abel, saisie={}, par=membre_of, a=instant)
    deposee = InscriptionFactory(organisme=abel.organisme, referentiel=abel.referentiel, deposee=True)
    with pytest.raises(TransitionInterdite):
        preparer_livret(inscription=deposee, saisie={}, par=membre_of, a=instant)


def test_le_cout_d_un_remplissage_ne_depend_pas_du_nombre(
    organisme, referentiel, membre_of, instant, django_assert_max_num_queries
):
    for nombre in (3, 40):
        classe = [InscriptionFactory(organisme=organisme, referentiel=referentiel) for _ in range(nombre)]
        communes = dite(classe[0])
        vus, communs = {i.pk: "" for i in classe}, (lambda _, dite=communes: dite)
        with django_assert_max_num_queries(40):
            remplissage = remplir_livrets(vus=vus, communs=communs, remplacer=False, par=membre_of, a=instant)
        assert len(remplissage.faits) == nombre
