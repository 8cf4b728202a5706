"""The words of the trade: what people write for each choice of a closed list. A word that may be two things is not
here: it is asked, once, and remembered for the organisation that writes it."""

from collections.abc import Iterable
from functools import cache

from candidats.choix import Financement, Origine, Secteur, Sexe, Voie
from certif_portal.commun.textes import cle_recherche, mot_sur

OUI_NON = (("oui", "oui"), ("non", "non"))
Choix = tuple[tuple[str, str], ...]

USUELS: dict[str, dict[str, tuple[str, ...]]] = {
    "sexe": {
        Sexe.F: ("Mme", "Mmes", "Mlle", "Melle", "Madame", "Mademoiselle", "Femme", "Fém.", "Fille", "Dame"),
        Sexe.M: ("Mr", "Monsieur", "Homme", "H", "Masc.", "Garçon"),
    },
    "voie": {
        Voie.FORMATION: (
            *("Formation", "FI", "FC", "FPC", "Formation initiale", "Formation continue", "Parcours formation"),
            *("Par la formation", "Formation professionnelle", "Formation professionnelle continue"),
            *("Apprentissage", "Alternance"),
        ),
        Voie.VAE: ("Validation des acquis de l’expérience", "Validation des acquis", "Par la VAE", "V.A.E."),
        Voie.VAE_BRANCHE: ("VAE branche", "VAE de la branche", "VAE de branche métallurgie"),
    },
    "origine": {
        Origine.SL: (
            "Salarié(e)",
            "Salariée",
            "Salarié/Salariée",
            "Salarié-Salariée",
            "Sal.",
            "CDI",
            "CDD",
            "En poste",
        ),
        Origine.DE: (
            *("Demandeuse d’emploi", "Demandeur(se) d’emploi", "Demandeur(euse) d’emploi", "Demandeur emploi"),
            *("Demandeur/demandeuse d’emploi", "Demandeurs d’emploi", "Dem. d’emploi", "Dem. emploi", "D.E."),
            *("Chômeur", "Chômeuse", "Au chômage", "Chômage", "En recherche d’emploi", "Recherche d’emploi"),
        ),
    },
    "financements": {
        Financement.CPF: ("Compte personnel formation", "Mon compte formation", "C.P.F.", "CPF autonome"),
        Financement.CPFCA: (
            *("CPF et contrat d’apprentissage", "CPF + contrat d’apprentissage", "CPF CA", "CPF et apprentissage"),
        ),
        Financement.CVAE: ("Congé VAE", "Congé pour VAE", "Congé de validation des acquis de l’expérience"),
        Financement.CP: (
            *(
                "Contrat pro",
                "Contrat pro.",
                "Contrat de pro",
                "Contrat professionnalisation",
                "C. pro",
                "Cpro",
                "C.P.",
            ),
            *("Contrat de professionalisation", "Contrat de prof.", "Contrats de professionnalisation"),
        ),
        Financement.CPE: ("Contrat pro expérimental", "CP expérimental", "Contrat de pro expérimental"),
        Financement.CPFTP: (
            *(
                "CPF TP",
                "CPF transition",
                "CPF de transition",
                "CPF transition professionnelle",
                "Transition pro",
                "PTP",
            ),
            *("Transition pro", "Transitions pro", "Projet de transition professionnelle", "CPF PTP"),
        ),
        Financement.PDC: (
            *("Plan", "Plan de développement", "Plan de formation", "Plan développement des compétences", "P.D.C."),
            *("Plan de dév. des compétences", "Plan de développement de compétences", "Plan de dév. compétences"),
        ),
        Financement.POEC: ("POE collective", "POE C", "Préparation opérationnelle à l’emploi (collective)"),
        Financement.POEI: ("POE individuelle", "POE I", "Préparation opérationnelle à l’emploi (individuelle)"),
        Financement.PA: ("Pro A", "ProA", "Reconversion ou promotion par alternance"),
        Financement.RECONVERSION: ("Période reconversion",),
    },
    "entreprise_secteur": {
        Secteur.M: ("Métal", "Métallurgie", "Secteur métaux", "Branche métallurgie"),
        Secteur.HM: ("Hors métal", "Hors métallurgie", "Hors branche", "Hors branche métallurgie", "H.M."),
    },
}
"""Column -> choice -> what is written for it, beside its code and its label."""
OUI = ("o", "y", "yes", "x", "1", "vrai", "true", "ok")
NON = ("n", "no", "0", "faux", "false")


def _cles_de(code: str, libelle: str) -> tuple[str, ...]:
    """The code, the label, and both as the form (« CP · Contrat de… ») and the template (« CP : Contrat de… ») print
    them."""
    seul = libelle.removeprefix(f"{code} : ")
    return code, seul, f"{code} {seul}", f"{seul} {code}"


