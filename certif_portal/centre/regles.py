"""What a setting is before anybody edits it, and what it must look like to be usable. No database here."""

# The usages of UIMM 35-56: the settings start from them, the rules of the apps cite them as the default.
INSCRIPTION_JOURS = 15
LIVRET_MOIS = 3
RAPPORT_JOURS = 15
EVALUATION_ANNONCE_MOIS = 2
EVALUATION_FIN_MOIS = 1
AVIS_JOURS = 15
OBSERVATIONS_JOURS = 15
CERTIFICATS_MOIS = 3
JURYS_AN = 4
INSCRIPTION_JURY_MOIS = 3
"""No source gives it: the livret's three months before the sitting, then the jury."""
ETAPES_RELANCE = (15, 7, 1)
EVALUATEURS_MINIMUM = 2
"""« Plusieurs membres qualifiés » (part 2, ch. 2, §1.B): no setting goes below."""

ETAPES_MAXIMUM, JOURS_MAXIMUM = 6, 365


def lire_etapes(texte: str) -> list[int]:
    """« 15, 7,1 » gives [15, 7, 1], the furthest first; raises ValueError, in French, on anything else."""
    morceaux = [morceau.strip() for morceau in texte.split(",") if morceau.strip()]
    faux = [m for m in morceaux if not (m.isascii() and m.isdigit() and 1 <= int(m) <= JOURS_MAXIMUM)]
    if faux:
        raise ValueError(f"« {faux[0]} » n’est pas un nombre de jours entre 1 et {JOURS_MAXIMUM}.")
    etapes = sorted({int(morceau) for morceau in morceaux}, reverse=True)
    if len(etapes) > ETAPES_MAXIMUM:
        raise ValueError(f"{ETAPES_MAXIMUM} étapes au plus : au-delà, une relance n’est plus lue.")
    return etapes
