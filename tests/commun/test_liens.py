"""A personal link: drawn at random, kept by its fingerprint alone."""

import base64
import hashlib

from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton


def test_un_jeton_a_256_bits_et_n_est_garde_que_par_son_empreinte():
    jeton = nouveau_jeton()
    assert len(base64.urlsafe_b64decode(jeton + "==")) == 32
    assert empreinte_jeton(jeton) == hashlib.sha256(jeton.encode()).hexdigest()
    assert jeton not in empreinte_jeton(jeton)