@cache
def mots_de(cle: str, choix: Choix) -> dict[str, str]:
    """What is understood in a column, without accent nor case -> the code."""
    usuels = USUELS.get(cle, {})
    if choix == OUI_NON:
        usuels = {"oui": OUI, "non": NON}
    return {
        cle_recherche(mot): code for code, libelle in choix for mot in (*usuels.get(code, ()), *_cles_de(code, libelle))
    }


def comprendre(cle: str, choix: Choix, texte: str) -> str | None:
    """The choice that these words name in that column; None when nobody can say, its writer first (« CDI ? »)."""
    return mots_de(cle, choix).get(mot_sur(texte))


PAYS_USUELS: dict[str, tuple[str, ...]] = {
    "États-Unis": ("USA", "U.S.A.", "États-Unis d’Amérique"),
    "Royaume-Uni": ("UK", "Grande-Bretagne", "Angleterre", "Écosse", "Pays de Galles", "Irlande du Nord"),
    "Pays-Bas": ("Hollande",),
    "République démocratique du Congo": ("RDC", "R.D.C.", "RD Congo", "Congo-Kinshasa", "Rép. dém. du Congo"),
    "République du Congo": ("République du Congo", "Congo-Brazzaville", "Congo Brazza", "Rép. du Congo"),
    "Côte d’Ivoire": ("RCI", "Cote Ivoire"),
    "Vietnam": ("Viêt Nam",),
    "Birmanie": ("Myanmar",),
    "Russie": ("Fédération de Russie",),
    "Chine": ("République populaire de Chine",),
    "Maurice": ("Île Maurice",),
    "Cap-Vert": ("Cabo Verde",),
    "République de Guinée": ("République de Guinée", "Guinée-Conakry", "Rép. de Guinée"),
    "République du Soudan": ("République du Soudan", "Soudan-Khartoum", "Rép. du Soudan"),
    "Corée du Sud": ("République de Corée",),
    "Corée du Nord": ("RPDC", "République populaire démocratique de Corée"),
    "Centrafrique": ("RCA", "Rép. centrafricaine"),
    "Bosnie-Herzégovine": ("Bosnie",),
    "Burkina Faso": ("Burkina",),
    "Sri Lanka": ("Ceylan",),
    "Tchéquie": ("Rép. tchèque",),
    "République dominicaine": ("Rép. dominicaine",),
    "Émirats arabes unis": ("Émirats",),
    "Arabie saoudite": ("Royaume d’Arabie saoudite",),
    "Biélorussie": ("Bélarus", "Belarus"),
    "Moldavie": ("Moldova", "République de Moldavie"),
    "Macédoine du Nord": ("République de Macédoine",),
    "Syrie": ("République arabe syrienne",),
    "Iran": ("République islamique d’Iran",),
    "Tanzanie": ("République unie de Tanzanie",),
}
"""The name of the INSEE list, or one that says as much and cannot be another's -> what is written for it."""
NOMS_INSEE = {"République du Congo": "Congo", "République de Guinée": "Guinée", "République du Soudan": "Soudan"}
"""A name kept as it cannot be mistaken -> the one that the INSEE list gives."""
PAYS_A_DEUX_LECTURES: dict[str, tuple[str, ...]] = {
    "congo": ("Congo-Brazzaville", "Congo-Kinshasa"),
    "coree": ("Corée du Sud", "Corée du Nord"),
    "guinee": ("Guinée-Conakry", "Guinée-Bissau", "Guinée équatoriale"),
    "soudan": ("République du Soudan", "Soudan du Sud"),
    "iles vierges": ("Îles Vierges britanniques", "Îles Vierges américaines"),
    "vierges": ("Îles Vierges britanniques", "Îles Vierges américaines"),
    "virgin islands": ("Îles Vierges britanniques", "Îles Vierges américaines"),
    "saint martin": ("Saint-Martin (partie française)", "Saint-Martin (partie néerlandaise)"),
    "timor": ("Timor oriental", "Indonésie"),
    "indochine": ("Vietnam", "Cambodge", "Laos"),
    "rhodesie": ("Zimbabwe", "Zambie"),
    "antilles": ("Guadeloupe", "Martinique", "Antilles néerlandaises"),
}
"""What two countries are called -> the names that each is told by."""


@cache
def _pays_par_mot() -> dict[str, str]:
    return {cle_recherche(mot): nom for nom, mots in PAYS_USUELS.items() for mot in mots}


def nom_insee(pays: str) -> str:
    """As the INSEE list names that country."""
    return NOMS_INSEE.get(pays, pays)


def pays_usuel(texte: str) -> str:
    """« USA » gives « États-Unis »; any other name is left as it is."""
    return _pays_par_mot().get(mot_sur(texte), texte)


def libelles(choix: Iterable[tuple[str, str]]) -> str:
    """« F ; M », « PDC ; CPF », « Parcours de formation ; VAE »: what a refusal offers."""
    return " ; ".join(code if code.isupper() else libelle for code, libelle in choix)
