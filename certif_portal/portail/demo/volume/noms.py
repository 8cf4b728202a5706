"""Names of persons, places, organisations and companies, drawn: long ones, accents, particles, foreign letters."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from certif_portal.commun.textes import cle_recherche

_FAMILLES = """
Abgrall Allain Amara André Arnaud Aubert Aubin Autret Baron Barbier Bédouin Benali Bernard Berthou Besnard
Bèye Blanchard Bodin Bonnet Boucher Bouvier Brémond Briand Brunet Cadiou Çelik Chauvin Chevalier Cloâtre Coïc
Cosquéric Cousin Créac’h Daniel Deniaud Derrien Diallo Diop Dubois Dupont Durand Évanno Fabre Faure Ferreira
Fouéré Fournier François Garnier Gaudin Gauthier Gérard Girard Glémarec Gouézec Grégoire Guéguen Guérin
Guillou Guivarc’h Guyader Haddad Hélias Hervé Hénaff Hernández Huet Ionescu Jacob Jégou Jézéquel Joly Jouan
Kerboul Kerdoncuff Kermarrec Kervella Klein Kowalczyk Lagadec Lambert Laurent Lecomte Lefèvre Lemaître Leroux
Lévêque Lozac’h Loussouarn Maël Maillard Marchand Martin Masson Mathieu Ménard Mercier Michel Moreau Morvan
Müller Muñoz N’Diaye N’Guessan Nédélec Nguyễn Noël Œuvrard Olivier Omnès Øresund Pellerin Pennarun Péron Petit
Picard Pichon Plouzennec Poirier Prigent Quéméneur Quéré Rannou Renaud Riou Robin Roche Rolland Rousseau
Roussel Şahin Salaün Sánchez Simon Squiban Stéphan Tanguy Thébault Thépaut Thomas Thoraval Trần Troadec Vallée
Vasseur Vidal Wiśniewska Yıldız Żuławski
"""
FAMILLES = tuple(_FAMILLES.split())
_DEBUTS = "Ker Tré Plou Lan Pen Quin Gué Ros Bois Mont Beau Cham Bel Cour Var Dal Gour Mor Sal Tal Bré Col Fer Mar"
_MILIEUX = "ma bé lo ri va dou gué né tho sa pi cou fa lé ro mi te bau vi nan"
_FINS = "rec dec ric nier zou lard tier rin sson vel quet gnon mard bier"
RARES = tuple(debut + milieu + fin for debut in _DEBUTS.split() for milieu in _MILIEUX.split() for fin in _FINS.split())
"""Six thousand more, made of syllables: a register holds many names borne once."""
PARTICULES = (
    "Le Bihan",
    "Le Bris",
    "Le Corre",
    "Le Du",
    "Le Floch",
    "Le Gall",
    "Le Goff",
    "d’Hérouville",
    "du Couëdic",
    "El Amrani",
    "da Silva",
    "dos Santos",
    "von Grüber",
    "ben Youssef",
)
TRES_LONGS = (
    "de La Rochefoucauld-Montbel",
    "Rakotondrainibe-Andriamanantena",
    "du Plessis de Kermadec-Trédern",
    "Wijesinghe-Mudiyanselage",
    "Ramasamy-Tiruchirappalli-Subramaniam",
    "de Saint-Étienne-du-Rouvray",
)
_FEMININS = """
Adèle Aïssatou Alice Anaïs Anne Anne-Charlotte Apolline Aurélie Begoña Bénédicte Camille Chloé Claire Clémence
Élodie Elif Émilie Émeline Enora Fanny Gaëlle Gwénaëlle Héloïse Hélène Inès Jeanne Joëlle Julie Katell
Laëtitia Léa Louise Łucja Maëlle Maïté Manon Marie Marie-Bérénice Mathilde Nathalie Noémie Nolwenn Océane
Pauline Sarah Solène Soizic Sylvie Zoé
"""
FEMININS = tuple(_FEMININS.split())
_MASCULINS = """
Alan Alexis Antoine Arnaud Baptiste Benoît Cédric Denis Édouard Emmanuel Éric Erwan Étienne Ewen-Maël François
Gaël Grégory Hervé Ibrahima Jean-Baptiste Jean-François Jérôme Jörg João Julien Kévin Loïc Ludovic Maël Malo
Marc Mathéo Mickaël Nicolas Olivier Ousmane Paul Raphaël Rémi Ronan Sébastien Søren Ștefan Théo Titouan Thomas
Ünal Yacine Yann Yvon
"""
MASCULINS = tuple(_MASCULINS.split())
COMMUNES = (
    ("Nantes", "44"),
    ("Saint-Nazaire", "44"),
    ("Châteaubriant", "44"),
    ("Rezé", "44"),
    ("Vannes", "56"),
    ("Lorient", "56"),
    ("Ploërmel", "56"),
    ("Quimper", "29"),
    ("Brest", "29"),
    ("Saint-Brieuc", "22"),
    ("Rennes", "35"),
    ("Angers", "49"),
    ("Fontevraud-l’Abbaye", "49"),
    ("Le Mans", "72"),
    ("La Roche-sur-Yon", "85"),
    ("Saint-Étienne-du-Rouvray", "76"),
    ("Paris", "75"),
    ("Ajaccio", "2A"),
    ("Saint-Denis", "974"),
    ("L’Haÿ-les-Roses", "94"),
)
ETRANGER = (
    ("Dakar", "Sénégal"),
    ("Łódź", "Pologne"),
    ("Ankara", "Turquie"),
    ("Iași", "Roumanie"),
    ("São Paulo", "Brésil"),
    ("Hồ Chí Minh-Ville", "Viêt Nam"),
    ("Alger", "Algérie"),
    ("Bruxelles", "Belgique"),
)
VILLES = (
    ("Saint-Nazaire", "44600"),
    ("Nantes", "44000"),
    ("Guérande", "44350"),
    ("Châteaubriant", "44110"),
    ("Vannes", "56000"),
    ("Lorient", "56100"),
    ("Ploërmel", "56800"),
    ("Cholet", "49300"),
)
GENRES_OF = (
    "Pôle formation",
    "Greta-CFA",
    "Institut des métiers",
    "Campus de l’industrie",
    "Atelier-école",
    "Centre de formation d’apprentis de l’industrie",
    "AFORMET",
    "Association interprofessionnelle pour la formation continue des salariés de la métallurgie",
)
METIERS = (
    "Ateliers",
    "Chaudronnerie",
    "Fonderie",
    "Mécanique de précision",
    "Tôlerie fine",
    "Forges et estampage",
    "Aéro-structures",
    "Usinage",
    "Traitements thermiques",
    "Électromécanique",
)
BRANCHES = ("Industries alimentaires", "Plasturgie", "Bâtiment", "Transports")


@dataclass(frozen=True)
class EtatCivil:
    """What a candidate is on paper."""

    sexe: str
    nom: str
    usage: str
    prenom: str
    autres: str
    naissance: date
    commune: str
    departement: str
    pays: str

    def colonnes(self, rang: int) -> dict[str, Any]:
        ville, code_postal = VILLES[rang % len(VILLES)]
        montres = (self.usage, self.prenom, self.nom) if self.usage else (self.nom, self.prenom)
        return {
            "sexe": self.sexe,
            "nom_naissance": self.nom,
            "nom_usage": self.usage,
            "prenom": self.prenom,
            "autres_prenoms": self.autres,
            "date_naissance": self.naissance,
            "commune_naissance": self.commune,
            "departement_naissance": self.departement,
            "pays_naissance": self.pays,
            "courriel": f"candidat{rang}@candidats.example",
            "telephone": f"06{rang:08d}",
            "adresse": f"{rang % 190 + 1} rue des Lilas",
            "code_postal": code_postal,
            "ville": ville,
            "cle_recherche": cle_recherche(*montres, self.autres)[:400],
        }


def famille(alea: Random) -> str:
    """Six simple names of ten; the others are compound, with a particle, or very long."""
    tirage = alea.random()
    if tirage < 0.64:
        return alea.choice(FAMILLES if tirage < 0.3 else RARES)
    if tirage < 0.84:
        return f"{alea.choice(FAMILLES)}-{alea.choice(RARES)}"
    return alea.choice(PARTICULES if tirage < 0.985 else TRES_LONGS)


def prenom(alea: Random, sexe: str) -> str:
    return alea.choice(FEMININS if sexe == "F" else MASCULINS)


def etat_civil(alea: Random, entree: date) -> EtatCivil:
    """Somebody between 17 and 57 on the day of entering."""
    sexe = "F" if alea.random() < 0.3 else "M"
    nom = famille(alea)
    usage = f"{nom}-{alea.choice(FAMILLES)}"[:60] if sexe == "F" and alea.random() < 0.2 else ""
    autres = ", ".join(prenom(alea, sexe) for _ in range(alea.randrange(1, 4))) if alea.random() < 0.4 else ""
    if alea.random() < 0.9:
        commune, departement = alea.choice(COMMUNES)
        pays = "France"
    else:
        (commune, pays), departement = alea.choice(ETRANGER), ""
    naissance = entree - timedelta(days=alea.randrange(17 * 366, 57 * 365))
    return EtatCivil(sexe, nom, usage, prenom(alea, sexe), autres, naissance, commune, departement, pays)


def personne(alea: Random) -> str:
    return f"{prenom(alea, alea.choice('FM'))} {famille(alea)}"


def organisme(alea: Random, rang: int) -> tuple[str, str, str]:
    """Name, town, postcode; the rank keeps two of them apart."""
    ville, code_postal = alea.choice(VILLES)
    return f"{alea.choice(GENRES_OF)} {alea.choice(FAMILLES)}, {ville} n° {rang}", ville, code_postal


def entreprise(alea: Random, siret: str) -> dict[str, Any]:
    ville, code_postal = alea.choice(VILLES)
    metaux = alea.random() < 0.9
    return {
        "raison_sociale": f"{alea.choice(METIERS)} {famille(alea)} & Fils",
        "siret": siret,
        "adresse": f"{alea.randrange(1, 80)} rue des Forges",
        "code_postal": code_postal,
        "ville": ville,
        "code_nace": alea.choice(("25.62", "25.11", "24.52", "30.30", "28.99")) if metaux else "10.72",
        "secteur": "M" if metaux else "HM",
        "branche": "" if metaux else alea.choice(BRANCHES),
    }
