"""The words of annexes 9 and 11, on the back of the certificates of CQPI and CCPI; a blank line between paragraphs.

They are the first version of these backs, and stay as they are: others are written on the page of the settings.
"""

from certif_portal.centre.choix import TypeVerso

VERSO_CQPI = """\
Les fédérations signataires de la présente charte ont décidé de construire en commun des Certificats de \
Qualifications Professionnelles Inter-branches, et d’en reconnaître entre elles la validité, quelle que soit la \
fédération d’origine du certificat. Ces qualifications ont pour objectifs d’évaluer et de valider des capacités \
ou compétences professionnelles mises en œuvre dans l’entreprise et, en conséquence, elles témoignent de \
capacités utiles pour exercer des métiers ou pour tenir des emplois ou des postes. Toutefois, elles ne peuvent \
en aucun cas être assimilées à ces notions car l’articulation entre qualifications, emplois, postes ou métiers \
peut varier d’une entreprise à une autre.

Cette décision résulte des travaux d’un groupe de réflexion, composé de représentants de ces fédérations, qui a \
considéré qu’une telle proposition était de nature à répondre aux besoins communs en qualifications \
professionnelles compte tenu de la proximité des métiers, et permettait par ailleurs de favoriser \
« l’employabilité » et la « mobilité » des salariés par une valorisation de leurs acquis validée par une \
« certification » commune.

Cette démarche a également pour objectifs de promouvoir nos métiers et de répondre au risque de pénurie dans \
certains métiers.

Ces différents objectifs ne peuvent être véritablement atteints que si l’ensemble des professions a des \
pratiques et des messages communs. La lisibilité est ainsi une condition de l’attractivité.

N.B. Pour connaître les branches professionnelles qui reconnaissent les différents CQPI, en faire la demande à \
la commission paritaire nationale de l’emploi de sa branche."""

VERSO_CCPI = """\
Le Certificat de Compétences Professionnelles Interbranches (CCPI) est une reconnaissance de capacités ou \
compétences communes et transversales reconnues par les Branches adhérentes à la charte. Il a vocation à faire \
l’objet d’une procédure de recensement à l’Inventaire.

La Charte paritaire CCPI inscrit dans les principes et objectifs posés par les partenaires sociaux, fixés dans \
le cadre des accords interprofessionnels en matière de formation qu’au sein du COPANEF : les certifications \
professionnelles interbranches ont pour objectif de valider une maîtrise professionnelle à la suite d’un \
processus de vérification de cette maîtrise. Elles contribuent ainsi à la sécurisation des parcours et de \
l’évolution professionnelle.

Sur la base de ces principes généraux, les partenaires sociaux de la présente charte ont décidé de construire en \
commun des CCPI, certifications transversales, constituées d’un ensemble homogène et cohérent de compétences qui \
s’apparente à une activité ou une mission, reconnue par plusieurs Branches Professionnelles.

NB : pour connaître les Branches Professionnelles qui reconnaissent les différents CCPI, contacter le \
secrétariat de la Commission Paritaire National Emploi Formation de sa Branche."""


TEXTES_DES_ANNEXES: dict[str, str] = {TypeVerso.CQPI: VERSO_CQPI, TypeVerso.CCPI: VERSO_CCPI}
