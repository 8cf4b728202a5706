"""Statistical secrecy, against a reader who knows the algorithm, lists every world that fits what is told, and looks
for a group that is small in all of them."""

import itertools
import random

import pytest

from certif_portal.commun.secret import (
    devoiler,
    dicible,
    issue_dicible,
    issues_croisees,
    issues_dites,
    montrable,
    part_montrable,
    regrouper,
    reunis,
)

SEUIL = 2  # small enough to list every world; the threshold is an argument everywhere
CERTIFICATIONS, TRIMESTRES, ORGANISMES = range(3), range(2), range(2)
ATOMES = tuple(itertools.product(CERTIFICATIONS, TRIMESTRES, ORGANISMES))


@pytest.mark.parametrize(("personnes", "attendu"), [(0, True), (1, False), (4, False), (5, True), (6, True)])
def test_personne_ou_assez(personnes, attendu):
    assert montrable(personnes, 5) is attendu


@pytest.mark.parametrize(
    ("part", "tout", "attendu"),
    [(20, 20, True), (15, 20, True), (16, 20, False), (19, 20, False), (5, 10, True), (4, 9, False), (5, 9, False)],
)
def test_ni_la_part_ni_le_reste(part, tout, attendu):
    """Nineteen of twenty tells of the twentieth."""
    assert part_montrable(part, tout, 5) is attendu


def gens(*tailles):
    """Groups of those sizes, nobody twice."""
    suite = itertools.count()
    return {rang: {next(suite) for _ in range(taille)} for rang, taille in enumerate(tailles)}


@pytest.mark.parametrize(
    ("tailles", "seuls", "ensemble"),
    [
        ((5, 9), (1, 0), ()),  # all at the threshold
        ((4, 9, 7), (1,), (0, 2)),  # four would be nine less nine and seven: seven joins it
        ((1, 4, 9), (2,), (0, 1)),  # two small ones make five: nothing else is hidden
        ((1, 3, 9, 6), (2,), (0, 1, 3)),
        ((0, 9), (1,), ()),  # nobody is nobody
        ((4, 6), (), (0, 1)),
        ((2, 2), (), ()),  # four in all: nothing is told
        ((), (), ()),
    ],
)
def test_les_petits_sont_reunis(tailles, seuls, ensemble):
    partage = regrouper(gens(*tailles), 5)
    assert (partage.seuls, tuple(sorted(partage.ensemble))) == (seuls, ensemble)


def test_une_personne_dans_deux_groupes_ne_compte_qu_une_fois():
    """Three registrations of the same two people and of a third are three people, not six."""
    groupes = {"a": {1, 2}, "b": {1, 2, 3}, "c": set(range(10, 20))}
    assert regrouper(groupes, 5).ensemble == ("b", "a", "c")


def test_une_ligne_a_petite_cellule_est_tue_et_ne_se_deduit_pas():
    """Three cells of one line are large; its fourth is not. Alone untold it would be a subtraction."""
    lignes = {"x": gens(5, 2), "y": {0: set(range(100, 106)), 1: set(range(110, 118))}, "z": {0: set(range(200, 230))}}
    assert devoiler(lignes, 5) == {"z"}
    assert devoiler({"y": lignes["y"], "z": lignes["z"]}, 5) == {"y", "z"}


# --- the attacker ------------------------------------------------------------------------------------------------


def publie(monde):
    """What a reader gets of a world: (cells, how many), as the figures are told: the total, each axis, and the two
    crossings with the quarters. One person a unit."""
    suite = itertools.count()
    personnes = {atome: {next(suite) for _ in range(monde[atome])} for atome in ATOMES}
    tous = reunis(personnes, ATOMES)
    if len(tous) < SEUIL:
        return []
    dits = [(frozenset(ATOMES), len(tous))]

    def axe(place):
        groupes = {
            cle: reunis(personnes, [atome for atome in ATOMES if atome[place] == cle])
            for cle in {atome[place] for atome in ATOMES}
        }
        partage = regrouper(groupes, SEUIL)
        vides = [cle for cle, siens in groupes.items() if not siens]  # a group that is not shown and has nobody
        return [[cle] for cle in (*partage.seuls, *vides)] + ([list(partage.ensemble)] if partage.ensemble else [])

    axes = [axe(place) for place in range(3)]
    for place, groupes in enumerate(axes):
        for groupe in groupes:
            cellules = frozenset(atome for atome in ATOMES if atome[place] in groupe)
            dits.append((cellules, len(reunis(personnes, cellules))))
    for place in (0, 2):
        lignes = {
            rang: {
                colonne: reunis(personnes, [a for a in ATOMES if a[place] in groupe and a[1] in trimestres])
                for colonne, trimestres in enumerate(axes[1])
            }
            for rang, groupe in enumerate(axes[place])
        }
        for rang in devoiler({rang: ligne for rang, ligne in lignes.items() if any(ligne.values())}, SEUIL):
            for colonne, siens in lignes[rang].items():
                cellules = frozenset(a for a in ATOMES if a[place] in axes[place][rang] and a[1] in axes[1][colonne])
                dits.append((cellules, len(siens)))
    return dits


