"""Numbers of certificates: neither gap nor duplicate, whatever happens to an award."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.portail.services.coherence import numeros
from jurys.forms.certificat import PremierNumeroForm
from jurys.models import Certificat, CompteurCertificat
from jurys.services.attribution import (
    fixer_premier_numero,
    numero_certificat,
    passer_des_numeros,
    plus_grand_connu,
    prendre_rangs,
    prochain_numero,
)
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_clos
from tests.scelles import desceller


class Abandon(Exception):
    pass


@pytest.mark.parametrize(("rang", "numero"), [(1, "MC 000001"), (999_999, "MC 999999"), (1_000_000, "MC 1000000")])
def test_le_numero_porte_sa_serie_et_six_chiffres(rang, numero):
    assert numero_certificat("MC", rang) == numero


def ancien(numero: str) -> Certificat:
    """Delivered before the portal: its number is not of our series."""
    return Certificat.objects.create(
        numero=numero,
        serie="",
        rang=1,
        type="CQPM",
        code_certification="MQ 1996 11 76 0145",
        intitule="Ajusteur",
        nom="LE GOFF",
        prenoms="Zoé",
        date_naissance=date(1970, 5, 3),
        lieu_naissance="Nantes",
        date_jury=date(1999, 6, 1),
        delivre_le=CE_JOUR,
    )


@pytest.mark.django_db
def test_le_premier_numero_se_fixe_une_fois_au_dessus_de_tous_les_connus(responsable, agent, referentiel):
    """CERTIFICAT-PREMIER-NUMERO: 4512 is known, 4513 is the first good one; frozen by the first award."""
    ancien("MC 004512")
    with pytest.raises(RegleNonRespectee, match=r"MC 004512 est déjà connu : fixez d’abord.*CERTIFICAT-PREMIER-NUMERO"):
        jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    with pytest.raises(RegleNonRespectee, match=r"4512 est lu, et MC 004512 est déjà connu : il faut au moins 4513"):
        fixer_premier_numero(premier=4512, par=responsable, a=CE_JOUR)
    fixer_premier_numero(premier=4513, par=responsable, a=CE_JOUR)
    assert prochain_numero("MC") == "MC 004513"
    assert journal_de(parametres())[0].phrase == "La série MC commence à MC 004513."
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert Certificat.objects.get(serie="MC").numero == "MC 004513"
    with pytest.raises(RegleNonRespectee, match="La série MC a déjà délivré un certificat"):
        fixer_premier_numero(premier=9000, par=responsable, a=CE_JOUR)


@pytest.mark.django_db
def test_apres_une_sauvegarde_remise_les_numeros_donnes_sont_passes_avec_leur_motif(responsable, agent, referentiel):
    """CERTIFICAT-NUMEROS-PASSES: 2 and 3 are on paper, and the base knows 1; 3 is still too low, 4 is the first good
    one. The nightly comparison knows of them, and of no other gap."""
    quoi = {"motif": " Sauvegarde du 2 remise. ", "par": responsable, "a": CE_JOUR}
    with pytest.raises(ErreurMetier, match="n’a rien délivré : fixez son premier numéro"):
        passer_des_numeros(prochain=4, **quoi)
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    for trop_bas in (1, 2):
        with pytest.raises(RegleNonRespectee, match=r"il faut au moins 3.*CERTIFICAT-NUMEROS-PASSES"):
            passer_des_numeros(prochain=trop_bas, **quoi)
    passes = passer_des_numeros(prochain=4, **quoi)
    assert (str(passes), passes.motif, prochain_numero("MC")) == ("MC 2-3", "Sauvegarde du 2 remise.", "MC 000004")
    assert journal_de(parametres())[0].phrase.endswith("le prochain est MC 000004. Sauvegarde du 2 remise.")
    assert list(numeros(CE_JOUR)) == []
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert list(Certificat.objects.order_by("rang").values_list("rang", flat=True)) == [1, 4]
    assert list(numeros(CE_JOUR)) == []
    with desceller():
        Certificat.objects.filter(rang=4).update(rang=5)
        CompteurCertificat.objects.update(dernier=5)
    assert list(numeros(CE_JOUR)) == ["Série MC : 2 certificats pour les rangs 1 à 5."]


@pytest.mark.django_db
def test_un_numero_ecrit_comme_ceux_de_la_serie_et_venu_d_ailleurs_n_est_pas_donne_deux_fois(
    responsable, agent, referentiel
):
    """CERTIFICAT-PREMIER-NUMERO: the national system gave « MC 000002 » meanwhile; « mc-2 » would be read as it."""
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    ancien("MC 000002")
    with pytest.raises(RegleNonRespectee, match=r"MC 000002 est déjà connu : fixez d’abord le prochain numéro"):
        jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    with pytest.raises(RegleNonRespectee, match="il faut au moins 3"):
        passer_des_numeros(prochain=2, motif="Numéro national.", par=responsable, a=CE_JOUR)
    passer_des_numeros(prochain=3, motif="Numéro national.", par=responsable, a=CE_JOUR)
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert Certificat.objects.filter(serie="MC").latest("rang").numero == "MC 000003"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("numero", "connu"),
    [("MC 202600004512", 0), ("MC 99999999", 0), ("MC 99999998", 99_999_998), ("MC004512", 4512), ("MC 2026-88", 0)],
)
def test_un_numero_apres_lequel_aucun_ne_se_saisit_n_arrete_pas_la_serie(numero, connu):
    """CERTIFICAT-PREMIER-NUMERO: what the national system writes at length is of no series of the centre."""
    ancien(numero)
    assert plus_grand_connu("MC") == connu
    suivant = PremierNumeroForm({"premier": str(plus_grand_connu("MC") + 1)})
    assert suivant.is_valid(), suivant.errors


@pytest.mark.django_db
def test_une_serie_neuve_commence_a_un():
    assert (prochain_numero("MC"), prendre_rangs("MC", 2), prochain_numero("MC")) == ("MC 000001", 1, "MC 000003")


@pytest.mark.django_db
def test_sans_admis_rien_ne_se_numerote(agent, referentiel):
    jury_clos(non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),), par=agent)
    assert (Certificat.objects.count(), CompteurCertificat.objects.count()) == (0, 0)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_numeros_sans_trou_ni_doublon_a_plusieurs():
    """Four threads, twenty awards each, one in three undone after it took its numbers."""
    pris, verrou = [], threading.Lock()

    def attribuer(fil: int) -> None:
        for tour in range(20):
            try:
                with transaction.atomic():
                    premier = prendre_rangs("MC", 3)
                    if (fil + tour) % 3 == 0:
                        raise Abandon
            except Abandon:
                continue
            with verrou:
                pris.extend(range(premier, premier + 3))
        connection.close()

    fils = [threading.Thread(target=attribuer, args=(n,)) for n in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(pris) == list(range(1, len(pris) + 1))
    assert CompteurCertificat.objects.get().dernier == len(pris)
