"""What beat asks for, and when: a setting, in a file of its own."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "relances-du-jour": {
        "task": "certif_portal.portail.tasks.relancer_du_jour",
        "schedule": crontab(hour="6-19", minute=0),  # once a day: a round that was cut is taken up an hour later
    },
    "suivis-a-refaire": {
        "task": "jurys.tasks.refaire_suivis",
        "schedule": 120.0,
    },
    "papiers-a-editer": {
        "task": "jurys.tasks.editer_papiers_en_attente",
        "schedule": 120.0,
    },
    "codes-a-noter": {
        "task": "jurys.tasks.noter_codes",
        "schedule": 120.0,
    },
    "dossiers-gtp": {
        "task": "jurys.tasks.suivre_dossiers_gtp",
        "schedule": 120.0,
    },
    "annexes-a-preparer": {
        "task": "habilitations.tasks.preparer_annexes_en_attente",
        "schedule": 120.0,
    },
    "lots-nationaux": {
        "task": "jurys.tasks.preparer_lots_en_attente",
        "schedule": 120.0,
    },
    "suivis-verifies": {
        "task": "jurys.tasks.verifier_suivis",
        "schedule": crontab(hour=3, minute=30),
    },
    "chiffres-de-la-nuit": {
        "task": "certif_portal.portail.tasks.etablir_chiffres",
        "schedule": crontab(hour=2, minute=20),
    },
    "doubles-refaits": {
        "task": "candidats.tasks.refaire_paires",
        "schedule": crontab(hour=3, minute=20),
    },
    "courriels-en-attente": {
        "task": "certif_portal.commun.tasks.envoyer_courriels_en_attente",
        "schedule": 60.0,
    },
    "retours-de-courriel": {
        "task": "certif_portal.commun.tasks.relever_retours",
        "schedule": 600.0,
    },
    "journal-a-chainer": {
        "task": "certif_portal.portail.tasks.chainer_journal",
        "schedule": crontab(hour="2-5", minute=40),  # once a night: one that had to give way is made an hour later
    },
    "travaux-a-reprendre": {
        "task": "certif_portal.portail.tasks.reprendre_travaux",
        "schedule": 120.0,
    },
    "coherence": {
        "task": "certif_portal.portail.tasks.verifier_coherence",
        "schedule": crontab(hour=4, minute=10),
    },
    "pieces-oubliees": {
        "task": "candidats.tasks.oublier_pieces",
        "schedule": crontab(hour=3, minute=10),
    },
    "purge-de-la-nuit": {
        "task": "certif_portal.portail.tasks.purger_du_jour",
        "schedule": crontab(hour=4, minute=10),
    },
    "purges-a-reprendre": {
        "task": "certif_portal.portail.tasks.reprendre_purges",
        "schedule": 600.0,
    },
    "sante": {
        "task": "certif_portal.portail.tasks.surveiller",
        "schedule": 600.0,
    },
    "connexions-perimees": {"task": "certif_portal.comptes.tasks.purger_connexions", "schedule": 3600.0},
    "gardes-perimees": {
        "task": "certif_portal.commun.tasks.purger_gardes",
        "schedule": 900.0,
    },
}