def mondes_possibles(dits, total):
    """Every way to place the people that fits what is told: atoms one by one, cut as soon as a sum is passed."""
    contraintes = [(sorted(ATOMES.index(a) for a in cellules), nombre) for cellules, nombre in dits]
    trouves, monde = [], [0] * len(ATOMES)

    def placer(rang, reste):
        for indices, nombre in contraintes:
            vus = sum(monde[i] for i in indices if i < rang)
            if vus > nombre or (indices[-1] < rang and vus != nombre):
                return
        if rang == len(ATOMES):
            trouves.append(tuple(monde))
            return
        for combien in range(reste + 1):
            monde[rang] = combien
            placer(rang + 1, reste - combien)
        monde[rang] = 0

    placer(0, total)
    return trouves


@pytest.mark.parametrize("graine", range(16))
def test_rien_de_ce_qui_est_dit_ne_designe_quelques_personnes(graine):
    """No set of cells, whatever it is, is known to hold somebody and fewer than the threshold."""
    hasard = random.Random(graine)  # noqa: S311  # a world, not a secret
    monde = dict.fromkeys(ATOMES, 0)
    for _ in range(hasard.randrange(2, 9)):
        monde[hasard.choice(ATOMES)] += 1
    dits = publie(monde)
    if not dits:
        assert sum(monde.values()) < SEUIL
        return
    mondes = mondes_possibles(dits, sum(monde.values()))
    vrai = tuple(monde[atome] for atome in ATOMES)
    assert vrai in mondes
    for masque in range(1, 2 ** len(ATOMES)):
        choisis = [i for i in range(len(ATOMES)) if masque >> i & 1]
        nombres = {sum(possible[i] for i in choisis) for possible in mondes}
        assert nombres == {0} or max(nombres) >= SEUIL, (dits, choisis, nombres)


def test_l_attaquant_sait_soustraire():
    """The same attacker, against totals told with every line but one: he finds the hidden person."""
    monde = {atome: 1 if atome == ATOMES[0] else 2 * (atome[0] == 1) for atome in ATOMES}
    premiere = frozenset(atome for atome in ATOMES if atome[0] == 0)
    dits = [(frozenset(ATOMES), 9), (frozenset(ATOMES) - premiere, 8)]
    mondes = mondes_possibles(dits, sum(monde.values()))
    assert {sum(possible[i] for i, atome in enumerate(ATOMES) if atome in premiere) for possible in mondes} == {1}


def personnes(nombre: int, depuis: int = 0) -> set[int]:
    return set(range(depuis, depuis + nombre))


@pytest.mark.parametrize(
    ("parts", "attendu"),
    [
        ([], True),
        ([(4, 0)], False),
        ([(5, 0)], True),
        ([(5, 0), (4, 0)], False),  # the whole less the year told
        ([(5, 0), (4, 0), (1, 0)], True),  # two years that nobody tells, five people together
        ([(5, 4), (6, 0)], False),  # the year cut in two, less its side told
        ([(5, 4), (6, 1)], True),
        ([(4, 9), (6, 0)], False),
        ([(0, 3), (6, 0)], True),
    ],
)
def test_un_temps_ne_se_dit_que_si_rien_ne_s_en_soustrait(parts, attendu):
    """CHIFFRES-SECRET"""
    faites = [
        (personnes(une, 100 * rang), personnes(autre, 100 * rang + 50)) for rang, (une, autre) in enumerate(parts)
    ]
    assert dicible(faites, 5) is attendu


# --- how it went ---------------------------------------------------------------------------------------------------


def issue(obtenus, refuses, rang=0):
    """Of so many people, nobody twice."""
    debut = 1000 * rang
    return set(range(debut, debut + obtenus)), set(range(debut + 500, debut + 500 + refuses))


@pytest.mark.parametrize(
    ("obtenus", "refuses", "attendu"),
    [(7, 0, True), (6, 1, False), (0, 7, False), (4, 9, False), (9, 4, False), (5, 5, True), (0, 0, True)],
)
def test_six_sur_sept_designe_le_septieme(obtenus, refuses, attendu):
    assert issue_dicible(issue(obtenus, refuses), 5) is attendu


