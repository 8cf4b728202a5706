"""What a search designates exactly: a number that the portal prints, an e-mail, a phone. A number one digit away is
another number: nothing is guessed here (`numero_proche` offers them). Each sees their own scope."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.db.models import Q
from django.db.models.functions import Lower

from candidats.models import Candidat, DemandeInscription, Projet
from candidats.models.inscription import PREFIXE_REFERENCE
from certif_portal.centre.models import parametres
from certif_portal.commun.identifiants import chiffres
from certif_portal.commun.sql import CHIFFRES_D_UN_TELEPHONE, fin_du_telephone
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.trouvaille import (
    Groupe,
    en_groupe,
    inscriptions_visibles,
    trouver_certificat,
    trouver_commission,
    trouver_demande,
    trouver_dossier_gtp,
    trouver_evaluateur,
    trouver_inscription,
    trouver_jury,
    trouver_organisme,
    trouver_projet,
)
from evaluations.models import Commission, Evaluateur
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, DossierGTP, Jury
from jurys.queries.numero import numero_ecrit
from jurys.queries.verification import certificats_du_code
from jurys.regles.verification import numero_lu

REFERENCE = re.compile(rf"\b{PREFIXE_REFERENCE.rstrip('-')}[-\s]?0*([1-9]\d{{0,8}})\b", re.IGNORECASE)
PROJET = re.compile(r"\bPC[-\s]?0*([1-9]\d{0,8})\b", re.IGNORECASE)
JURY = re.compile(r"\b((?:19|20)\d\d)\s?[-/]\s?0*([1-9]\d{0,3})\b")
DOSSIER_GTP = re.compile(r"\b((?:19|20)\d\d)-0*([1-9]\d{0,3})\s?/\s?0*([1-9]\d{0,2})\b")
COMMISSION = re.compile(r"commission\s+(?:n\s?[°º]\s?)?0*([1-9]\d{0,8})", re.IGNORECASE)
"""The whole of what is asked: « commission 12 mars » is a day."""
COURRIEL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
TELEPHONE = re.compile(r"(?:\+|00)?[\d\s.()/-]{9,}")
CODE = re.compile(r"[0-9A-Z]{5}[-\s]?[0-9A-Z]{5}", re.IGNORECASE)
SIRET, SIREN, NDA = 14, 9, 11


def designes(texte: str, personne: Utilisateur) -> list[Groupe]:
    """No query for words; a few, each by an index, for what is written as a number."""
    return [replace(groupe, designe=True) for groupe in _designes(texte.strip(), personne) if groupe.trouvailles]


def _designes(texte: str, personne: Utilisateur) -> Iterator[Groupe]:
    if "@" in texte:
        yield from _par_courriel(texte, personne)
        return
    if not any(signe.isdigit() for signe in texte):
        if CODE.fullmatch(texte) and "-" in texte:
            yield _par_code(texte, personne)
        return
    inscriptions = inscriptions_visibles(personne)
    if lu := REFERENCE.search(texte):
        yield en_groupe("Inscriptions", inscriptions.filter(pk=int(lu[1])), trouver_inscription)
    if lu := PROJET.search(texte):
        projets = Projet.objects.visibles_par(personne).select_related("referentiel").filter(pk=int(lu[1]))
        yield en_groupe("Projets", projets, trouver_projet)
    if lu := JURY.search(texte):
        jurys = Jury.objects.visibles_par(personne).filter(numero=f"{lu[1]}-{int(lu[2])}")
        yield en_groupe("Jurys", jurys, trouver_jury)
    if (lu := DOSSIER_GTP.search(texte)) and peut_tout_consulter(personne):
        dossiers = DossierGTP.objects.select_related("jury").filter(jury__numero=f"{lu[1]}-{int(lu[2])}")
        yield en_groupe("Dossiers pour le GTP", dossiers.filter(rang=int(lu[3])), trouver_dossier_gtp)
    if lu := COMMISSION.fullmatch(texte):
        seances = Commission.objects.visibles_par(personne).filter(pk=int(lu[1]))
        yield en_groupe("Commissions", seances, partial(trouver_commission, personne=personne))
    yield from _par_chiffres(chiffres(texte), personne)
    yield from _par_telephone(texte, personne)
    ecrits = Certificat.objects.visibles_par(personne).alias(ecrit=numero_ecrit()).filter(ecrit=numero_lu(texte))
    yield en_groupe("Certificats", ecrits, trouver_certificat)
    yield en_groupe("Inscriptions", inscriptions.filter(numero_national=texte), trouver_inscription)
    if CODE.fullmatch(texte) and not chiffres(texte).isdigit():
        yield _par_code(texte, personne)  # ten figures are a phone: one paper in a hundred thousand bears them


def _par_chiffres(nombre: str, personne: Utilisateur) -> Iterator[Groupe]:
    """A SIRET, or the SIREN of a company: the OF that bears it, the registrations of its employees; the number under
    which an OF declared its activity."""
    if nombre.isdigit() and len(nombre) == NDA:
        declares = OrganismeFormation.objects.visibles_par(personne).filter(nda=nombre)
        yield en_groupe("Organismes", declares.order_by("cle_recherche"), trouver_organisme)
    if not nombre.isdigit() or len(nombre) not in (SIRET, SIREN):
        return
    organismes = OrganismeFormation.objects.visibles_par(personne).filter(siret__startswith=nombre)
    yield en_groupe("Organismes", organismes.order_by("cle_recherche"), trouver_organisme)
    salaries = inscriptions_visibles(personne).filter(entreprise__siret__startswith=nombre)
    yield en_groupe("Salariés de cette entreprise", salaries.order_by("-creee_le", "pk"), trouver_inscription)


def _par_courriel(texte: str, personne: Utilisateur) -> Iterator[Groupe]:
    """The whole address, whatever else was pasted with it: for the staff, who answer it."""
    lu = COURRIEL.search(texte)
    if lu is None or not peut_tout_consulter(personne):
        return
    adresse = lu[0].lower()
    candidats = Candidat.objects.alias(minuscule=Lower("courriel")).filter(minuscule=adresse).order_by()
    yield from _des_candidats(Q(candidat__in=candidats), personne)
    tutores = inscriptions_visibles(personne).alias(minuscule=Lower("tuteur_courriel")).filter(minuscule=adresse)
    yield en_groupe("Candidats de ce tuteur", tutores.order_by("-creee_le", "pk"), trouver_inscription)
    les_leurs = Q(membres__utilisateur__email__iexact=adresse, membres__retire_le__isnull=True)
    organismes = OrganismeFormation.objects.filter(Q(courriel__iexact=adresse) | les_leurs).distinct()
    yield en_groupe("Organismes", organismes.order_by("cle_recherche"), trouver_organisme)
    demandes = DemandeInscription.objects.filter(courriel__iexact=adresse).order_by("-recue_le")
    yield en_groupe("Demandes d’inscription", demandes, trouver_demande)
    if personne.a_role(*CENTRE):
        evaluateurs = Evaluateur.objects.select_related("utilisateur").filter(utilisateur__email__iexact=adresse)
        yield en_groupe("Évaluateurs", evaluateurs, partial(trouver_evaluateur, personne=personne))


def _par_telephone(texte: str, personne: Utilisateur) -> Iterator[Groupe]:
    """By its last nine digits: « 06 12… », « +33 6 12… » and « 0612… » are one number. For the staff."""
    fin = "".join(signe for signe in texte if signe.isdigit())[-CHIFFRES_D_UN_TELEPHONE:]
    if not TELEPHONE.fullmatch(texte) or len(fin) < CHIFFRES_D_UN_TELEPHONE or not peut_tout_consulter(personne):
        return
    candidats = Candidat.objects.alias(fin=fin_du_telephone("telephone")).filter(fin=fin).order_by()
    yield from _des_candidats(Q(candidat__in=candidats), personne)
    organismes = OrganismeFormation.objects.alias(fin=fin_du_telephone("telephone")).filter(fin=fin)
    yield en_groupe("Organismes", organismes.order_by("cle_recherche"), trouver_organisme)
    if personne.a_role(*CENTRE):
        evaluateurs = Evaluateur.objects.select_related("utilisateur").alias(fin=fin_du_telephone("telephone"))
        yield en_groupe("Évaluateurs", evaluateurs.filter(fin=fin), partial(trouver_evaluateur, personne=personne))


def _des_candidats(condition: Q, personne: Utilisateur) -> Iterator[Groupe]:
    lignes = inscriptions_visibles(personne).filter(condition).order_by("-creee_le", "pk")
    yield en_groupe("Candidats", lignes, trouver_inscription)


def _par_code(texte: str, personne: Utilisateur) -> Groupe:
    trouves = certificats_du_code(texte, parametres().cle_verification)
    certificats = Certificat.objects.visibles_par(personne).filter(pk__in=trouves)
    return en_groupe("Certificats", certificats, trouver_certificat)
