"""What a letter says of a jury's decision, to whom, and the page it is printed on (part 2, chapter 3, §4)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.template.loader import render_to_string

from candidats.choix import Origine, Sexe
from candidats.models import Candidat, Inscription
from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.commun.typographie import date_longue
from jurys.documents.commun import etablissement, paragraphes
from jurys.models import Jury, Lettre
from jurys.queries.titre import TitreDecide
from jurys.regles.delai import ACQUIS_HORS_RNCP, ACQUIS_RNCP, fin_acquis

MODELE_LETTRE, VERSION_LETTRE = "lettre", "2"
PRESIDENT = "Le Président du jury paritaire de délibération"
DELEGATION = "Par délégation du Président du jury paritaire de délibération"
CIVILITES = {Sexe.F: "Madame", Sexe.M: "Monsieur"}
ACCORDS: dict[str, str] = {Sexe.F: "e", Sexe.M: ""}


@dataclass(frozen=True)
class Resultat:
    """What the jury decided of one candidate, title by title, and what they keep of what was refused. `delivres`: the
    blocs delivered within a CQPM refused, kept without a term (decision 0245)."""

    inscription: Inscription
    admis: list[TitreDecide]
    refuses: list[TitreDecide]
    numeros: list[str]
    blocs: list[str]
    competences: list[str]
    rncp: bool
    rectificatif: str = ""
    """The rectifying PV that makes this letter replace another."""
    delivres: list[TitreDecide] = field(default_factory=list)


@dataclass(frozen=True)
class Propos:
    """The words of a letter that depend on the candidate."""

    civilite: str
    accord: str
    """« e » for a woman, « (e) » for whom the sex is not known."""
    nom: str
    admis: list[str]
    refuses: list[str]
    numeros: list[str]
    blocs: list[str]
    competences: list[str]
    duree: str
    expire_le: str
    rectificatif: str
    delivres: list[str] = field(default_factory=list)

    @property
    def garde(self) -> bool:
        return bool(self.blocs or self.competences)


@dataclass(frozen=True)
class Texte:
    objet: str
    corps: str


def propos(resultat: Resultat, jury: Jury) -> Propos:
    candidat = resultat.inscription.candidat
    return Propos(
        civilite=CIVILITES.get(Sexe(candidat.sexe), "") if candidat.sexe else "Madame, Monsieur",
        accord=ACCORDS.get(candidat.sexe, "(e)"),
        nom=nom_du_candidat(candidat),
        admis=[titre.dit for titre in resultat.admis],
        refuses=[titre.dit for titre in resultat.refuses],
        numeros=resultat.numeros,
        blocs=resultat.blocs,
        competences=resultat.competences,
        duree=(ACQUIS_RNCP if resultat.rncp else ACQUIS_HORS_RNCP).duree,
        expire_le=date_longue(fin_acquis(jury.date, resultat.rncp)),
        delivres=[titre.dit for titre in resultat.delivres],
        rectificatif=resultat.rectificatif,
    )


def nom_du_candidat(candidat: Candidat) -> str:
    return f"{candidat.prenom} {(candidat.nom_usage or candidat.nom_naissance).upper()}"


def ecrire(modele: str, resultat: Resultat, jury: Jury, centre: ParametresCentre) -> Texte:
    """`modele`: `lettre_candidat`, with the four informations where something is kept, or `lettre_entreprise`."""
    contexte = {
        "lettre": propos(resultat, jury),
        "centre": centre,
        "date_jury": date_longue(jury.date),
        "lieu_jury": jury.lieu,
    }
    objet, _, corps = render_to_string(f"courriels/{modele}.txt", contexte).strip().partition("\n")
    return Texte(objet, corps.strip())


def entreprise_a_prevenir(inscription: Inscription) -> bool:
    """« Selon le cas » (decision 0211): the employer of an employee, unless the candidate registered of their own
    initiative, without the employer's agreement; never that of a job seeker."""
    return (
        inscription.origine == Origine.SL
        and inscription.entreprise_id is not None
        and not inscription.initiative_sans_accord
    )


def adresse_du_candidat(candidat: Candidat) -> str:
    lignes = (nom_du_candidat(candidat), candidat.adresse, f"{candidat.code_postal} {candidat.ville}".strip())
    return "\n".join(ligne for ligne in lignes if ligne)


def adresse_de_l_entreprise(inscription: Inscription) -> str:
    entreprise = inscription.entreprise
    if entreprise is None:
        return ""
    ville = f"{entreprise.code_postal} {entreprise.ville}".strip()
    return "\n".join(ligne for ligne in (entreprise.raison_sociale, entreprise.adresse, ville) if ligne)


def signataire(president: str, delegation: DelegationSignature | None) -> tuple[str, str]:
    """Quality and name. `delegation`: the one of letters in force on the day of the jury, which is that of the letter;
    None when the president of the jury signs."""
    return (f"{DELEGATION}, {delegation.qualite}", delegation.nom) if delegation else (PRESIDENT, president)


@dataclass(frozen=True)
class ContexteLettre:
    centre: str
    adresse_centre: str
    destinataire: list[str]
    lieu: str
    date: str
    objet: str
    paragraphes: list[str]
    qualite: str
    signataire: str
    etabli_le: str


def contexte_lettre(lettre: Lettre, centre: ParametresCentre, a: datetime) -> ContexteLettre:
    """Dated the day of the jury, whenever it leaves."""
    return ContexteLettre(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        destinataire=lettre.adresse.splitlines(),
        lieu=centre.ville or lettre.jury.lieu,
        date=date_longue(lettre.jury.date),
        objet=lettre.objet,
        paragraphes=paragraphes(lettre.corps),
        qualite=lettre.qualite,
        signataire=lettre.signataire,
        etabli_le=etablissement(a),
    )


def en_courriel(lettre: Lettre) -> str:
    """The text of the mail: the letter, and who signs it."""
    return f"{lettre.corps}\n\n{lettre.qualite}\n{lettre.signataire}\n"
