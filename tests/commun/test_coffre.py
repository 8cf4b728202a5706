"""What is closed opens with its key alone; no byte of it can be changed, moved or cut."""

import io
import random

import pytest

from certif_portal.commun.coffre import BLOC, ENTETE, MAGIE, MARQUE, NOM, Coffre, nouvelle_paire, ouvrir
from certif_portal.commun.erreurs import FichierRefuse

PRIVEE, PUBLIQUE = nouvelle_paire()
DEBUT = len(MAGIE) + NOM + 32


def fermer(clair: bytes, par: int = 300_001) -> bytes:
    sortie = io.BytesIO()
    dans = Coffre(sortie, PUBLIQUE)
    for debut in range(0, len(clair), par):
        dans.ecrire(clair[debut : debut + par])
    dans.fermer()
    return sortie.getvalue()


def lire(ferme: bytes, cle: bytes = PRIVEE) -> bytes:
    return b"".join(ouvrir(io.BytesIO(ferme), cle))


@pytest.mark.parametrize("taille", [0, 1, BLOC - 1, BLOC, BLOC + 1, 2 * BLOC, 2 * BLOC + 17])
def test_ce_qui_est_ferme_s_ouvre_tel_quel(taille):
    clair = random.Random(taille).randbytes(taille)  # noqa: S311
    ferme = fermer(clair)
    assert lire(ferme) == clair
    assert len(ferme) - taille == DEBUT + max(1, -(-taille // BLOC)) * (ENTETE + MARQUE)
    assert taille < 64 or clair[:64] not in ferme


def test_aucun_octet_ne_se_change():
    ferme = fermer(b"certificat " * 30)
    for rang in range(len(ferme)):
        change = ferme[:rang] + bytes([ferme[rang] ^ 1]) + ferme[rang + 1 :]
        with pytest.raises(FichierRefuse):
            lire(change)


def test_une_fin_coupee_un_bloc_deplace_ou_ajoute_se_voient():
    ferme = fermer(bytes(range(256)) * (3 * BLOC // 256))
    bloc = ENTETE + BLOC + MARQUE
    un, deux = ferme[DEBUT : DEBUT + bloc], ferme[DEBUT + bloc : DEBUT + 2 * bloc]
    for faux, dit in {
        ferme[: DEBUT + bloc]: "coupée ou abîmée après 1 Mio",
        ferme[:-1]: "changée ou abîmée entre 2 et 3 Mio",
        ferme[:DEBUT] + deux + un + ferme[DEBUT + 2 * bloc :]: "changée ou abîmée entre 0 et 1 Mio",
        ferme + b"x": "changée ou abîmée entre 3",
        ferme[: DEBUT - 5]: "coupée ou abîmée après 0 Mio",
        b"PK" + ferme: "n’est pas une sauvegarde du portail",
    }.items():
        with pytest.raises(FichierRefuse, match=dit):
            lire(faux)


def test_une_autre_cle_ne_l_ouvre_pas():
    with pytest.raises(FichierRefuse, match="Cette clé n’ouvre pas ce fichier"):
        lire(fermer(b"secret"), nouvelle_paire()[0])
