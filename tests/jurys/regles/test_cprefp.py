"""What the CPREFP does not know yet, from what it was told."""

from dataclasses import replace

import pytest

from jurys.regles.cprefp import JuryDit, changements, lire_dit

JURY = JuryDit("2026-4", "2026-12-08", "9 h 30", "Saint-Nazaire", False, ("Nolwenn TANGUY (préside)",))


def dits(avant, apres) -> list[str]:
    trouves = changements({} if avant is None else {1: avant}, {1: apres})
    return [phrase.replace("\u00a0", " ") for phrase in trouves.get(1, [])]


@pytest.mark.parametrize(
    ("avant", "apres", "attendus"),
    [
        (None, JURY, ["Jury 2026-4 : 8 décembre 2026 à 9 h 30, Saint-Nazaire."]),
        (JURY, JURY, []),
        (None, replace(JURY, annule=True), []),
        (JURY, replace(JURY, annule=True), ["Jury 2026-4 du 8 décembre 2026 : annulé."]),
        (replace(JURY, annule=True), replace(JURY, annule=True, lieu="Nantes"), []),
        (
            JURY,
            replace(JURY, le="2026-12-15", heure=""),
            ["Jury 2026-4 : 15 décembre 2026, Saint-Nazaire, au lieu du 8 décembre 2026 à 9 h 30, Saint-Nazaire."],
        ),
        (
            JURY,
            replace(JURY, membres=("Yann SALAÜN (CFDT)",)),
            [
                "Jury 2026-4, membre désigné : Yann SALAÜN (CFDT).",
                "Jury 2026-4, ne siège plus : Nolwenn TANGUY (préside).",
            ],
        ),
        (  # the president is another: neither is said to leave
            replace(JURY, membres=("Nolwenn TANGUY (préside)", "Alan RIOU (UIMM)")),
            replace(JURY, membres=("Nolwenn TANGUY", "Alan RIOU (UIMM, préside)")),
            [
                "Jury 2026-4, membre qui siège autrement : Nolwenn TANGUY, au lieu de Nolwenn TANGUY (préside).",
                "Jury 2026-4, membre qui siège autrement : Alan RIOU (UIMM, préside), au lieu de Alan RIOU (UIMM).",
            ],
        ),
        (  # two members of one name, of one union: one leaves
            replace(JURY, membres=("Jean MARTIN (CFDT)", "Jean MARTIN (CFDT)")),
            replace(JURY, membres=("Jean MARTIN (CFDT)",)),
            ["Jury 2026-4, ne siège plus : Jean MARTIN (CFDT)."],
        ),
        (  # and one of them sits otherwise
            replace(JURY, membres=("Jean MARTIN (CFDT)", "Jean MARTIN (CGT)")),
            replace(JURY, membres=("Jean MARTIN (CFDT, suppléant)",)),
            [
                "Jury 2026-4, membre qui siège autrement : Jean MARTIN (CFDT, suppléant), au lieu de Jean MARTIN "
                "(CFDT).",
                "Jury 2026-4, ne siège plus : Jean MARTIN (CGT).",
            ],
        ),
    ],
)
def test_ce_qui_a_change_depuis_la_derniere_lettre(avant, apres, attendus):
    """CPREFP-INFORMATION"""
    assert dits(avant, apres) == attendus


def test_ce_qui_est_garde_se_relit_egal():
    garde = JURY.en_json() | {"membres": list(JURY.membres)}
    assert lire_dit(garde) == JURY
