"""Who lives in the demonstration. Every name is invented; every address ends in .example."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum import luhn

MOT_DE_PASSE = "demonstration-cqpm"


def siret_fictif(rang: int) -> str:
    """A SIRET whose key is right, in a series of SIREN that is not in use."""
    siren = f"9990{rang:04d}"
    siren += luhn.calc_check_digit(siren)
    return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")


@dataclass(frozen=True)
class Entreprise:
    raison_sociale: str
    adresse: str
    code_postal: str
    ville: str
    nace: str
    secteur: str = "M"
    branche: str = ""


ENTREPRISES = (
    Entreprise("Ateliers Maëlström", "3 rue des Forges", "44600", "Saint-Nazaire", "25.62 (rév. 2)"),
    Entreprise("Chaudronnerie Kerjégu & Fils", "12 quai de la Loire", "44340", "Bouguenais", "25.11 (rév. 2)"),
    Entreprise("Fonderie de l’Étier", "ZI de Brais", "44550", "Montoir-de-Bretagne", "24.52 (rév. 2)"),
    Entreprise("Aéro-Composites Atlantique", "4 allée Blériot", "44340", "Bouguenais", "30.30 (rév. 2)"),
    Entreprise("Mécanique de précision Œuvrard", "8 impasse du Tour", "49300", "Cholet", "25.62 (rév. 2)"),
    Entreprise(
        "Biscuiterie des Mouettes",
        "1 route du Port",
        "56100",
        "Lorient",
        "10.72 (rév. 2)",
        "HM",
        "Industries alimentaires",
    ),
)


@dataclass(frozen=True)
class Personne:
    """A candidate's civil status. `lieu` is « Commune (département) » or « Commune, Pays »."""

    sexe: str
    nom: str
    prenom: str
    naissance: date
    lieu: str
    usage: str = ""
    autres: str = ""

    @property
    def naissance_detaillee(self) -> dict[str, Any]:
        commune, _, reste = self.lieu.partition(" (")
        if reste:
            return {"commune_naissance": commune, "departement_naissance": reste[:-1], "pays_naissance": "France"}
        commune, _, pays = self.lieu.partition(", ")
        return {"commune_naissance": commune, "departement_naissance": "", "pays_naissance": pays}


P, J = Personne, date
CANDIDATS = {
    "obrien": P(
        "F", "O’Brien", "Zoé", J(1996, 2, 29), "Saint-Étienne-du-Rouvray (76)", "O’Brien-Nguyễn", "Łucja, Anne"
    ),
    "celik": P("M", "Œuvré-Çelik", "Ünal", J(1999, 7, 14), "Ankara, Turquie"),
    "wisniewska": P("F", "Wiśniewska", "Łucja", J(1994, 5, 3), "Łódź, Pologne"),
    "legoff": P("F", "Le Goff", "Gwénaëlle", J(1988, 11, 30), "Quimper (29)", autres="Marie"),
    "rochefoucauld": P(
        "F",
        "de La Rochefoucauld-Montbel",
        "Anne-Charlotte",
        J(1991, 1, 9),
        "Fontevraud-l’Abbaye (49)",
        autres="Marie-Bérénice, Joséphine",
    ),
    "ndiaye": P("F", "N’Diaye", "Aïssatou", J(1997, 8, 21), "Saint-Louis, Sénégal", "N’Diaye-Kervella"),
    "hernandez": P("F", "Hernández Muñoz", "Begoña", J(1979, 4, 2), "Bilbao, Espagne"),
    "kervella": P("M", "Kervella", "Maël", J(2001, 12, 24), "Brest (29)"),
    "lefevre": P("M", "Lefèvre", "Théo", J(2002, 6, 17), "Nantes (44)"),
    "loussouarn": P("M", "Loussouarn", "Loïc", J(1995, 3, 8), "Lorient (56)", autres="Yves"),
    "muller": P("M", "Müller", "Jörg", J(1990, 10, 5), "Strasbourg (67)"),
    "herouville": P("F", "d’Hérouville", "Clémence", J(1998, 9, 12), "Rennes (35)"),
    "tran": P("F", "Trần Thị", "Mỹ Linh", J(1993, 2, 1), "Paris (75)"),
    "boucher": P("F", "Boucher", "Océane", J(2000, 5, 19), "Saint-Nazaire (44)"),
    "guillemot": P("M", "Guillemot", "Erwan", J(1987, 7, 7), "Vannes (56)"),
    "sahin": P("F", "Şahin", "Elif", J(1996, 12, 11), "Nantes (44)"),
    "beye": P("M", "Bèye", "Ousmane", J(1992, 4, 25), "Thiès, Sénégal"),
    "pennarun": P("F", "Pennarun", "Nolwenn", J(1999, 1, 31), "Concarneau (29)"),
    "rousseau": P("M", "Rousseau", "Jean-Baptiste", J(1985, 6, 24), "Angers (49)", autres="François, Émile"),
    "moreau": P("F", "Moreau", "Inès", J(2003, 3, 15), "Le Mans (72)"),
    "ferreira": P("M", "Ferreira da Silva", "João", J(1994, 9, 28), "Porto, Portugal"),
    "tanguy": P("M", "Tanguy", "Yann", J(1998, 8, 8), "Saint-Brieuc (22)"),
    "garnier": P("F", "Garnier", "Élodie", J(1997, 11, 2), "La Roche-sur-Yon (85)"),
    "oresund": P("M", "Øresund", "Søren", J(1989, 5, 30), "Aarhus, Danemark"),
    "benali": P("M", "Benali", "Yacine", J(2001, 2, 20), "Saint-Herblain (44)"),
    "lebris": P("F", "Le Bris", "Katell", J(1996, 10, 10), "Pontivy (56)"),
    "dupont": P("F", "Dupont", "Marie", J(1990, 3, 3), "Cholet (49)"),
    "ionescu": P("M", "Ionescu", "Ștefan", J(1995, 12, 6), "Iași, Roumanie"),
    "prigent": P("M", "Prigent", "Alan", J(2000, 7, 22), "Morlaix (29)"),
    "martin": P("F", "Martin", "Hélène", J(1983, 1, 17), "Laval (53)"),
    "abgrall": P("M", "Abgrall", "Titouan", J(2002, 9, 1), "Landerneau (29)"),
    "gauthier": P("F", "Gauthier", "Manon", J(2001, 4, 14), "Nantes (44)"),
    "picard": P("M", "Picard", "Gaël", J(1999, 6, 6), "Ajaccio (2A)"),
    "roussel": P("F", "Roussel", "Apolline", J(1998, 2, 27), "Dinan (22)"),
    "quere": P("M", "Quéré-Lefèvre", "Ewen-Maël", J(1997, 5, 29), "Châteaulin (29)"),
    "vidal": P("M", "Vidal", "Étienne", J(1976, 12, 19), "Mâcon (71)"),
    "lebreton": P("F", "Le Bréton-Quéré", "Maëlle", J(1997, 5, 23), "Redon (35)"),
    "diallo": P("M", "Diallo", "Ibrahima", J(1994, 11, 8), "Conakry, Guinée"),
    "klein": P("F", "Klein", "Maïté", J(1981, 8, 30), "Colmar (68)"),
}


