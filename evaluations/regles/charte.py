"""What an evaluator undertakes: the facts of the evaluators' leaflet, in our words."""

PRINCIPES: tuple[tuple[str, str], ...] = (
    ("Impartialité", "Vous jugez ce que le candidat montre, quel que soit son parcours ou son employeur."),
    ("Objectivité", "Chaque avis s’appuie sur un critère du référentiel et sur une preuve vue ou entendue."),
    (
        "Neutralité",
        "Vous prenez du recul sur les procédures de votre propre entreprise : ce ne sont pas elles qui comptent.",
    ),
    ("Égalité de traitement", "Mêmes critères, même attention et mêmes moyens pour tous les candidats."),
    ("Solidarité dans l’évaluation", "La commission rend un résultat commun, que chacun signe et assume."),
    ("Confidentialité", "Ce que vous voyez et entendez reste entre la commission et le centre."),
    ("Bienveillance", "Vous mettez le candidat en état de montrer ce qu’il sait faire : ce n’est pas un examen."),
)
"""The seven rules of conduct of the leaflet."""

DEMARCHE: tuple[tuple[str, str], ...] = (
    ("Observer", "Regardez le travail se faire, ou ses preuves, sans intervenir ni montrer comment vous feriez."),
    ("Écouter", "Laissez le candidat expliquer ses choix jusqu’au bout ; un silence n’est pas une réponse fausse."),
    ("Échanger", "Questionnez sur ce qu’il a fait : pourquoi ainsi, que faire si… Restez dans le référentiel."),
    ("Évaluer", "Compétence par compétence : maîtrisée en toute autonomie, ou non. Sinon, dites quel critère manque."),
)
