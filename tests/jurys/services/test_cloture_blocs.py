"""Blocs aimed at alone: one decision, one PV and one certificate for each (decision 0180)."""

from datetime import date

import pytest

from candidats.choix import EtatInscription
from candidats.models import Acquis
from candidats.queries.acquis import acquis_connus
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from jurys.choix import NaturePapier, NaturePiece
from jurys.models import Certificat, DecisionBloc, ValidationCompetence
from jurys.queries.deliberation import grouper, lignes_deliberation, lire_seance
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import confirmer_sans_observation, decider
from referentiels.models import Enregistrement
from tests.candidats.factories import CandidatFactory
from tests.jurys.factories import (
    CE_JOUR,
    JOUR_JURY,
    clore,
    clore_et_editer,
    creer_jury_compose,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)


@pytest.fixture
def blocs(referentiel):
    return [composition.version_bloc for composition in referentiel.compositions.order_by("ordre")]


@pytest.fixture
def deliberation(agent, referentiel):
    """One for the whole CQPM; one for two blocs of it, whose competence 3, of the second, is not mastered."""
    jury = creer_jury_compose()
    entier = dossier_pret(referentiel=referentiel)
    deux_blocs = dossier_pret(referentiel=referentiel, blocs=(1, 2), non_maitrisees=(3,))
    presentations = presenter(jury, entier, deux_blocs, par=agent)
    ouvrir(jury, par=agent)
    return jury, presentations


def deux_decisions(presentation, blocs, agent):
    for bloc, decision in zip(blocs, ("A", "NA"), strict=True):
        decider(presentation=presentation, bloc=bloc.pk, decision=decision, par=agent, a=CE_JOUR)


def test_proces_verbaux_et_emargement_suivent_l_ordre_de_la_lettre_au_gtp(agent, referentiel, blocs):
    """The whole certification, then its blocs by number, whatever the names of the candidates."""
    jury = creer_jury_compose()
    dossiers = [
        dossier_pret(referentiel=referentiel, blocs=rangs, candidat=CandidatFactory(nom_naissance=nom))
        for nom, rangs in (("Abgrall", (2,)), ("Bescond", (1,)), ("Caradec", ()))
    ]
    presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    confirmer_sans_observation(jury=jury, cles=[lu.cle for lu in lignes_deliberation(jury)], par=agent, a=CE_JOUR)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    attendus = [referentiel.certification.code, *(str(bloc.bloc) for bloc in blocs)]
    pv = jury.papiers.filter(nature=NaturePapier.PV).order_by("ordre")
    assert [papier.contexte["code"] for papier in pv] == attendus
    emargement = jury.papiers.get(nature=NaturePapier.EMARGEMENT)
    assert [titre["code"] for titre in emargement.contexte["titres"]] == attendus


def test_chaque_bloc_a_sa_decision_et_l_ensemble_les_attend_toutes(deliberation, blocs, agent):
    """DECISION-A-NA: the second bloc is not admitted, the first is."""
    jury, (_, presentation) = deliberation
    decider(presentation=presentation, bloc=blocs[0].pk, decision="A", par=agent, a=CE_JOUR)
    presentation.refresh_from_db()
    assert (presentation.decision, presentation.decidee_le) == ("", None)
    decider(presentation=presentation, bloc=blocs[1].pk, decision="NA", par=agent, a=CE_JOUR)
    presentation.refresh_from_db()
    assert (presentation.decision, presentation.decidee_le, presentation.decidee_par) == ("A", CE_JOUR, agent)
    assert list(DecisionBloc.objects.order_by("pk").values_list("version_bloc", "decision", "decidee_par")) == [
        (blocs[0].pk, "A", agent.pk),
        (blocs[1].pk, "NA", agent.pk),
    ]
    acquises = ValidationCompetence.objects.order_by("competence__version_bloc", "competence__ordre")
    assert list(acquises.values_list("acquise", flat=True)) == [True, True, False, True]
    assert journal_de(jury)[0].phrase == f"{presentation.code}, {blocs[1].bloc} : NA."


