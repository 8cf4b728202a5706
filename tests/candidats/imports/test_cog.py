"""How long INSEE's lists are, told without reading them."""

import pytest

from candidats.imports.cog import INCONNU, communes_livrees, compter_cog, compter_livrees, lire_cog
from certif_portal.commun.erreurs import FichierRefuse

COMMUNES = b"TYPECOM,COM,LIBELLE,DATE_DEBUT,DATE_FIN\nCOM,75012,Paris,1943-01-01,\n\nCOM,29019,Brest,1943-01-01,\n"
PAYS = "\ufeffLIBCOG,COG\nFRANCE,99100\n\nALGERIE,99352\nMALI,99335\n".encode()


@pytest.mark.parametrize(("octets", "compte"), [(COMMUNES, (2, 0)), (PAYS, (0, 2))], ids=("communes", "pays"))
def test_le_compte_est_celui_de_la_lecture(octets, compte):
    """An empty line is no place, and France is not a foreign country."""
    communes, pays = lire_cog(octets)
    assert (compter_cog(octets), (len(communes), len(pays))) == (compte, compte)


@pytest.mark.parametrize("octets", [b"LIBCOG,COG\nALGERIE\n", b"A,B\n1,2\n", b"", b"COM,LIBELLE\n\xff\n"])
def test_un_autre_fichier_ne_se_compte_pas(octets):
    with pytest.raises(FichierRefuse) as refus:
        compter_cog(octets)
    assert str(refus.value) == INCONNU


def test_la_liste_livree_se_compte_sans_se_lire():
    assert compter_livrees() == len(list(communes_livrees())) == 42_022
