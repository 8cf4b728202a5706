"""States of what the portal prepares apart."""

from django.db import models


class EtatExport(models.TextChoices):
    EN_COURS = "en_cours", "En préparation"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "En échec"


TRANSITIONS_EXPORT: dict[EtatExport, set[EtatExport]] = {
    EtatExport.EN_COURS: {EtatExport.PRET, EtatExport.ECHEC},
    EtatExport.PRET: set(),
    EtatExport.ECHEC: set(),
}


class NatureRelance(models.TextChoices):
    """A kind of deadline, as the table of steps names it: those of the files, then those of no file."""

    DEPOT = "depot", "Dépôt de l’inscription"
    ANNONCE = "annonce", "Date d’évaluation à annoncer"
    LIVRET = "livret", "Livret"
    SEANCE = "seance", "Commission à planifier"
    PIECES = "pieces", "Grille et émargement"
    RAPPORT = "rapport", "Rapport d’activités"
    AVIS = "avis", "Avis de l’entreprise"
    ACQUIS = "acquis", "Fin du bénéfice d’acquis"
    DESIGNATION = "JURY-DESIGNATION", "Organisations syndicales à solliciter"
    CONVOCATION = "JURY-CONVOCATION", "Jury à convoquer"
    CPREFP = "CPREFP-INFORMATION", "CPREFP à informer"
    TROP_TOT = "INSCRIPTION-AVANT-JURY", "Inscription trop proche du jury"
    CALENDRIER = "CALENDRIER-ANNUEL", "Calendrier des jurys"
    GTP = "TRANSMISSION-GTP", "Transmission au GTP"
    ACTION_GTP = "GTP-ACTIONS", "Action corrective du GTP"
    CERTIFICATS = "CERTIFICATS-REMISE", "Remise des certificats"
    NATIONAL = "NATIONAL-DELAI", "Déclaration au système national"
    CORRECTION = "ACTIONS-CORRECTIVES", "Action corrective d’un organisme"
    HABILITATION = "HABILITATION-FIN", "Fin d’une habilitation"
    OBSERVATIONS = "HABILITATION-OBSERVATIONS", "Observations d’un organisme"
    LISTE = "HABILITATION-LISTE-FC", "Liste à transmettre à France compétences"
    FICHE = "RNCP-FIN", "Fin d’enregistrement d’une fiche"
    DELIVRANCE = "RNCP-DERNIERE-DELIVRANCE", "Dernière délivrance sous une fiche"
    CONSERVATION = "PURGE-ATTENTE", "Effacement à approuver"
    ENQUETES = "INSERTION-CLOTURE", "Enquêtes d’insertion à relancer"


class QuiRelance(models.TextChoices):
    """To whom a step is written: who must act, by their role, and the responsable once it lasts."""

    ORGANISME = "organisme", "l’organisme"
    CENTRE = "centre", "le centre"
    TUTEUR = "tuteur", "le tuteur"
    CANDIDAT = "candidat", "le candidat"
    COMMISSION = "commission", "les évaluateurs de la commission"
    RESPONSABLE = "responsable", "le responsable, à qui on signale"


class MesureChiffre(models.TextChoices):
    """What is counted: registrations at their deposit; decisions of a year, of whole certifications, of blocs aimed at
    alone; what evaluators judged."""

    INSCRIPTIONS = "inscriptions", "Inscriptions déposées"
    CERTIFICATIONS = "certifications", "Certifications complètes"
    BLOCS = "blocs", "Blocs visés seuls"
    SEVERITE = "severite", "Compétences jugées"


class AxeChiffre(models.TextChoices):
    """By what they are told. Those of the second line stand under one certification."""

    TOUT = "tout", "Le centre"
    CERTIFICATION = "certification", "Certification"
    ORGANISME = "organisme", "Organisme"
    VOIE = "voie", "Voie d’accès"
    BLOC = "bloc", "Bloc"
    COMPETENCE = "competence", "Compétence"
    EVALUATEUR = "evaluateur", "Évaluateur"


class EtapeDelai(models.TextChoices):
    """What time is counted between, in the order of the way; the last two are sums of those before."""

    ACCEPTATION = "acceptation", "Du dépôt à l’acceptation"
    LIVRET = "livret", "De l’acceptation au livret validé"
    EVALUATION = "evaluation", "Du livret validé à la grille scellée"
    AVIS = "avis", "De la demande de l’avis à sa réponse"
    DELIBERATION = "deliberation", "De la grille scellée au jury"
    CERTIFICAT = "certificat", "Du jury au certificat"
    REMISE_SEULE = "remise-seule", "Du certificat à sa remise"
    JURY = "jury", "Du dépôt au jury"
    REMISE = "remise", "Du jury à la remise"


