"""A personal link: drawn at random, kept by its fingerprint alone."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import quote

from certif_portal.commun.liens import adresse_gardee, adresse_rendue, empreinte_jeton, est_cachee, nouveau_jeton
from evaluations.models import LienAvis


def test_un_jeton_a_256_bits_et_n_est_garde_que_par_son_empreinte():
    jeton = nouveau_jeton()
    assert len(base64.urlsafe_b64decode(jeton + "==")) == 32
    assert empreinte_jeton(jeton) == hashlib.sha256(jeton.encode()).hexdigest()
    assert jeton not in empreinte_jeton(jeton)


def test_un_lien_vit_jusqu_a_son_usage_son_retrait_ou_sa_fin(instant):
    """LienAvis stands for every link: nothing of it is in the base."""
    demain = instant + timedelta(days=1)
    assert LienAvis(expire_le=demain).vivant(instant)
    for mort in ({"utilise_le": instant}, {"revoque_le": instant}):
        assert not LienAvis(expire_le=demain, **mort).vivant(instant)
    assert not LienAvis(expire_le=instant).vivant(demain)


def test_une_adresse_se_garde_sans_son_jeton_et_se_rend_a_qui_l_a():
    jeton, autre = nouveau_jeton(), nouveau_jeton()
    adresse = f"/avis/{jeton}/passer/?de=1"
    gardee = adresse_gardee(adresse)
    assert gardee == f"/avis/lien.{empreinte_jeton(jeton)}/passer/?de=1" == adresse_gardee(gardee)
    assert adresse_rendue(gardee, f"/avis/{jeton}/") == adresse
    assert adresse_rendue(gardee, f"/avis/{autre}/") == gardee
    assert (est_cachee(gardee), est_cachee(adresse)) == (True, False)
    assert adresse_gardee("/inscriptions/12/livret/") == "/inscriptions/12/livret/"
    portee = f"/compte/login/?next={quote(adresse, safe='')}"
    assert est_cachee(adresse_gardee(portee)) is True
    assert adresse_rendue(adresse_gardee(portee), f"/avis/{jeton}/") == portee
    cherchee = "/inscriptions/?q=" + "de-la-tour-" * 4
    assert (adresse_gardee(cherchee), est_cachee(cherchee)) == (cherchee, False)
