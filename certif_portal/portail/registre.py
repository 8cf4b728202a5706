"""The register of processing (article 30 of the GDPR), written from the table of fields: docs/registre.md."""

import tomllib
from collections.abc import Iterator

from certif_portal.commun.typographie import typographier
from certif_portal.portail.conservation import CATEGORIES, TABLE, Categorie, Regle, lire_registre

MESURES = (
    "Chacun ne voit que ce que son rôle et son organisme lui ouvrent ; hors de là, la page n’existe pas.",
    "Chaque acte, chaque lecture d’un papier ou d’une liste, laisse une ligne que rien ne récrit (décision 0401).",
    "Ce qu’un jury a scellé est refusé par la base elle-même à qui voudrait le changer (décision 0235).",
    "Ce dont la durée est finie est listé chaque nuit, approuvé au-delà d’un seuil, effacé et prouvé (décision 0403).",
    "Les liens personnels servent une fois, sont gardés en empreinte, et finissent seuls.",
)


ENTETE = (
    "Écrit par `manage.py regles` d’après `certif_portal/portail/donnees.toml` ; ne se modifie pas ici. "
    "Chaque champ, avec sa durée, est dans `docs/conservation.md`. Une base légale est une proposition, que le centre "
    "confirme avec son DPO."
)
RESPONSABLES = (
    "- Responsable de traitement : l’UIMM territoriale, centre de certification, que ses paramètres nomment.",
    "- Délégué à la protection des données : à désigner par le centre.",
    "- Destinataires : l’organisme de formation, pour ses candidats ; le jury, sans les noms ; le GTP, la CPREFP et le "
    "système national, pour ce que le dispositif demande. Le portail n’envoie rien hors de l’Union européenne.",
)


def page_du_registre() -> str:
    """One part per processing: who, what, on which ground, how long."""
    dits = tomllib.loads(TABLE.read_text(encoding="utf-8"))["traitements"]
    registre = lire_registre()
    lignes = [
        "# Registre des activités de traitement",
        "",
        ENTETE,
        "",
        *RESPONSABLES,
        "",
    ]
    for code, finalite in registre.finalites.items():
        lignes += [f"## {finalite}", "", *_traitement(finalite, dits[code]), ""]
    lignes += ["## Mesures communes", "", *(f"- {mesure}" for mesure in MESURES)]
    return typographier("\n".join(lignes)) + "\n"


def _traitement(finalite: str, dit: dict[str, str]) -> Iterator[str]:
    champs = [champ for champ in lire_registre().champs if champ.finalite == finalite]
    categories = {champ.categorie for champ in champs} - {Categorie.GESTION}
    regles = {champ.regle.code: champ.regle for champ in champs}
    yield f"- Personnes : {dit['personnes']}."
    yield f"- Base : {dit['base']}."
    yield f"- Données : {', '.join(CATEGORIES[c] for c in Categorie if c in categories) or 'aucune d’une personne'}."
    yield f"- Durées : {' ; '.join(_duree(regle) for regle in regles.values())}."


def _duree(regle: Regle) -> str:
    return f"`{regle.code}` {regle.dite}"
