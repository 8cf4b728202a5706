"""Numbers that the national system gives: typed before the closing, each once, printed as they were given."""

from datetime import date

import pytest

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.erreurs import ErreurMetier, Obstacles, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.journal import journal_de
from jurys.models import Certificat, CompteurCertificat, NumeroNational
from jurys.queries.numero import certificats_a_numeroter
from jurys.services.attribution import prochain_numero
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.numero import enregistrer_numeros, numero_libre
from jurys.services.papier import editer_papiers
from jurys.services.remplacement import remplacer_certificat
from referentiels.models import EquivalenceCQPI
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, jury_clos, ouvrir, presenter
from tests.jurys.lecture import texte
from tests.referentiels.factories import CertificationFactory

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)


@pytest.fixture
def national():
    ParametresCentre.objects.filter(pk=parametres().pk).update(numeros_nationaux=True)


@pytest.fixture
def jury(agent, referentiel, national):
    """Two candidates, one admitted and one not; the CQPM gives a CQPI."""
    cqpi = CertificationFactory(type="CQPI", intitule="Conducteur interbranches")
    EquivalenceCQPI.objects.create(cqpm=referentiel.certification, cqpi=cqpi, debut=date(2020, 1, 1))
    jury = creer_jury_compose()
    dossiers = [dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel, non_maitrisees=(1,))]
    presentations = presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    for presentation, decision in zip(presentations, ("A", "NA"), strict=True):
        decider(presentation=presentation, decision=decision, par=agent, a=CE_JOUR)
    return jury


def saisir(jury, agent, *numeros) -> int:
    cles = [a_numeroter.cle for a_numeroter in certificats_a_numeroter(jury)]
    return enregistrer_numeros(jury=jury, numeros=dict(zip(cles, numeros, strict=False)), par=agent, a=CE_JOUR)


def test_chaque_certificat_porte_le_numero_saisi(jury, agent):
    """CERTIFICAT-NUMERO-NATIONAL: of the CQPM and of its CQPI; neither series nor rank, nor any for the one refused."""
    assert len(certificats_a_numeroter(jury)) == 2
    assert saisir(jury, agent, "mc 2026-88", "MC 2026-89") == 2
    assert journal_de(jury)[0].phrase.replace("\u00a0", " ") == "Numéros nationaux saisis : 2 sur 2."
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    lus = set(Certificat.objects.values_list("numero", "type", "serie", "rang"))
    assert lus == {("MC 2026-88", "CQPM", "", None), ("MC 2026-89", "CQPI", "", None)}
    assert (CompteurCertificat.objects.count(), prochain_numero("MC")) == (0, "MC 000001")
    editer_papiers(jury, a=CE_JOUR)
    imprime = texte(octets_de_l_acte(Certificat.objects.get(type="CQPM").document))
    assert "N° Certificat MC 2026-88" in imprime


def test_la_cloture_attend_tous_les_numeros(jury, agent):
    with pytest.raises(RegleNonRespectee, match=r"2.numéros à saisir.*CERTIFICAT-NUMERO-NATIONAL"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    saisir(jury, agent, "MC 2026-88")
    with pytest.raises(RegleNonRespectee, match=r"1.numéro à saisir"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert Certificat.objects.count() == 0


def test_un_numero_ne_sert_qu_une_fois(jury, agent, referentiel):
    with pytest.raises(Obstacles, match=r"MC 88 sert déjà"):
        saisir(jury, agent, "MC 88", "MC-88")
    Certificat.objects.create(
        numero="MC-0099",
        serie="",
        type="CQPM",
        code_certification="MQ",
        intitule="x",
        nom="LE GOFF",
        prenoms="Zoé",
        date_naissance=date(1970, 5, 3),
        lieu_naissance="Nantes",
        date_jury=date(1999, 6, 1),
        delivre_le=CE_JOUR,
    )
    with pytest.raises(RegleNonRespectee, match="MC 0099 sert déjà"):
        saisir(jury, agent, "MC 0099")
    autre = creer_jury_compose()
    [presentation] = presenter(autre, dossier_pret(referentiel=referentiel), par=agent)
    NumeroNational.objects.create(presentation=presentation, certification=referentiel.certification, numero="MC 77")
    with pytest.raises(RegleNonRespectee, match="MC77 sert déjà"):
        saisir(jury, agent, "mc77")
    with pytest.raises(RegleNonRespectee, match="sert déjà"):
        numero_libre("mc77")
    assert saisir(jury, agent, "MC 1", "MC 2") == saisir(jury, agent, "MC 2", "MC 1") == 2  # exchanged


def test_ce_qui_n_est_pas_un_numero_se_dit_candidat_par_candidat(jury, agent):
    with pytest.raises(ErreurMetier, match=r"^J\d+-\d+, .*« 12 » n’est pas un numéro"):
        saisir(jury, agent, "12")
    with pytest.raises(ErreurMetier, match="n’est pas un numéro"):
        numero_libre("12")
    assert NumeroNational.objects.count() == 0


def test_hors_de_la_deliberation_ou_du_reglage_rien_ne_se_saisit(jury, agent):
    saisir(jury, agent, "MC 1", "MC 2")
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="avant la clôture"):
        saisir(jury, agent, "MC 3")
    ParametresCentre.objects.update(numeros_nationaux=False)
    with pytest.raises(ErreurMetier, match="suit sa propre série"):
        saisir(jury, agent, "MC 3")


def test_un_remplacement_demande_son_numero(agent, referentiel):
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    ParametresCentre.objects.update(numeros_nationaux=True)
    certificat = Certificat.objects.get()
    candidat = certificat.presentation.inscription.candidat
    candidat.prenom = "Zoëlle"
    candidat.save()
    choix = {"motif": "x", "original_rendu_le": None, "par": agent, "a": CE_JOUR}
    with pytest.raises(ErreurMetier, match="n’est pas un numéro"):
        remplacer_certificat(certificat=certificat, **choix)
    nouveau = remplacer_certificat(certificat=certificat, numero="MC 2026-90", **choix)
    assert (nouveau.numero, nouveau.serie, nouveau.rang) == ("MC 2026-90", "", None)