def test_une_decision_sur_un_bloc_se_reprend(deliberation, blocs, agent):
    _, (_, presentation) = deliberation
    deux_decisions(presentation, blocs, agent)
    restante = [blocs[0].competences.get(ordre=1).pk]
    decider(
        presentation=presentation,
        bloc=blocs[0].pk,
        decision="NA",
        motif="La 2 n’est pas prouvée.",
        acquises=restante,
        par=agent,
        a=CE_JOUR,
    )
    presentation.refresh_from_db()
    assert (presentation.decision, DecisionBloc.objects.count()) == ("NA", 2)
    assert DecisionBloc.objects.get(version_bloc=blocs[0]).motif == "La 2 n’est pas prouvée."


def test_la_decision_dit_le_titre_qu_elle_vise(deliberation, blocs, agent):
    _, (entiere, presentation) = deliberation
    with pytest.raises(ErreurMetier, match=f"chacun de ses blocs .{blocs[0].bloc}, {blocs[1].bloc}."):
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="la certification entière"):
        decider(presentation=entiere, bloc=blocs[0].pk, decision="A", par=agent, a=CE_JOUR)
    assert DecisionBloc.objects.count() == 0


def test_un_candidat_a_deux_blocs_est_une_ligne_de_chacun(deliberation, blocs, referentiel, agent):
    jury, (entiere, presentation) = deliberation
    groupes = grouper(lignes_deliberation(jury))
    cqpm = f"CQPM {referentiel.intitule}"
    assert sorted(
        (g.titre, g.lignes[0].synthese.bloc, [ligne.nom for ligne in g.lignes], g.a_confirmer) for g in groupes
    ) == sorted(
        [
            (cqpm, None, [entiere.code], 1),
            *(
                (
                    f"{bloc.bloc} {bloc.intitule}, bloc du {cqpm}",
                    bloc.pk,
                    [f"{presentation.code}, {bloc.bloc}"],
                    a_confirmer,
                )
                for bloc, a_confirmer in zip(blocs, (1, 0), strict=True)
            ),
        ]
    )
    cles = [ligne.cle for ligne in lire_seance(jury).a_confirmer if ligne.synthese.bloc]
    assert confirmer_sans_observation(jury=jury, cles=cles, par=agent, a=CE_JOUR) == 1
    assert list(DecisionBloc.objects.values_list("version_bloc", "decision")) == [(blocs[0].pk, "A")]
    decisions = {ligne.nom: ligne.decision for ligne in lignes_deliberation(jury)}
    assert decisions == {
        entiere.code: "",
        f"{presentation.code}, {blocs[0].bloc}": "A",
        f"{presentation.code}, {blocs[1].bloc}": "",
    }


def test_la_cloture_attend_la_decision_de_chaque_bloc(deliberation, blocs, agent):
    """CLOTURE-COMPLETE"""
    jury, (entiere, presentation) = deliberation
    decider(presentation=entiere, decision="A", par=agent, a=CE_JOUR)
    decider(presentation=presentation, bloc=blocs[0].pk, decision="A", par=agent, a=CE_JOUR)
    with pytest.raises(RegleNonRespectee, match="CLOTURE-COMPLETE"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)


def test_ni_un_bloc_refuse_ni_la_certification_entiere_n_attendent_la_fiche(agent, referentiel):
    """BLOC-SEUL-RNCP: of a bloc that is admitted, and of it alone."""
    jury = creer_jury_compose()
    refuse = dossier_pret(referentiel=referentiel, blocs=(1,), non_maitrisees=(1,))
    entiere, partielle = presenter(jury, dossier_pret(referentiel=referentiel), refuse, par=agent)
    ouvrir(jury, par=agent)
    bloc = referentiel.compositions.get(ordre=1).version_bloc_id
    decider(presentation=entiere, decision="A", par=agent, a=CE_JOUR)
    decider(presentation=partielle, bloc=bloc, decision="NA", motif="La 1 manque.", par=agent, a=CE_JOUR)
    Enregistrement.objects.all().delete()
    clore(jury, par=agent)
    assert list(Certificat.objects.values_list("type", flat=True)) == ["CQPM"]