@pytest.mark.parametrize(
    ("issues", "dites"),
    [
        ([(10, 6), (9, 5)], {0, 1}),
        ([(10, 6), (9, 4)], set()),  # four would be ten less six
        ([(10, 6), (9, 4), (8, 5)], {0}),  # the smaller of the others joins them
        ([(10, 3), (9, 2), (8, 5)], {2}),  # five between the two
        ([(10, 0), (9, 5)], {0, 1}),
        ([(10, 0), (9, 4)], set()),  # their sum is not told: a dash alone would say where the four are
        ([(10, 0), (10, 0), (9, 1), (9, 3)], set()),
        ([(4, 0), (0, 9)], set()),
        ([(10, 0), (9, 3), (4, 5)], {0}),
        ([(10, 6), (2, 7)], set()),
        ([(30, 0), (0, 7)], set()),  # all of them failed: whoever succeeded hides them
        ([], set()),
    ],
)
def test_ce_qui_est_tu_ne_se_soustrait_pas(issues, dites):
    assert issues_dites({rang: issue(*une, rang) for rang, une in enumerate(issues)}, 5) == dites


@pytest.mark.parametrize(("refuses", "lieux"), [(4, set()), (5, {(0, 0), (0, 1), (1, 0), (1, 1)})])
def test_un_seul_tiret_par_axe_ne_dit_pas_ou_sont_les_refus(refuses, lieux):
    """Two certifications by two OFs, all the refusals in one cell: whoever crosses the lines of each axis that say how
    it went reads no cell out of them, or all of them."""
    cellules = {
        (0, 0): issue(9, refuses),
        (0, 1): issue(9, 0, 1),
        (1, 0): issue(9, 0, 2),
        (1, 1): issue(9, 0, 3),
    }

    def groupe(axe, rang):
        siennes = [une for cle, une in cellules.items() if cle[axe] == rang]
        return tuple(set().union(*(une[cote] for une in siennes)) for cote in (0, 1))

    axes = [issues_dites({rang: groupe(axe, rang) for rang in (0, 1)}, 5) for axe in (0, 1)]
    assert {cle for cle in cellules if cle[0] in axes[0] or cle[1] in axes[1]} == lieux


@pytest.mark.parametrize(
    ("lignes", "admises", "dites"),
    [
        ([[(9, 5), (9, 5)], [(9, 6), (9, 6)]], {0, 1}, {0, 1}),
        ([[(9, 5), (9, 1)], [(9, 6), (9, 6)]], {0, 1}, set()),  # the first withheld, the second is its subtraction
        ([[(9, 5), (9, 1)], [(19, 6), (19, 6)], [(9, 6), (9, 6)]], {0, 1, 2}, {1}),
        ([[(9, 5), (9, 5)], [(9, 6), (9, 6)]], {0}, {0}),
        ([[(9, 5), (9, 5)], [(9, 2), (9, 6)]], {0}, set()),
        ([], set(), set()),
    ],
)
def test_une_ligne_se_dit_colonne_par_colonne_ou_pas(lignes, admises, dites):
    rangees = {
        rang: {colonne: issue(*une, 10 * rang + colonne) for colonne, une in enumerate(ligne)}
        for rang, ligne in enumerate(lignes)
    }
    assert issues_croisees(rangees, admises, 5) == dites


@pytest.mark.parametrize("graine", range(200))
def test_par_difference_rien_ne_designe_quelques_refuses(graine):
    """A reader who knows how many are in each group and adds up and subtracts all that is told: what is left of the
    refused, and of the admitted, is nobody or five at least."""
    hasard = random.Random(graine)  # noqa: S311  # a world, not a secret
    groupes = {
        rang: issue(hasard.choice((0, 3, 5, 8, 20)), hasard.choice((0, 1, 2, 4, 5, 9)), rang)
        for rang in range(hasard.randrange(1, 6))
    }
    dites, somme = (
        issues_dites(groupes, 5),
        [reunis({r: g[cote] for r, g in groupes.items()}, groupes) for cote in (0, 1)],
    )
    for rang in dites:
        assert issue_dicible(groupes[rang], 5)
    tus = [rang for rang in groupes if rang not in dites]
    assert issue_dicible((somme[0], somme[1]), 5) or not dites
    if tus and issue_dicible((somme[0], somme[1]), 5):
        reste = [reunis({r: g[cote] for r, g in groupes.items()}, tus) for cote in (0, 1)]
        assert issue_dicible((reste[0], reste[1]), 5)
