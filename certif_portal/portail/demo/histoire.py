"""The stories of the demonstration, from the certificates already delivered to the drafts of this morning."""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from candidats.choix import EffetAmenagement, Financement, NatureIncident, Origine, Voie
from candidats.models import Inscription
from candidats.services.depot import demander_derogation, renvoyer_inscription
from candidats.services.incident import abandonner_inscription
from candidats.services.livret import renvoyer_livret
from candidats.services.vae import decider_recevabilite, deposer_livret2, instruire_vae
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel
from certif_portal.portail.demo import delegation, projets, reprises
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.candidats import evenements
from certif_portal.portail.demo.centre import Distribution, ouvrir_le_centre
from certif_portal.portail.demo.classeurs import charger_classeur
from certif_portal.portail.demo.habilitations import raconter_les_habilitations
from certif_portal.portail.demo.jurys import designer_les_syndicats, preparer_jury, tenir_jury
from certif_portal.portail.demo.listes import enregistrer_des_vues
from certif_portal.portail.demo.parcours import BLOCS_SEULS, SANS_ENTREPRISE, Recit
from certif_portal.portail.demo.specimens import papier
from evaluations.choix import NatureCommission
from evaluations.services.commission import noter_absence
from jurys.services.presentation import presenter_candidats

JURY_TENU, JURY_A_VENIR = -75, 24  # days from the day of loading
VAE_SALARIE: dict[str, Any] = {
    "voie": Voie.VAE,
    "origine": Origine.SL,
    "formateurs": (),
    "financements": (Financement.CVAE,),
    "tuteur_nom": "",
    "tuteur_qualite": "",
    "tuteur_courriel": "",
}


def charger(calendrier: Calendrier) -> Distribution:
    """Everything, in one transaction of the caller; the mails of the past have left."""
    cast = ouvrir_le_centre(calendrier)
    recit = Recit(cast)
    _jury_tenu(recit)
    _jury_a_venir(recit)
    _livrets(recit)
    _inscriptions(recit)
    _vae(recit)
    evenements(recit)
    projets.charger(recit)
    charger_classeur(cast)
    delegation.charger(recit)
    reprises.charger(recit)
    raconter_les_habilitations(recit)
    enregistrer_des_vues(cast.agent)
    for courriel in Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER):
        courriel.etat, courriel.envoye_le, courriel.essais = EtatCourriel.ENVOYE, courriel.cree_le, 1
        courriel.save(update_fields=["etat", "envoye_le", "essais"])
    return cast


def _jury_tenu(recit: Recit) -> None:
    """Admitted, not admitted, job seeker, CCPM, VAE: one of each; and every bloc, alone, by two organisations."""
    cast, calendrier = recit.cast, recit.calendrier
    le = calendrier.le(JURY_TENU)
    seance = calendrier.le(JURY_TENU - 32)
    of1, of2, of3 = cast.organismes
    blocs = list(cast.cqpm.compositions.order_by("ordre").values_list("version_bloc", flat=True))
    prets = [
        recit.prepare("obrien", of1, seance=seance),
        recit.prepare("celik", of1, seance=seance, amenagements=(EffetAmenagement.TEMPS_MAJORE,)),
        recit.prepare("legoff", of1, seance=seance),
        recit.prepare("rochefoucauld", of2, seance=seance, blocs=tuple(blocs[:2]), **BLOCS_SEULS),
        recit.prepare("ndiaye", of1, seance=seance, referentiel=cast.ccpm),
        recit.prepare("kervella", of3, seance=seance),
        recit.prepare("wisniewska", of2, seance=seance, **SANS_ENTREPRISE),
        recit.prepare("rochefoucauld", of3, seance=seance, blocs=tuple(blocs[2:]), **BLOCS_SEULS),
    ]
    commission = recit.commission(seance, "Saint-Nazaire", cast.evaluateurs[:2], prets)
    recit.emarger(commission)
    for inscription in prets:
        recit.evaluer(commission, inscription, echecs=(2, 5) if inscription == prets[2] else ())
    for inscription in [*prets[:4], prets[5], prets[7]]:
        recit.avis(inscription, seance + timedelta(days=2))
    recit.sans_avis(prets[6], seance + timedelta(days=3))
    vae = _vae_evaluee(recit, "hernandez", seance)
    jury = preparer_jury(cast, le, demande=(le - calendrier.jour).days - 45)
    reponse = (le - calendrier.jour).days - 30
    designer_les_syndicats(cast, jury, reponse, ("FGMM-CFDT", "CFE-CGC Métallurgie", "FTM-CGT", "FO Métaux"))
    tenir_jury(cast, jury, [*prets, vae], [prets[2]])