@pytest.fixture
def clos(deliberation, blocs, agent):
    jury, (entiere, presentation) = deliberation
    decider(presentation=entiere, decision="A", par=agent, a=CE_JOUR)
    deux_decisions(presentation, blocs, agent)
    return clore_et_editer(jury, par=agent), entiere.inscription, presentation.inscription


def test_un_bloc_admis_est_certifie_et_l_autre_garde_ses_competences(clos, blocs, referentiel):
    """Part 2, ch. 3, §3.B: « bloc de compétences dont il a réussi les évaluations »; ACQUIS-RNCP for the rest."""
    jury, _, inscription = clos
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.decidee_le) == (EtatInscription.ADMISE, JOUR_JURY)
    assert list(Certificat.objects.order_by("rang").values_list("type", "code_certification")) == [
        ("CQPM", referentiel.certification.code),
        ("BDC", str(blocs[0].bloc)),
    ]
    [acquis] = Acquis.objects.all()
    assert (acquis.version_bloc, acquis.competence) == (None, blocs[1].competences.get(ordre=2))
    assert (acquis.rncp, acquis.expire_le) == (True, date(2031, 12, 8))
    [decision] = [entree for entree in journal_de(inscription) if entree.acte == "decision"]
    assert decision.phrase == (
        f"Admise par le jury du 8\u00a0décembre\u00a02026 : {blocs[0]} ; non admis : {blocs[1]} ; "
        f"conserve jusqu’au 8\u00a0décembre\u00a02031 : {acquis.competence}."
    )
    code = referentiel.certification.code
    assert journal_de(jury).get(acte="cloture").phrase == (
        f"Délibération close : {code}, 1 admis ; {blocs[0].bloc}, 1 admis ; {blocs[1].bloc}, 1 non admis. "
        "2 certificats."
    )


def test_ce_qui_est_certifie_n_est_jamais_perdu_le_bloc_refuse_n_en_est_pas(clos, blocs):
    """A whole CQPM carries its blocs too; the bloc refused is not taken for certified."""
    _, entiere, inscription = clos
    for admise, attendus in ((entiere, blocs), (inscription, blocs[:1])):
        certifies = [connu.blocs for connu in acquis_connus([admise.candidat_id]) if connu.expire_le is None]
        assert sorted(certifies, key=min) == [frozenset({bloc.pk}) for bloc in attendus]


def test_chaque_titre_a_son_pv_et_son_compte_a_l_emargement(clos, blocs, referentiel):
    """Annexes 13 and 14: the candidate for two blocs is on neither the CQPM's PV nor in its count."""
    jury, entiere, inscription = clos
    code, nom = referentiel.certification.code, inscription.candidat.nom_naissance.upper()
    lus = {
        (piece.nature, piece.version_bloc): texte(octets_de(piece.document.fichier))
        for piece in jury.pieces.select_related("document__fichier", "version_bloc")
    }
    assert set(lus) == {
        (NaturePiece.EMARGEMENT, None),
        (NaturePiece.PV, None),
        (NaturePiece.PV, blocs[0]),
        (NaturePiece.PV, blocs[1]),
    }
    assert nom not in lus[NaturePiece.PV, None]
    assert f"Certification professionnelle : {code}" in lus[NaturePiece.PV, None]
    assert "Bloc de compétences du" not in lus[NaturePiece.PV, None]
    for bloc, decision, autre in zip(blocs, ("A", "NA"), reversed(blocs), strict=True):
        lu = lus[NaturePiece.PV, bloc]
        assert f"Certification professionnelle : {bloc.bloc} « {bloc.intitule} »" in lu
        assert f"Bloc de compétences du CQPM {referentiel.intitule} ({code})" in lu
        assert lu.count(nom) == 1
        assert f" M {decision} " in lu
        assert entiere.candidat.nom_naissance.upper() not in lu
        assert str(autre.bloc) not in lu
    emargement = lus[NaturePiece.EMARGEMENT, None]
    assert f"{code} — {referentiel.intitule} 1" in emargement
    for bloc in blocs:
        du = f"bloc de compétences du CQPM {referentiel.intitule} ({code})"
        assert f"{bloc.bloc} — {bloc.intitule} {du} 1" in emargement.replace("\n", " ")
