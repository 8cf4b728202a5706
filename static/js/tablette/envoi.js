// Sending: by one tab at a time, on load, when the network or the page comes back, by the button, and by a timer that
// waits longer after each failure. `navigator.onLine` is a hint only; an answer counts when the portal has sealed it.

import { appareil } from "./base.js";
import { acquitter, enAttente, prendreUnLot } from "./file.js";
import { paquetGarde, rafraichir } from "./paquet.js";
import { sceauJuste } from "./sceau.js";

const ADRESSE = "/saisies/";
const DELAI = 20_000; // ms for one answer
const PAUSE = 15_000; // ms before the first new try, doubled after each failure
const PAUSE_MAXIMALE = 5 * 60_000;

/** « ok », « injoignable », « session », « autre »; `changement` when it may be shown again. */
export const liaison = Object.assign(new EventTarget(), { etat: "ok", envoie: false });

let echecs = 0;
let minuterie = null;

function dire(etat, envoie = false) {
  Object.assign(liaison, { etat, envoie });
  liaison.dispatchEvent(new Event("changement"));
}

const lire = (cookies, nom) => cookies.split("; ").find((dit) => dit.startsWith(`${nom}=`))?.slice(nom.length + 1);

/** The form token: of a version before, an unprefixed cookie may stay beside the one that the portal reads. */
export const jetonDe = (cookies) => lire(cookies, "__Host-csrftoken") ?? lire(cookies, "csrftoken") ?? "";

async function poster(utilisateur, operations) {
  return fetch(ADRESSE, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": jetonDe(document.cookie) },
    body: JSON.stringify({ appareil: await appareil(), utilisateur, operations }),
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(DELAI),
  });
}

/** The results, when the answer is the portal's, to this person, sealed with the key of their package. */
async function lireReponse(utilisateur, reponse) {
  if (!/^application\/json/.test(reponse.headers.get("Content-Type"))) return null;
  const { utilisateur: pour, resultats, sceau } = await reponse.json();
  const cle = (await paquetGarde(utilisateur))?.cle;
  if (pour !== utilisateur || !Array.isArray(resultats) || !cle) return null;
  return (await sceauJuste(cle, resultats, sceau)) ? resultats : null;
}

/** One sending: `{etat, resultats}`. A refused form token is asked again once, with the package. */
export async function echanger(utilisateur, operations, encore = true) {
  try {
    if (!(await paquetGarde(utilisateur))) {
      const { etat } = await rafraichir(utilisateur);
      if (etat !== "ok") return { etat };
    }
    const reponse = await poster(utilisateur, operations);
    if (reponse.status === 401) return { etat: "session" };
    if (reponse.status === 403) {
      const { etat } = await rafraichir(utilisateur);
      if (etat !== "ok") return { etat };
      return encore ? echanger(utilisateur, operations, false) : { etat: "autre" };
    }
    if (reponse.status === 413) return { etat: "trop" };
    if (!reponse.ok) return { etat: "injoignable", attendre: Number(reponse.headers.get("Retry-After")) * 1000 };
    const resultats = await lireReponse(utilisateur, reponse);
    if (resultats) return { etat: "ok", resultats };
    const { etat } = encore ? await rafraichir(utilisateur) : { etat: "injoignable" }; // another key since the package
    return etat === "ok" ? echanger(utilisateur, operations, false) : { etat };
  } catch (refus) {
    if (refus.name === "QuotaExceededError") throw refus;
    return { etat: "injoignable" };
  }
}

async function vider(utilisateur) {
  let limite;
  for (;;) {
    const lot = await prendreUnLot(utilisateur, limite);
    if (!lot.length) return { etat: "ok" };
    dire(liaison.etat, true);
    const envoi = await echanger(utilisateur, lot.map(({ operation }) => operation));
    if (envoi.etat === "trop" && lot.length > 1) limite = Math.ceil(lot.length / 2);
    else if (envoi.etat !== "ok") return envoi;
    else {
      await acquitter(utilisateur, lot, envoi.resultats);
      if (!envoi.resultats.length) return { etat: "injoignable" };
    }
  }
}

function reessayer(utilisateur, attendre) {
  clearTimeout(minuterie);
  const pause = Math.max(attendre || 0, Math.min(PAUSE * 2 ** Math.max(echecs - 1, 0), PAUSE_MAXIMALE));
  minuterie = setTimeout(() => pousser(utilisateur), pause * (0.7 + 0.6 * Math.random()));
}

/** Send what waits. Two tabs never do it together: the second lets the first finish. */
export async function pousser(utilisateur) {
  await navigator.locks.request("portail-envoi", async () => {
    const { etat, attendre } = await vider(utilisateur);
    echecs = etat === "ok" ? 0 : echecs + 1;
    dire(etat === "trop" ? "injoignable" : etat);
    const reste = (await enAttente(utilisateur)).some(({ retenue }) => !retenue);
    clearTimeout(minuterie);
    if (reste && etat !== "session" && etat !== "autre") reessayer(utilisateur, attendre);
  });
}

/** A fresh package, while nothing is being sent: what is read is never older than what was answered. */
export async function renouveler(utilisateur, grille = null) {
  return navigator.locks.request("portail-envoi", async () => {
    const recu = await rafraichir(utilisateur, grille);
    dire(recu.etat);
    return recu;
  });
}

export function pousserQuandIlFaut(utilisateur) {
  const pousserIci = () => pousser(utilisateur);
  window.addEventListener("online", pousserIci);
  window.addEventListener("offline", () => dire("injoignable"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") pousserIci();
  });
}
