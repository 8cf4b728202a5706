// What is typed in a form is kept on this device, encrypted, until a page says that the portal received it: a network cut, a session
// that ends, a page reloaded, a browser closed lose nothing. It never leaves the device otherwise (decision 0352).
//
//   <form data-retenir> keeps its fields under its address; data-recu="SHA-256 of that address", on a later page, forgets them.
//   A field with data-a-refaire is not given back: « I have read it again » is ticked again.

import { FORMULAIRE, ecrire, lire, lireTout } from "./tablette/base.js";
import { chiffre, fermer, ouvrir } from "./tablette/coffre.js";
import { hacher } from "./tablette/sceau.js";

const JOUR = 24 * 3600 * 1000;
const SONDE = "/tablette.js"; // of the portal itself, for anybody, and no hotspot answers a script in its place
const PATIENCE = 5000; // ms
const TUS = new Set(["file", "password", "submit", "button", "reset", "fieldset"]);
const OMIS = new Set(["csrfmiddlewaretoken", "page"]);

const RENDU = "Ce que vous aviez saisi sur cet appareil est là, pas encore envoyé.";
const HORS = "Le portail ne répond pas : rien n’est parti, et rien n’est perdu. Ce que vous avez saisi reste sur cet appareil ; envoyez dès que le réseau revient.";
const HORS_OUVERT = "Le portail ne répond pas : rien n’est parti. Gardez cette page ouverte, et envoyez dès que le réseau revient.";

const personne = Number(document.body.dataset.utilisateur) || 0; // 0: who holds a link, without an account
const GARDE = (personne ? 7 : 30) * JOUR; // what lies on a tablet; as long as a link lives
const possible = window.isSecureContext && Boolean(window.indexedDB);
const tenus = new Map();

const nomDe = (adresse) => hacher(new URL(adresse, location.href).pathname);
const cochable = ({ type }) => type === "radio" || type === "checkbox";

/** A hidden field is the page's own, but a signature, and the version of what was read: an answer to it is judged by it. */
function suivi(champ) {
  if (!champ.name || TUS.has(champ.type) || OMIS.has(champ.name) || "aRefaire" in champ.dataset) return false;
  return champ.type !== "hidden" || champ.name.startsWith("version") || champ.matches(".signature input");
}

const champsDe = (formulaire) => [...formulaire.elements].filter(suivi);

function valeursDe(formulaire) {
  const dits = {};
  for (const champ of champsDe(formulaire)) {
    dits[champ.name] ??= [];
    if (!cochable(champ) || champ.checked) dits[champ.name].push(champ.value);
  }
  return dits;
}

/** Give back what the page does not show, but what was typed meanwhile; true when something of it was not there. */
function rendre(formulaire, dits, touches) {
  let change = false;
  for (const champ of champsDe(formulaire)) {
    const valeurs = dits[champ.name];
    if (!valeurs || touches.has(champ.name)) continue;
    const avant = cochable(champ) ? champ.checked : champ.value;
    if (cochable(champ)) champ.checked = valeurs.includes(champ.value);
    else champ.value = valeurs.shift() ?? "";
    if (avant === (cochable(champ) ? champ.checked : champ.value)) continue;
    if (!cochable(champ)) champ.dispatchEvent(new Event("change")); // a signature is drawn again
    champ.closest("details")?.setAttribute("open", "");
    change ||= champ.type !== "hidden" || !champ.name.startsWith("version");
  }
  return change;
}

function tenir(formulaire) {
  const etat = document.createElement("p");
  Object.assign(etat, { className: "alerte attention", hidden: true });
  etat.setAttribute("role", "status");
  etat.dataset.retenirEtat = "";
  formulaire.prepend(etat);
  const tenu = { etat, touches: new Set(), garde: false, nom: possible ? nomDe(formulaire.getAttribute("action") ?? "") : null, depot: null };
  tenus.set(formulaire, tenu);
  formulaire.addEventListener("input", ({ target }) => {
    tenu.touches.add(target.name);
    deposer(formulaire);
  });
}

