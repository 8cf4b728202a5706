"""The words that help to tell a name from a word of the trade."""

from certif_portal.commun.textes import cle_recherche
from jurys.regles import lexique


def test_chaque_mot_est_une_cle():
    """A word that is not its own key would never be found."""
    listes = {nom: mots for nom, mots in vars(lexique).items() if isinstance(mots, frozenset) and nom != "MESSAGERIES"}
    assert len(listes) == 10
    assert [mot for mots in listes.values() for mot in mots if cle_recherche(mot) != mot] == []


def test_un_nom_qui_est_un_mot_ne_suffit_pas_en_minuscules():
    assert lexique.PRENOMS.isdisjoint(lexique.COURANTS)
    assert lexique.PATRONYMES.isdisjoint(lexique.COURANTS)
    assert {"pierre", "tour", "lime"} <= lexique.COURANTS
