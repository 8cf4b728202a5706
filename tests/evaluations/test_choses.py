"""What an evaluator is told to do first: a declaration to make, then grids to finish; held sittings before today's."""

from datetime import date

from candidats.models import Inscription
from evaluations.choix import EtatGrille
from evaluations.models import Commission, Grille, Passage
from evaluations.presentation import choses_a_faire, seances_du_jour

LE = date(2026, 11, 20)


def passage(commission: Commission, pk: int, *, declare: bool, signee: bool = False, lien: bool = False) -> Passage:
    inscription = Inscription(pk=pk)
    inscription.grille = Grille(pk=pk, etat=EtatGrille.OUVERTE)
    passe = Passage(pk=pk, commission=commission, inscription=inscription)
    passe.declare, passe.signee, passe.lien = declare, signee, lien
    return passe


def commission(pk: int, jour: date, lieu: str) -> Commission:
    return Commission(pk=pk, date=jour, lieu=lieu)


def test_ce_qui_attend_l_evaluateur_dans_l_ordre_du_temps():
    tenue = commission(1, date(2026, 11, 6), "Lanester")
    jour, suivante = commission(2, LE, "Nantes"), commission(3, date(2026, 12, 1), "Brest")
    passages = [
        passage(tenue, 1, declare=True),
        passage(tenue, 2, declare=True, signee=True),
        passage(tenue, 3, declare=True, lien=True),
        passage(jour, 4, declare=False),
        passage(jour, 5, declare=False),
        passage(suivante, 6, declare=True),  # nothing to do before its day
        passage(commission(4, date(2027, 1, 5), "Cholet"), 7, declare=False),
        passage(commission(5, date(2027, 2, 5), "Vannes"), 8, declare=False),
    ]
    choses = choses_a_faire(seances_du_jour(passages, LE), LE)
    assert [(c.quoi, c.precision.replace("\u00a0", " "), c.url, c.acte, c.en_retard) for c in choses] == [
        ("1 grille à finir et à signer", "séance du 6 novembre, Lanester", "/grilles/1/", "Continuer", True),
        (
            "Déclarer votre indépendance : 2 candidats",
            "séance du 20 novembre, Nantes",
            "/commissions/2/independance/",
            "Déclarer",
            False,
        ),
        (
            "Déclarer votre indépendance : 1 candidat",
            "séance du 5 janvier 2027, Cholet",
            "/commissions/4/independance/",
            "Déclarer",
            False,
        ),
    ]
