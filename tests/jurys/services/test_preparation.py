"""What refuses a closing is said on its page, with where it is put right, before the act says the same."""

from datetime import date

import pytest
from django.urls import reverse

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from jurys.models import DecisionBloc
from jurys.queries.numero import certificats_a_numeroter
from jurys.services.attribution import fixer_premier_numero
from jurys.services.capacite import retirer_capacite
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.numero import enregistrer_numeros
from jurys.services.preparation import empechements
from referentiels.models import EquivalenceCQPI
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.gtp import depot
from tests.jurys.services.test_attribution import ancien
from tests.jurys.views.lecture import texte
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db
FERME = 'role="button" aria-disabled="true">Clore la délibération'


def deliberer(agent, *dossiers, decision="A"):
    jury = creer_jury_compose()
    presentations = presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    for presentation in presentations:
        decider(presentation=presentation, decision=decision, motif="Lu.", par=agent, a=CE_JOUR)
    return jury


@pytest.fixture
def cloture_lue(connecte, agent, horloge_au):
    """The page of the closing, as the officer reads it on the day of the jury."""
    horloge_au(CE_JOUR.date())

    def lire(jury) -> str:
        return texte(connecte(agent).get(reverse("jury_clore", args=[jury.pk])))

    return lire


def refus_de(jury, agent) -> list[str]:
    """What the act says; asked, it is refused and writes nothing."""
    with pytest.raises(ErreurMetier) as refus:
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    return refus.value.phrases


def dit(phrase: str) -> str:
    return phrase.replace("\u00a0", " ")


def test_rien_n_empeche_une_cloture_juste(agent, referentiel, cloture_lue):
    jury = deliberer(agent, dossier_pret(referentiel=referentiel))
    assert empechements(jury, agent, CE_JOUR).refus == []
    assert FERME not in cloture_lue(jury)


def test_un_suffixe_i_sans_equivalence_est_dit_avant(agent, cloture_lue):
    """CQPI-JUMEAU: said once for two candidates, with the link to the page where the CQPI is recorded."""
    referentiel = creer_referentiel(champs_certification={"suffixe": "RI"})
    jury = deliberer(agent, *(dossier_pret(referentiel=referentiel) for _ in range(2)))
    lue = cloture_lue(jury)
    assert lue.count("porte le suffixe I, et aucun CQPI équivalent n’est enregistré") == 1
    assert FERME in lue
    assert referentiel.certification.get_absolute_url() in lue
    assert f"Enregistrer le CQPI équivalent du {referentiel.certification}" in lue
    [refus] = refus_de(jury, agent)
    assert dit(str(empechements(jury, agent, CE_JOUR).phrase)) == dit(refus)
    cqpi = CertificationFactory(type="CQPI")
    EquivalenceCQPI.objects.create(cqpm=referentiel.certification, cqpi=cqpi, debut=date(2020, 1, 1))
    lue = cloture_lue(jury)
    assert FERME not in lue
    assert "suffixe I" not in lue


def test_un_suffixe_i_refuse_n_est_pas_demande(agent, cloture_lue):
    """Nobody is admitted to it: nothing is asked."""
    referentiel = creer_referentiel(champs_certification={"suffixe": "RI"})
    jury = deliberer(agent, dossier_pret(referentiel=referentiel, non_maitrisees=(1,)), decision="NA")
    assert FERME not in cloture_lue(jury)


def test_une_capacite_retiree_est_dite_avant(agent, responsable, referentiel, cloture_lue):
    """CAPACITE-RETIREE, with what is still to be decided: everything at once."""
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    retirer_capacite(effet=date(2026, 12, 1), motif="Décision.", preuve=depot(), par=responsable, a=CE_JOUR)
    lue = cloture_lue(jury)
    assert "1 candidat sans décision." in lue
    assert "La capacité d’attribuer était retirée le 8 décembre 2026." in lue
    assert reverse("capacite") in lue
    assert FERME in lue
    assert len(refus_de(jury, agent)) == 2


def test_une_serie_a_commencer_est_dite_avant(agent, responsable, referentiel, cloture_lue):
    """CERTIFICAT-PREMIER-NUMERO: certificates of before are known, the portal does not know how many."""
    ancien("MC 004512")
    jury = deliberer(agent, dossier_pret(referentiel=referentiel))
    lue = cloture_lue(jury)
    assert "MC 004512 est déjà connu : fixez d’abord le premier numéro." in lue
    assert reverse("certificat_numerotation") in lue
    assert FERME in lue
    [refus] = refus_de(jury, agent)
    assert dit(refus) == dit(empechements(jury, agent, CE_JOUR).phrase)
    fixer_premier_numero(premier=4513, par=responsable, a=CE_JOUR)
    assert FERME not in cloture_lue(jury)


def test_un_refus_n_attend_aucun_numero(agent, referentiel, cloture_lue):
    ancien("MC 004512")
    jury = deliberer(agent, dossier_pret(referentiel=referentiel, non_maitrisees=(1,)), decision="NA")
    assert FERME not in cloture_lue(jury)


def test_les_numeros_nationaux_a_saisir_sont_dits_avant(agent, referentiel, cloture_lue):
    """CERTIFICAT-NUMERO-NATIONAL: how many, until each is typed; the bloc that the centre delivers bears one too."""
    parametres()
    ParametresCentre.objects.update(numeros_nationaux=True, blocs_cqpm_delivres=True)
    jury = creer_jury_compose()
    dossiers = [dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel, non_maitrisees=(3,))]
    admise, refusee = presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=admise, decision="A", par=agent, a=CE_JOUR)
    decider(presentation=refusee, decision="NA", motif="Lu.", par=agent, a=CE_JOUR)
    lue = cloture_lue(jury)
    assert "2 numéros à saisir sur la page « Numéros des certificats »." in lue
    assert FERME in lue
    cles = [attendu.cle for attendu in certificats_a_numeroter(jury)]
    assert [bloc for _, bloc, _ in cles if bloc] != []
    numeros = {cle: f"MC 2026-{rang}" for rang, cle in enumerate(cles)}
    enregistrer_numeros(jury=jury, numeros=numeros, par=agent, a=CE_JOUR)
    assert FERME not in cloture_lue(jury)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert DecisionBloc.objects.get(presentation=refusee).decision == "A"


def test_un_refus_d_une_regle_se_nomme(agent, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    dits = empechements(jury, agent, CE_JOUR)
    [refus] = dits.refus
    assert isinstance(refus, RegleNonRespectee)
    assert dits.refuse(refus.regle)