/** On the disk when it answers: what is typed during a writing is written just after it. */
function deposer(formulaire) {
  const tenu = tenus.get(formulaire);
  tenu.change = true;
  tenu.depot ??= (async () => {
    while (tenu.change) {
      tenu.change = false;
      try {
        if (!possible || (!personne && !(await chiffre(personne)))) break; // never in clear on a device that is nobody's
        const scelle = await fermer(personne, valeursDe(formulaire));
        await ecrire([["lignes", "put", { utilisateur: personne, ligne: FORMULAIRE + (await tenu.nom), le: Date.now(), scelle }]]);
        tenu.garde = true;
      } catch {
        tenu.garde = false; // no room: the page stays open, and says so
      }
    }
    tenu.depot = null;
  })();
  return tenu.depot;
}

function dire({ etat }, texte) {
  etat.textContent = texte;
  etat.hidden = !texte;
}

const oublier = (nom) => ecrire([["lignes", "delete", [personne, FORMULAIRE + nom]]]);

/** The form of this address is no more the one that is filled. */
export async function oublierFormulaire(adresse) {
  if (possible) await oublier(await nomDe(adresse));
}

async function reprendre(formulaire) {
  const tenu = tenus.get(formulaire);
  const refuse = formulaire.querySelector(".resume-erreurs, .alerte.erreur, .invalid-feedback");
  const rendue = document.querySelector(".saisie-rendue"); // for two hours, by the portal: it was not received
  if (refuse && !rendue) return deposer(formulaire); // what the portal gave back is the latest
  const fiche = await lire("lignes", [personne, FORMULAIRE + (await tenu.nom)]);
  const dits = await ouvrir(personne, fiche?.scelle).catch(() => null);
  if (!dits) return null;
  if (rendre(formulaire, dits, tenu.touches)) {
    tenu.garde = true;
    return dire(tenu, RENDU);
  }
  return rendue || tenu.touches.size ? null : oublier(await tenu.nom); // the page shows it: it was received, and its answer lost
}

async function commencer() {
  for (const formulaire of document.querySelectorAll("form[data-retenir]")) tenir(formulaire);
  if (!possible) return;
  for (const { dataset } of document.querySelectorAll("[data-recu]")) await oublier(dataset.recu);
  for (const { ligne, le } of await lireTout("lignes", personne)) {
    if (ligne.startsWith(FORMULAIRE) && !(Date.now() - le < GARDE)) await oublier(ligne.slice(FORMULAIRE.length));
  }
  for (const formulaire of tenus.keys()) await reprendre(formulaire);
}

async function joignable() {
  try {
    const reponse = await fetch(SONDE, { method: "HEAD", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    return reponse.ok && reponse.headers.get("Content-Type").startsWith("text/javascript");
  } catch {
    return false;
  }
}

/** Sent once it is kept and the portal answers: else the page stays, with all that it holds. Before the guard against double sending. */
async function envoyer(evenement) {
  const { target: formulaire, submitter } = evenement;
  const tenu = tenus.get(formulaire);
  if (!tenu || tenu.verifie) return;
  evenement.preventDefault();
  evenement.stopImmediatePropagation();
  if (tenu.touches.size) await deposer(formulaire);
  if (!(await joignable())) {
    dire(tenu, tenu.garde || !tenu.touches.size ? HORS : HORS_OUVERT);
    tenu.etat.scrollIntoView({ block: "center" });
    return;
  }
  dire(tenu, "");
  tenu.verifie = true;
  formulaire.requestSubmit(submitter);
  tenu.verifie = false;
}

document.addEventListener("submit", envoyer, true);

/** Done once what was kept is back in its form. */
export const repris = commencer().catch(() => null); // no storage on this device: the pages work as without this file