def _vae_evaluee(recit: Recit, cle: str, seance: date) -> Inscription:
    """A candidate by herself, whose commission de validation the centre's representative presides."""
    cast = recit.cast
    recu = recit.calendrier.ouvre(seance - timedelta(days=120))
    inscription = recit.brouillon(
        cle, None, a_jour=recu + timedelta(days=1), recevabilite_recue_le=recu, evaluation=seance, **VAE_SALARIE
    )
    inscription = recit.accepter(recit.deposer(inscription, recu + timedelta(days=1)), recu + timedelta(days=3))
    instruire_vae(
        recevabilite=inscription.recevabilite,
        accueil_le=recu,
        accueil_collectif=False,
        accompagnement="Cap VAE 44",
        fichier=papier("CERFA 12818"),
        par=cast.agent,
        a=recit.calendrier.a(recu + timedelta(days=4)),
    )
    decider_recevabilite(
        recevabilite=inscription.recevabilite,
        recevable=True,
        motif="",
        par=cast.agent,
        a=recit.calendrier.a(recu + timedelta(days=30)),
    )
    livret2 = recit.calendrier.ouvre(min(recu + timedelta(days=60), recit.calendrier.jour))
    deposer_livret2(
        recevabilite=inscription.recevabilite,
        le=livret2,
        fichier=papier("Livret 2"),
        par=cast.agent,
        a=recit.calendrier.a(livret2),
    )
    membres = [*cast.evaluateurs[2:4], cast.evaluateurs[4]]
    commission = recit.commission(
        seance, "Nantes", membres, [inscription], nature=NatureCommission.VALIDATION, preside=cast.evaluateurs[4]
    )
    if seance <= recit.calendrier.jour:
        recit.emarger(commission)
        recit.evaluer(commission, inscription)
    return Inscription.objects.get(pk=inscription.pk)


def _jury_a_venir(recit: Recit) -> None:
    """Some are ready, two of them already attached; each of the others misses one piece."""
    cast, calendrier = recit.cast, recit.calendrier
    of1, of2, of3 = cast.organismes
    ancienne, passee, recente = (calendrier.le(jours) for jours in (-68, -12, -4))
    boucher, guillemot = (
        recit.prepare("boucher", of3, seance=ancienne),
        recit.prepare("guillemot", of1, seance=ancienne),
    )
    commission = recit.commission(ancienne, "Guérande", cast.evaluateurs[1:3], [boucher, guillemot])
    recit.emarger(commission)
    recit.evaluer(commission, boucher)
    recit.evaluer(commission, guillemot, echecs=(3,))
    for inscription in (boucher, guillemot):
        recit.avis(inscription, ancienne + timedelta(days=3))
    lefevre, loussouarn, muller, herouville = (
        recit.prepare(cle, organisme, seance=passee)
        for cle, organisme in (("lefevre", of1), ("loussouarn", of1), ("muller", of2), ("herouville", of2))
    )
    tran = recit.prepare("tran", of1, seance=passee, **SANS_ENTREPRISE)
    presents = [lefevre, loussouarn, muller, herouville, tran]
    absent = recit.prepare("quere", of1, seance=passee)
    commission = recit.commission(passee, "Saint-Nazaire", cast.evaluateurs[:2], [*presents, absent])
    recit.emarger(commission)
    noter_absence(
        passage=commission.passages.get(inscription=absent),
        nature=NatureIncident.ABSENCE,
        motif="Panne de voiture ; il a prévenu le matin.",
        nouvelle_date=calendrier.ouvre(40),
        par=cast.agent,
        a=calendrier.a(-11, 9, 20),
    )
    for inscription in presents:
        recit.evaluer(commission, inscription)
    for inscription in (lefevre, loussouarn):
        recit.avis(inscription, passee + timedelta(days=2))
    reserve = "Très à l’aise en fabrication ; l’autonomie reste à confirmer sur le contrôle final."
    recit.avis(muller, passee + timedelta(days=3), valeur="reserve", commentaire=reserve)
    recit.demander_avis(herouville, passee + timedelta(days=2))
    recit.sans_avis(tran, passee + timedelta(days=4))
    _seances_ouvertes(recit, recente)
    jury = preparer_jury(cast, calendrier.le(JURY_A_VENIR), demande=-18)
    designer_les_syndicats(cast, jury, -9, ("FGMM-CFDT", "CFE-CGC Métallurgie"))
    presenter_candidats(jury=jury, inscriptions=[lefevre, loussouarn], par=cast.agent, a=calendrier.a(-3, 16))


