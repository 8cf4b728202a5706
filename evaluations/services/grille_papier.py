"""A grid signed on paper: its scan kept, typed by one person, sealed once another, of the centre, has checked it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import (
    GRILLES_PAPIER_EN_ATTENTE,
    TRANSITIONS_GRILLE,
    TRANSITIONS_GRILLE_PAPIER,
    EtatCommission,
    EtatGrille,
    EtatGrillePapier,
)
from evaluations.courriels.delegation import dire_grille_renvoyee
from evaluations.models import (
    Appreciation,
    Commission,
    DeclarationIndependance,
    Grille,
    GrillePapier,
    SignatureGrille,
    ValidationVAE,
)
from evaluations.models.grille_papier import GARDEE
from evaluations.queries.grille import ContenuGrille
from evaluations.queries.grille_papier import (
    contenu_du_papier,
    empreinte_saisie,
    lignes_gardables,
    membres_du_papier,
    saisie_tablette,
)
from evaluations.queries.independance import manquements
from evaluations.regles.grille import (
    COMMENTAIRE_NON_MAITRISE,
    GRILLE_COMPLETE,
    GRILLE_SEANCE,
    commentaire_suffisant,
    saisie_ouverte,
)
from evaluations.regles.grille_papier import (
    GRILLE_PAPIER,
    defaut_de_date,
    obstacle_a_la_verification,
    obstacle_du_signataire,
)
from evaluations.regles.independance import INDEPENDANCE_DECLARATION
from evaluations.regles.saisie import Valeur
from evaluations.regles.verification import MOTIF_DU_RENVOI, defaut_de_lecture
from evaluations.services.grille import (
    annuler_signatures,
    garder_la_version,
    obstacles_de_composition,
    verrouiller_grille,
)

NON_GARDABLE = "Une compétence n’est plus, ou pas encore, tranchée sur tablette : relisez la page, saisissez le papier."
SCELLEE = "Cette grille est scellée : un responsable la rouvre d’abord, avec un motif."
DEJA_SAISIE = (
    "Cette grille contient déjà des saisies faites sur tablette : dites que le papier signé les remplace, ou laissez "
    "la commission signer sur tablette."
)
CHANGEE = (
    "La grille a été remplie sur une tablette depuis cette saisie : renvoyez-la, pour que sa saisie dise si le papier "
    "remplace la tablette."
)


@dataclass(frozen=True)
class LignePapier:
    """What the paper says of one competence, and the sitting that says so."""

    valeur: Valeur
    passage: int


@acte
def deposer_grille_papier(
    *, grille: Grille, nom: str, octets: bytes, type_mime: str, par: Utilisateur, a: datetime
) -> GrillePapier:
    """Keep the scan of a signed grid: it is still to be typed."""
    fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    return joindre_grille_papier(grille=grille, fichier=fichier, par=par, a=a)


@acte
def joindre_grille_papier(*, grille: Grille, fichier: Fichier, par: Utilisateur, a: datetime) -> GrillePapier:
    """The same, of a scan that is kept already. One that nobody has typed yet gives way to it."""
    grille = verrouiller_grille(grille)
    _exiger_ouverte(grille)
    papier = grille.papiers.filter(etat__in=GRILLES_PAPIER_EN_ATTENTE).first()
    if papier and papier.etat == EtatGrillePapier.A_VERIFIER:
        raise TransitionInterdite("Une grille papier de ce candidat est saisie, à vérifier : renvoyez-la d’abord.")
    papier = papier or GrillePapier(grille=grille)
    papier.fichier, papier.deposee_le, papier.deposee_par = fichier, a, par
    papier.full_clean()
    papier.save()
    journaliser(grille.inscription, "grille_papier", "Grille signée sur papier : scan déposé, à saisir.", par=par, a=a)
    return papier


@acte
def saisir_grille_papier(
    *,
    papier: GrillePapier,
    lignes: Mapping[int, LignePapier],
    gardees: Collection[int] = (),
    signatures: Mapping[int, date],
    entretien: str = "",
    mise_en_situation: str = "",
    remplace: bool = False,
    par: Utilisateur,
    a: datetime,
) -> GrillePapier:
    """Type what the paper says, whole. It is the grid once somebody else has read one beside the other.

    `gardees`: the competences of which it says nothing, judged on tablet at another sitting (decision 0342).
    `remplace`: whoever types says that the paper stands in the place of what else tablets had written.
    """
    papier = _verrouiller(papier)
    _exiger_ouverte(papier.grille)
    tablette = saisie_tablette(papier.grille)
    if tablette.sans(gardees).ecrits and not remplace:
        raise ErreurMetier(DEJA_SAISIE)
    if not lignes_gardables(papier.grille).keys() >= set(gardees):
        raise ErreurMetier(NON_GARDABLE)
    _passer(papier, EtatGrillePapier.A_VERIFIER)
    papier.lignes = {str(pk): ligne.valeur.en_json() | {"passage": ligne.passage} for pk, ligne in lignes.items()}
    papier.lignes |= {str(pk): {"decision": GARDEE} for pk in gardees}
    papier.signatures = {str(pk): jour.isoformat() for pk, jour in signatures.items()}
    papier.entretien, papier.mise_en_situation = entretien.strip(), mise_en_situation.strip()
    papier.tablette, papier.saisie_le, papier.saisie_par, papier.motif = tablette.empreinte, a, par, ""
    papier.examinee_le = papier.examinee_par = None
    contenu = contenu_du_papier(papier)
    refuser_si([*_obstacles_de_siege(papier, contenu, par), *obstacles_de_saisie(contenu, jour_de(a))])
    papier.full_clean()
    papier.save()
    phrase = "Grille signée sur papier : saisie du scan, à vérifier par une autre personne."
    journaliser(papier.grille.inscription, "grille_papier_saisie", phrase, par=par, a=a)
    return papier


@acte
def renvoyer_grille_papier(*, papier: GrillePapier, motif: str, par: Utilisateur, a: datetime) -> GrillePapier:
    """What was typed is not what the paper says: it is typed again, from what is there. Its author may say so too."""
    papier = _verrouiller(papier)
    if not motif.strip():
        raise ErreurMetier(MOTIF_DU_RENVOI)
    _passer(papier, EtatGrillePapier.A_SAISIR)
    auteur = papier.saisie_par_id
    papier.motif, papier.saisie_le, papier.saisie_par = motif.strip(), None, None
    papier.examinee_le, papier.examinee_par = a, par
    papier.full_clean()
    papier.save()
    dire_grille_renvoyee(papier, auteur, a)
    phrase = f"Grille signée sur papier, à saisir de nouveau : {papier.motif}"
    journaliser(papier.grille.inscription, "grille_papier_renvoyee", phrase, par=par, a=a)
    return papier


@acte
def abandonner_grille_papier(*, papier: GrillePapier, motif: str, par: Utilisateur, a: datetime) -> GrillePapier:
    """Not the right paper, not signed, or the grid is signed otherwise: the scan is kept, nothing of it counts."""
    papier = _verrouiller(papier)
    if not motif.strip():
        raise ErreurMetier("Le motif de l’abandon est attendu.")
    _passer(papier, EtatGrillePapier.ABANDONNEE)
    papier.motif, papier.examinee_le, papier.examinee_par = motif.strip(), a, par
    papier.full_clean()
    papier.save()
    phrase = f"Grille signée sur papier abandonnée : {papier.motif}"
    journaliser(papier.grille.inscription, "grille_papier_abandonnee", phrase, par=par, a=a)
    return papier


@acte
def sceller_grille_papier(*, papier: GrillePapier, empreinte: str, par: Utilisateur, a: datetime) -> Grille:
    """A second person has read the scan and what was typed: it is the grid, sealed as taken from paper. `empreinte`: of
    what they read."""
    papier = _verrouiller(papier)
    grille = papier.grille
    _passer(papier, EtatGrillePapier.ACCEPTEE)
    contenu = contenu_du_papier(papier)
    refuser_si(obstacles_au_scellement(papier, contenu, par, a))
    if defaut := defaut_de_lecture(empreinte, empreinte_saisie(papier, contenu)):
        raise RegleNonRespectee(GRILLE_PAPIER, defaut)
    papier.remplacees = saisie_tablette(grille).sans(papier.gardees).ecrits
    papier.examinee_le, papier.examinee_par = a, par
    papier.full_clean()
    papier.save()
    annuler_signatures(grille, "le papier signé remplace la tablette", auteur=str(par), par=par, a=a)
    _ecrire(grille, papier, contenu, a)
    verifier_transition(TRANSITIONS_GRILLE, grille, EtatGrille.SCELLEE)
    grille.etat, grille.empreinte, grille.scellee_le = EtatGrille.SCELLEE, contenu.empreinte, a
    grille.conclusion = contenu.conclusion or ""
    grille.full_clean()
    grille.save(update_fields=["etat", "empreinte", "scellee_le", "conclusion"])
    garder_la_version(grille, contenu, a, papier)
    noms = ", ".join(str(signataire.evaluateur) for signataire in contenu.signataires)
    phrase = f"Grille scellée, reprise d’une grille papier signée par {noms} ; saisie par {papier.saisie_par}."
    journaliser(grille.inscription, "grille_papier_scellee", phrase, par=par, a=a)
    return grille


def obstacles_de_saisie(contenu: ContenuGrille, le: date) -> Iterator[ErreurMetier]:
    """What the paper lacks to be a grid, whoever reads it."""
    if not contenu.complete:
        manquent = [str(ligne.numero) for ligne in contenu.lignes if not ligne.jugee]
        detail = f"Restent sans décision, ou sans séance du candidat où elles sont prévues : {', '.join(manquent)}."
        yield RegleNonRespectee(GRILLE_COMPLETE, detail)
    courts = [
        str(ligne.numero)
        for ligne in contenu.lignes
        if ligne.appreciation
        and ligne.maitrisee is False
        and not commentaire_suffisant(False, ligne.appreciation.commentaire)
    ]
    if courts:
        detail = f"Le commentaire ne dit pas quel critère n’est pas atteint : {', '.join(courts)}."
        yield RegleNonRespectee(COMMENTAIRE_NON_MAITRISE, detail)
    premieres = {membre.evaluateur.pk: membre.seance_le for membre in membres_du_papier(contenu.grille)}
    for signataire in contenu.signataires:
        if signataire.signee_le is None:
            yield RegleNonRespectee(GRILLE_PAPIER, f"La signature de {signataire.evaluateur} est attendue.")
        elif defaut := defaut_de_date(jour_de(signataire.signee_le), premieres[signataire.evaluateur.pk], le):
            yield RegleNonRespectee(GRILLE_PAPIER, f"{signataire.evaluateur} : {defaut}")


def obstacles_au_scellement(
    papier: GrillePapier, contenu: ContenuGrille, par: Utilisateur, a: datetime
) -> Iterator[ErreurMetier]:
    """All that stops the second pair of eyes, in one go."""
    grille, inscription = contenu.grille, contenu.grille.inscription
    yield from _obstacles_d_ouverture(grille)
    if refus := obstacle_a_la_verification(papier.saisie_par_id, par.pk):
        yield RegleNonRespectee(GRILLE_PAPIER, refus)
    yield from _obstacles_de_siege(papier, contenu, par)
    if saisie_tablette(grille).empreinte != papier.tablette:
        yield ErreurMetier(CHANGEE)
    yield from obstacles_de_saisie(contenu, jour_de(a))
    for commission in Commission.objects.filter(passages__inscription=inscription).exclude(etat=EtatCommission.ANNULEE):
        if not saisie_ouverte(commission.date, jour_de(a)):
            detail = f"Une séance est encore à venir, le {date_longue(commission.date)}."
            yield RegleNonRespectee(GRILLE_SEANCE, detail)
        yield from obstacles_de_composition(commission)
    yield from _obstacles_d_independance(contenu)


def _obstacles_de_siege(papier: GrillePapier, contenu: ContenuGrille, par: Utilisateur) -> Iterator[RegleNonRespectee]:
    """Neither who types nor who checks is of those who sign, though they joined the commission since."""
    siegent = {signataire.evaluateur.utilisateur_id for signataire in contenu.signataires}
    if refus := obstacle_du_signataire(par.pk, siegent):
        yield RegleNonRespectee(GRILLE_PAPIER, refus)
    elif papier.saisie_par_id in siegent:
        detail = (
            f"{papier.saisie_par} l’a saisie, et siège pour ce candidat : renvoyez-la, une autre personne la saisit."
        )
        yield RegleNonRespectee(GRILLE_PAPIER, detail)


def _obstacles_d_independance(contenu: ContenuGrille) -> Iterator[RegleNonRespectee]:
    """Of each who signed: computed again, and declared by themselves, on the portal."""
    inscription = contenu.grille.inscription
    declares = dict(DeclarationIndependance.objects.filter(inscription=inscription).values_list("evaluateur", "lien"))
    for evaluateur in (signataire.evaluateur for signataire in contenu.signataires):
        for manquement in manquements(evaluateur, inscription):
            yield RegleNonRespectee(manquement.regle, f"{evaluateur} : {manquement.detail}")
        if evaluateur.pk not in declares:
            detail = f"La déclaration de {evaluateur} est attendue, sur sa page « Mes commissions »."
            yield RegleNonRespectee(INDEPENDANCE_DECLARATION, detail)
        elif declares[evaluateur.pk]:
            yield RegleNonRespectee(INDEPENDANCE_DECLARATION, f"{evaluateur} a déclaré un lien avec ce candidat.")


def _ecrire(grille: Grille, papier: GrillePapier, contenu: ContenuGrille, a: datetime) -> None:
    """The lines, the signatures, the interview of a VAE: what was checked, and nothing else; a line of which the paper
    says nothing stays as it is."""
    versions = dict(Appreciation.objects.filter(grille=grille).values_list("competence", "version"))
    dites = [ligne.appreciation for ligne in contenu.lignes if ligne.appreciation]
    grille.appreciations.exclude(pk__in=[ligne.pk for ligne in dites if ligne.pk]).delete()
    lignes = [ligne for ligne in dites if not ligne.pk]
    for ligne in lignes:
        ligne.saisie_le, ligne.version, ligne.sur_papier = a, versions.get(ligne.competence_id, 0) + 1, True
    Appreciation.objects.bulk_create(lignes)
    SignatureGrille.objects.bulk_create(
        [
            SignatureGrille(
                grille=grille,
                evaluateur=signataire.evaluateur,
                empreinte=contenu.empreinte,
                signee_le=signataire.signee_le,
                sur_papier=True,
            )
            for signataire in contenu.signataires
            if signataire.signee_le
        ]
    )
    if contenu.validation:
        note = ValidationVAE.objects.filter(grille=grille).first() or ValidationVAE(grille=grille, version=0)
        note.entretien, note.mise_en_situation = papier.entretien, papier.mise_en_situation
        note.saisie_le, note.saisie_par, note.version = a, contenu.signataires[0].evaluateur, note.version + 1
        note.sur_papier = True
        note.save()


def _exiger_ouverte(grille: Grille) -> None:
    refuser_si(_obstacles_d_ouverture(grille))


def _obstacles_d_ouverture(grille: Grille) -> Iterator[ErreurMetier]:
    if grille.etat == EtatGrille.SCELLEE:
        yield TransitionInterdite(SCELLEE)
    if not grille.inscription.est_suivie:
        etat = grille.inscription.get_etat_display()
        yield ErreurMetier(f"L’inscription est « {etat} » : sa grille n’est plus reçue.")


def _verrouiller(papier: GrillePapier) -> GrillePapier:
    """The grid first: a tablet that writes waits, or is waited for."""
    grille = verrouiller_grille(papier.grille)
    papier = (
        GrillePapier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fichier", "saisie_par")
        .get(pk=papier.pk)
    )
    papier.grille = grille
    return papier


def _passer(papier: GrillePapier, vers: EtatGrillePapier) -> None:
    verifier_transition(TRANSITIONS_GRILLE_PAPIER, papier, vers)
    papier.etat = vers