@dataclass(frozen=True)
class Compte:
    courriel: str
    prenom: str
    nom: str
    role: str


RESPONSABLE = Compte("responsable@demo.example", "Hervé", "Quéméneur", "responsable")
EQUIPE = (
    Compte("agent@demo.example", "Claire", "Le Floch", "agent"),
    Compte("auditeur@demo.example", "Inès", "Baron", "auditeur"),
    Compte("admin@demo.example", "Loïc", "Berthou", "admin"),
)
ORGANISMES = (
    ("Pôle formation Sud-Loire", "Saint-Nazaire", "44600", Compte("of@demo.example", "Gaëlle", "Pennec", "organisme")),
    ("Greta-CFA de l’Estuaire", "Nantes", "44000", Compte("of2@demo.example", "Paul", "Autret", "organisme")),
    ("AFORMET Presqu’île", "Guérande", "44350", Compte("of3@demo.example", "Maryvonne", "Cadiou", "organisme")),
)
SUSPENDU = (
    "Atelier-école du Pays de Redon",
    "Redon",
    "35600",
    Compte("of4@demo.example", "Armelle", "Thébaud", "organisme"),
)
EVALUATEURS = (
    (Compte("evaluatrice@demo.example", "Anne", "Guéguen", "evaluateur"), "Chantiers du Ponant", "Méthodes"),
    (Compte("evaluateur@demo.example", "Malo", "Rivoal", "evaluateur"), "Forges de l’Ouest", "Production"),
    (Compte("evaluateur3@demo.example", "Béatrice", "Lozac’h", "evaluateur"), "Turbines Ligériennes", "Qualité"),
    (Compte("evaluateur4@demo.example", "Édouard", "Œhler", "evaluateur"), "Soudure Service 49", "Formation"),
)
REPRESENTANT = Compte("representant@demo.example", "Solène", "Hascoët", "evaluateur")
PRESIDENT = Compte("president@demo.example", "Nolwenn", "Morvan", "jure")
JURE = Compte("jure@demo.example", "Bertrand", "Le Corre", "jure")
SYNDICATS = (
    ("FGMM-CFDT", "Fédération générale des mines et de la métallurgie CFDT", "Bertrand", "Le Corre", JURE.courriel),
    ("CFE-CGC Métallurgie", "Fédération de la métallurgie CFE-CGC", "Solange", "Ménard", "solange.menard@cgc.example"),
    ("FTM-CGT", "Fédération des travailleurs de la métallurgie CGT", "Rachid", "Haddad", "rachid.haddad@cgt.example"),
    ("FO Métaux", "Fédération FO de la métallurgie", "Colette", "Guyader", "colette.guyader@fo.example"),
)
PRINCIPAUX = (
    ("Agent de certification", "agent@demo.example"),
    ("Responsable", RESPONSABLE.courriel),
    ("Organisme de formation", "of@demo.example"),
    ("Évaluatrice", "evaluatrice@demo.example"),
    ("Évaluateur", "evaluateur@demo.example"),
    ("Président du jury", PRESIDENT.courriel),
    ("Membre du jury", JURE.courriel),
    ("Auditeur", "auditeur@demo.example"),
    ("Administrateur technique", "admin@demo.example"),
)