def _seances_ouvertes(recit: Recit, recente: date) -> None:
    """An émargement not returned, a grid half signed, a sitting today, another in ten days."""
    cast, calendrier = recit.cast, recit.calendrier
    of1, of2, _ = cast.organismes
    sahin, beye = recit.prepare("sahin", of1, seance=recente), recit.prepare("beye", of2, seance=recente)
    commission = recit.commission(recente, "Nantes", cast.evaluateurs[:2], [sahin, beye])
    recit.emarger(commission, signe=False)
    recit.evaluer(commission, sahin)
    recit.evaluer(commission, beye, signatures=1)
    recit.avis(sahin, recente + timedelta(days=1))
    aujourdhui = [
        recit.prepare("pennarun", of1, seance=calendrier.jour, amenagements=(EffetAmenagement.TEMPS_MAJORE,)),
        recit.prepare("rousseau", of1, seance=calendrier.jour),
        recit.prepare("moreau", of2, seance=calendrier.jour, referentiel=cast.ccpm),
    ]
    commission = recit.commission(calendrier.jour, "Saint-Nazaire", cast.evaluateurs[:2], aujourdhui)
    recit.evaluer(commission, aujourdhui[1], echecs=(2,), lignes=2)
    future = calendrier.le(10)
    candidats_ = [recit.prepare("ferreira", of1, seance=future), recit.prepare("tanguy", of2, seance=future)]
    recit.commission(future, "Cholet", cast.evaluateurs[2:4], candidats_)


def _livrets(recit: Recit) -> None:
    """To validate, returned, expected soon, late."""
    jour = recit.calendrier.jour
    of1, of2, _ = recit.cast.organismes
    for cle, organisme, depot in (("garnier", of1, 2), ("oresund", of2, 1), ("benali", of1, 9)):
        entree = recit.calendrier.ouvre(jour - timedelta(days=70))
        inscription = recit.inscrit(
            cle, organisme, entree=entree, fin=entree + timedelta(days=260), evaluation=entree + timedelta(days=240)
        )
        recit.livret(inscription, jour - timedelta(days=depot))
    renvoyer_livret(
        livret=inscription.livret,
        motif="La compétence 3 se prête à l’observation en situation de travail : revoyez-la avec le tuteur.",
        par=recit.cast.agent,
        a=recit.calendrier.a(-5, 9, 30),
    )
    for cle, organisme, depuis, duree in (("lebris", of2, 100, 320), ("dupont", of1, 130, 330)):
        entree = recit.calendrier.ouvre(jour - timedelta(days=depuis))
        recit.inscrit(
            cle,
            organisme,
            entree=entree,
            fin=entree + timedelta(days=duree),
            evaluation=entree + timedelta(days=duree - 20),
        )


def _inscriptions(recit: Recit) -> None:
    """To check, late with a dérogation asked, sent back, still drafts, abandoned."""
    cast, calendrier, jour = recit.cast, recit.calendrier, recit.calendrier.jour
    of1, of2, _ = cast.organismes

    def recent(cle: str, organisme: object, depuis: int, **precisions: object) -> Inscription:
        entree = recit.calendrier.ouvre(jour - timedelta(days=depuis))
        dates = {"entree": entree, "fin": entree + timedelta(days=270), "evaluation": entree + timedelta(days=250)}
        return recit.brouillon(cle, organisme, a_jour=jour - timedelta(days=4), **dates, **precisions)  # type: ignore[arg-type]

    recit.deposer(recent("ionescu", of1, 8), jour - timedelta(days=3))
    recit.deposer(recent("martin", of2, 9, **SANS_ENTREPRISE), jour - timedelta(days=1))
    tardive = recent("prigent", of2, 26)
    demander_derogation(
        inscription=tardive,
        motif="Contrat signé après l’entrée en formation : l’entreprise n’a transmis le dossier qu’hier.",
        par=recit.saisi_par(of2),
        a=calendrier.a(-2, 10),
    )
    recit.deposer(tardive, jour - timedelta(days=2))
    renvoyee = recit.deposer(recent("abgrall", of1, 12), jour - timedelta(days=3))
    renvoyer_inscription(
        inscription=renvoyee,
        motif="La pièce d’identité est au nom d’une autre personne.",
        par=cast.agent,
        a=calendrier.a(-2, 15),
    )
    recent("gauthier", of1, 5)
    recent("picard", of2, 3)
    entree = recit.calendrier.ouvre(jour - timedelta(days=150))
    abandon = recit.inscrit(
        "roussel", of1, entree=entree, fin=entree + timedelta(days=270), evaluation=entree + timedelta(days=250)
    )
    abandonner_inscription(
        inscription=abandon,
        motif="Contrat rompu d’un commun accord.",
        par=cast.agent,
        a=calendrier.a(-60, 10),
    )


def _vae(recit: Recit) -> None:
    """One file just received, one admissible whose validation is planned."""
    calendrier, jour = recit.calendrier, recit.calendrier.jour
    recu = calendrier.ouvre(-11)
    inscription = recit.brouillon(
        "klein", None, a_jour=recu, recevabilite_recue_le=recu, evaluation=jour + relativedelta(months=4), **VAE_SALARIE
    )
    recit.accepter(recit.deposer(inscription, recu), recu + timedelta(days=1))
    _vae_evaluee(recit, "vidal", calendrier.le(12))
