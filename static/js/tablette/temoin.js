// The state of everything, always in sight and said aloud: on the tablet, sent, in conflict; and why nothing leaves.

import { enAttente, nouvelles } from "./file.js";
import { el, pluriel } from "./dom.js";
import { liaison, pousser } from "./envoi.js";

const temoin = document.querySelector("[data-etat]");
const precision = document.querySelector("[data-etat-precision]");
const bouton = document.querySelector("[data-envoyer]");

let enSaisie = false;

const connexion = () => `/compte/login/?next=${encodeURIComponent(location.pathname + location.search)}`;

function phrases(nombre, retenues) {
  const saisies = `${pluriel(nombre, "saisie")} sur la tablette`;
  if (liaison.etat === "session") {
    return [`Reconnectez-vous pour envoyer · ${saisies}`, el("a", { href: connexion() }, "Se reconnecter"), "la saisie continue"];
  }
  if (liaison.etat === "autre") return ["Un autre compte est connecté", "vos saisies attendent votre retour, chiffrées"];
  if (liaison.etat === "injoignable") {
    if (!nombre) return ["Hors réseau", "la saisie continue"];
    return [`Hors réseau · ${saisies}`, `${nombre > 1 ? "partiront" : "partira"} dès le retour du réseau`];
  }
  if (nombre && liaison.envoie) return [`Envoi · ${saisies}`];
  if (nombre === retenues && nombre) return [`${pluriel(nombre, "saisie")} à compléter`, `${nombre > 1 ? "gardées" : "gardée"} sur la tablette`];
  if (nombre) return [`Enregistré · ${saisies}`];
  return ["Tout est envoyé"];
}

async function montrer(utilisateur) {
  const fiches = await enAttente(utilisateur);
  if (enSaisie) return; // nothing is said to be kept before it is
  const retenues = fiches.filter(({ retenue }) => retenue).length;
  const [titre, ...suite] = phrases(fiches.length, retenues);
  if (temoin.textContent !== titre) temoin.textContent = titre; // a live region speaks at each change only
  temoin.classList.toggle("hors", liaison.etat !== "ok" || fiches.length > 0);
  const neuve = el("small", {}, suite.flatMap((morceau, rang) => (rang ? [" · ", morceau] : [morceau])));
  if (precision.innerHTML !== neuve.innerHTML) precision.replaceChildren(...neuve.childNodes); // a link being clicked stays
  bouton.hidden = fiches.length === retenues || liaison.etat === "session" || liaison.etat === "autre";
}

export function tenirLeTemoin(utilisateur) {
  if (!temoin) return;
  const remontrer = () => montrer(utilisateur);
  nouvelles.addEventListener("file", remontrer);
  nouvelles.addEventListener("saisie", ({ detail }) => {
    enSaisie = detail;
    temoin.ariaBusy = String(detail); // spoken once it is settled, not at each key
    if (detail) temoin.textContent = "Saisie en cours";
    else remontrer();
  });
  liaison.addEventListener("changement", remontrer);
  bouton.addEventListener("click", () => pousser(utilisateur));
  remontrer();
}

/** What must be known before the first entry: nothing can be kept here. */
export function avertir(texte) {
  const alerte = el("div", { class: "alerte erreur", role: "alert" }, el("p", {}, texte));
  document.querySelector("main").prepend(alerte);
}