class NatureCourriel(models.TextChoices):
    """What a mail to somebody who has an account is about, as they choose how to receive it."""

    ACCEPTATION = "acceptation", "Inscriptions acceptées, documents validés"
    RENVOI = "renvoi", "Inscriptions et documents renvoyés"
    REPONSE = "reponse", "Réponses : projets, dérogations, séances proposées"
    SEANCE = "seance", "Vie des séances : reports, copies de convocations, remerciements"
    EQUIPE = "equipe", "Ce que font évaluateurs et tuteurs : refus, liens déclarés, avis passés"
    CONVOCATION = "convocation", "Convocations, rappels de séances et séances annulées"
    RESULTAT = "resultat", "Résultats du jury"
    HABILITATION = "habilitation", "Habilitation, audits, non-conformités"
    RELANCE = "relance", "Échéances et relances"
    ALARME = "alarme", "Pannes du portail"
    ACCES = "acces", "Accès au portail"


OBLIGATOIRES: dict[NatureCourriel, str] = {
    NatureCourriel.CONVOCATION: "Une convocation prouve que vous avez reçu l’appel à temps : elle part toujours.",
    NatureCourriel.RESULTAT: "La décision d’un jury se notifie : ce courriel part toujours.",
    NatureCourriel.HABILITATION: "Ces courriels font courir des délais : ils partent toujours.",
    NatureCourriel.RELANCE: "Une date manquée coûte une session à un candidat. Ces rappels tiennent en un courriel par "
    "matin, au plus.",
    NatureCourriel.ALARME: "Sans eux, personne ne saurait qu’une tâche a échoué.",
    NatureCourriel.ACCES: "Sans eux, vous n’entreriez plus.",
}
"""What the law, or the candidates, do not let anybody refuse, and why, as it is said to them."""
NATURES: dict[str, NatureCourriel] = {
    acte: nature
    for nature, actes in {
        NatureCourriel.ACCEPTATION: (
            *("inscription_acceptee", "inscriptions_acceptees"),
            *("livret_valide", "livrets_valides"),
        ),
        NatureCourriel.RENVOI: ("inscription_renvoyee", "livret_renvoye", "feuille_renvoyee", "saisie_renvoyee"),
        NatureCourriel.REPONSE: (
            *("projet_decide", "derogation_decidee", "proposition_decidee"),
            *("parcours_confie", "parcours_decide"),
        ),
        NatureCourriel.SEANCE: (
            *("commission_merci", "commission_invitation_retiree", "convocation_copie"),
            *("evaluation_reportee", "grille_signatures_annulees"),
        ),
        NatureCourriel.EQUIPE: ("avis_passe", "commission_declinee", "independance_lien"),
        NatureCourriel.CONVOCATION: (
            *("commission_evaluateur", "commission_invitation", "commission_annulee", "commission_rappel"),
            *("jury_convocation", "jury_changement"),
        ),
        NatureCourriel.RESULTAT: ("resultats_organisme",),
        NatureCourriel.HABILITATION: (
            *(
                "habilitation_audit_ouvert",
                "habilitation_constats",
                "habilitation_decision",
            ),
            *(
                "habilitation_declaration",
                "habilitation_dossier_depose",
                "habilitation_dossier_recevable",
            ),
            *(
                "habilitation_dossier_renvoye",
                "habilitation_echeance",
                "habilitation_finie",
            ),
            *(
                "habilitation_levee",
                "habilitation_observations",
                "habilitation_observations_recues",
            ),
            *(
                "habilitation_perimetre",
                "habilitation_preuve_deposee",
                "habilitation_preuve_refusee",
            ),
            *(
                "habilitation_question",
                "habilitation_reponse",
                "habilitation_retiree",
            ),
            *(
                "habilitation_suspendue",
                "habilitation_visite",
            ),
        ),
        NatureCourriel.RELANCE: ("relance", "relances"),
        NatureCourriel.ALARME: ("alarme_suivi", "alarme_sante", "alarme_tournee"),
        NatureCourriel.ACCES: (
            *("invitation", "invitation_etendue", "connexion", "recapitulatif"),
            *("facteur_demande", "facteur_retire"),
        ),
    }.items()
    for acte in actes
}
"""Every mail that somebody with an account may receive, by the name of its template. Another is never cut."""


class Cote(models.TextChoices):
    """On whose side a file is in somebody's charge: an OF and the centre each share out their own work."""

    CENTRE = "centre", "le centre"
    ORGANISME = "organisme", "l’organisme"
