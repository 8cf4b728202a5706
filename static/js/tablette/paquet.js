// The package of the next days: what the pages need when the network is cut. Initials and hours, no name.

import { FORMULAIRE, ecrire, lire, lireTout, reglage, regler } from "./base.js";
import { enAttente } from "./file.js";
import { fermer, ouvrir } from "./coffre.js";

const ADRESSE = "/saisies/paquet/";
const DELAI = 15_000; // ms
const JOURS_GARDES = 7; // after the sitting

export async function paquetGarde(utilisateur) {
  const garde = await lire("paquets", utilisateur);
  return ouvrir(utilisateur, garde?.scelle).catch(() => null); // under a key that is no more: it is asked for again
}

/** Whose tablet this is now: the account of the last page of the portal, until it logs out. */
export const personne = () => reglage("personne");
export const noterPersonne = (utilisateur) => regler("personne", utilisateur);

/** `{etat, paquet}`: « ok », « session » (to log in again), « autre » (somebody else is logged in) or « injoignable ». */
export async function rafraichir(utilisateur, grille = null) {
  let reponse;
  try {
    const adresse = grille ? `${ADRESSE}?grille=${grille}` : ADRESSE;
    reponse = await fetch(adresse, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(DELAI),
    });
    if (reponse.status === 401) return { etat: "session" };
    if (!reponse.ok || !/^application\/json/.test(reponse.headers.get("Content-Type"))) return { etat: "injoignable" };
    const paquet = await reponse.json();
    if (!Array.isArray(paquet.grilles) || !paquet.cle) return { etat: "injoignable" };
    if (paquet.utilisateur !== utilisateur) return { etat: "autre" };
    await garder({ ...paquet, grilles: parGrille(paquet.grilles) });
    return { etat: "ok", paquet: await paquetGarde(utilisateur) };
  } catch (refus) {
    if (refus.name === "QuotaExceededError") throw refus;
    return { etat: "injoignable" };
  }
}

/** One entry a grid, each of its competences complete: a candidate may have two sittings, what is acquired says little. */
function parGrille(recues) {
  const grilles = new Map();
  for (const recue of recues) {
    const competences = recue.competences?.map((competence) => ({
      conditions: [],
      resultats: [],
      familles: [],
      note: null,
      notes: [],
      commun: null,
      ici: !competence.acquise,
      passage: recue.passage,
      ...competence,
    }));
    const connue = grilles.get(recue.grille);
    if (!connue?.competences || !competences) grilles.set(recue.grille, { ...connue, ...recue, competences });
    else {
      const nouvelles = competences.filter(({ id }) => !connue.competences.some((autre) => autre.id === id));
      connue.competences = [...connue.competences, ...nouvelles].sort((a, b) => a.numero - b.numero);
    }
  }
  return [...grilles.values()];
}

/** The new package replaces the old one, and what was said before of its lines; a grid still waited for stays. */
async function garder(paquet) {
  const { utilisateur } = paquet;
  const attendues = new Set((await enAttente(utilisateur)).map(({ operation }) => operation.grille));
  const recues = new Set(paquet.grilles.map(({ grille }) => grille));
  const anciennes = ((await paquetGarde(utilisateur))?.grilles ?? []).filter(
    ({ grille }) => attendues.has(grille) && !recues.has(grille),
  );
  const scelle = await fermer(utilisateur, { ...paquet, recu: Date.now(), grilles: [...paquet.grilles, ...anciennes] });
  const lignes = await lireTout("lignes", utilisateur);
  const dites = await Promise.all(lignes.map(async (fiche) => [fiche, await ouvrir(utilisateur, fiche.scelle).catch(() => null)]));
  await ecrire([
    ["paquets", "put", { utilisateur, scelle }],
    ...dites
      .filter(([fiche, dite]) => dite?.statut !== "quarantaine" && !fiche.ligne.startsWith(FORMULAIRE))
      .map(([{ ligne }]) => ["lignes", "delete", [utilisateur, ligne]]),
  ]);
}

/** A sitting held a week ago has nothing to do on a tablet; what was not sent of it stays. */
export async function oublierLesAnciennes(utilisateur) {
  const paquet = await paquetGarde(utilisateur);
  if (!paquet || !navigator.onLine) return; // off line nothing could bring it back, and a clock may be wrong
  const attendues = new Set((await enAttente(utilisateur)).map(({ operation }) => operation.grille));
  const maintenant = Date.parse(paquet.prepare_le) + Date.now() - paquet.recu; // the portal's clock, and what went by since
  const limite = new Date(maintenant - JOURS_GARDES * 86_400_000).toISOString().slice(0, 10);
  const grilles = paquet.grilles.filter(({ grille, seance }) => attendues.has(grille) || !seance || seance.date >= limite);
  if (grilles.length === paquet.grilles.length) return;
  await ecrire([["paquets", "put", { utilisateur, scelle: await fermer(utilisateur, { ...paquet, grilles }) }]]);
}

/** At logging out: the package and the documents go. What waits stays encrypted for its author; the key stays, since another tab
 *  may be writing under it. */
export async function partir(utilisateur) {
  const lignes = await lireTout("lignes", utilisateur);
  const dites = lignes.filter(({ ligne }) => !ligne.startsWith(FORMULAIRE));
  await ecrire([
    ["paquets", "delete", utilisateur],
    ["documents", "delete", utilisateur],
    ...dites.map(({ ligne }) => ["lignes", "delete", [utilisateur, ligne]]),
    ["reglages", "put", { nom: "personne", valeur: null }],
  ]);
}
