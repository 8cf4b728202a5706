// What is asked of a common result before it leaves the tablet. The numbers, words and sentences are those of the portal
// (evaluations/regles/grille.py): the package brings them; a test plays the same lines on both sides.

const ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+/g;

const motsDe = (texte, { lettres }) =>
  [...texte].map((signe) => lettres[signe] ?? signe).join("").toLowerCase().normalize("NFD").replace(ACCENTS, "").match(/[a-z0-9]+/g) ?? [];

const racines = (texte, regles) =>
  new Set(motsDe(texte, regles).filter((mot) => mot.length >= regles.racine).map((mot) => mot.slice(0, regles.racine)));

function partager(valeur, competence) {
  const criteres = competence.familles.flatMap((famille) => famille.criteres);
  const coche = ({ id }) => valeur.criteres.includes(id);
  return { coches: criteres.filter(coche), restes: criteres.filter((critere) => !coche(critere)) };
}

/** What no confirmation replaces. */
export function refusDe(valeur, competence, regles) {
  const { phrases } = regles;
  if (!valeur.decision) return phrases.decision;
  if (valeur.decision === "oui") return "";
  const commentaire = valeur.commentaire.trim();
  const mots = commentaire.split(/\s+/).filter(Boolean);
  if (mots.length < regles.mots || [...commentaire].length < regles.signes) return phrases.commentaire;
  const { restes } = partager(valeur, competence);
  const dits = racines(commentaire, regles);
  return !restes.length || restes.some(({ texte }) => [...racines(texte, regles)].some((racine) => dits.has(racine))) ? "" : phrases.lien;
}

/** What does not hold together, asked once. */
export function reserveDe(valeur, competence, regles) {
  const { phrases } = regles;
  const { coches, restes } = partager(valeur, competence);
  const commentaire = valeur.commentaire.trim();
  if (valeur.decision === "oui" && coches.length && restes.length) {
    const criteres = restes.map(({ texte }) => texte.replace(/\.+$/, "")).join(" ; ");
    return phrases.non_coches.replace("{criteres}", () => criteres);
  }
  if (valeur.decision === "oui" && motsDe(commentaire, regles).some((mot) => regles.negations.includes(mot))) {
    return phrases.contraire.replace("{commentaire}", () => commentaire);
  }
  return valeur.decision === "non" && coches.length && !restes.length ? phrases.tous_coches : "";
}

/** Why a line waits on the tablet: nothing for one's own note, nor under the package of an older portal. */
export function ceQuiManque(sorte, valeur, competence, regles) {
  if (sorte === "note" || !regles) return "";
  const refus = refusDe(valeur, competence, regles);
  const reserve = refus || valeur.confirme ? "" : reserveDe(valeur, competence, regles);
  return refus || (reserve && `${reserve} ${regles.phrases.confirmer}`);
}
