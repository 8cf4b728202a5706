// « Prêt à partir ? »: each thing the day leans on is tried, not guessed; a red point sends to the paper grid.

import { chiffre } from "./coffre.js";
import { rafraichirDocuments } from "./documents.js";
import { echanger, renouveler } from "./envoi.js";
import { el, pluriel } from "./dom.js";
import { enAttente } from "./file.js";
import { regler } from "./base.js";

const PLACE = 20 * 1024 * 1024; // bytes: the packages of a year and their queue

const utilisateur = Number(document.body.dataset.utilisateur);

async function adresseSure() {
  return window.isSecureContext
    ? ["fait", "L’adresse est en https"]
    : ["refus", "L’adresse n’est pas en https : la tablette ne peut rien garder"];
}

async function memoire() {
  await regler("essai", Date.now());
  const durable = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  return durable
    ? ["fait", "La tablette garde les saisies durablement"]
    : ["attente", "La tablette garde les saisies, mais peut les effacer si sa mémoire manque : ajoutez cette page à l’écran d’accueil"];
}

async function place() {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  const libre = quota - usage;
  return libre >= PLACE
    ? ["fait", "La place suffit"]
    : ["refus", `Il reste ${Math.floor(libre / 1024 / 1024)} Mo : libérez de la place`];
}

async function chiffrement() {
  return (await chiffre(utilisateur))
    ? ["fait", "Ce qui est gardé est chiffré"]
    : ["attente", "Ce navigateur refuse le chiffrement : ce qui est gardé reste lisible sur la tablette"];
}

async function paquet() {
  const { etat, paquet: recu } = await renouveler(utilisateur);
  if (etat !== "ok") return ["refus", "Les séances n’ont pas pu être chargées : vérifiez le réseau, puis recommencez"];
  const prets = recu.grilles.filter(({ competences }) => competences).length;
  const aDeclarer = recu.grilles.length - prets;
  if (aDeclarer) return ["refus", `${pluriel(aDeclarer, "candidat")} : déclarez d’abord votre indépendance`];
  return prets
    ? ["fait", `${pluriel(prets, "grille")} sur la tablette`]
    : ["attente", "Aucune séance dans les prochains jours"];
}

async function documents() {
  return (await rafraichirDocuments(utilisateur, { force: true }))
    ? ["fait", "Référentiels et livrets sur la tablette ; un rapport, qui nomme le candidat, se lit en ligne ou imprimé"]
    : ["attente", "Référentiels et livrets n’ont pas pu être chargés : contrôlez à nouveau"];
}

async function horsReseau() {
  const pret = await Promise.race([navigator.serviceWorker.ready, new Promise((fait) => setTimeout(fait, 10_000))]);
  const coquille = await caches.match("/mes-commissions/hors-reseau/");
  return pret && coquille
    ? ["fait", "Les pages s’ouvrent sans réseau"]
    : ["refus", "Les pages ne s’ouvriraient pas sans réseau : rechargez cette page"];
}

async function allerRetour() {
  const { etat } = await echanger(utilisateur, []);
  const restes = (await enAttente(utilisateur)).length;
  if (etat !== "ok") return ["refus", "Un envoi d’essai n’a pas eu de réponse du portail"];
  return restes
    ? ["attente", `${pluriel(restes, "saisie")} pas encore ${restes > 1 ? "envoyées" : "envoyée"}`]
    : ["fait", "Un envoi d’essai est revenu du portail"];
}

const CONTROLES = [adresseSure, memoire, place, chiffrement, paquet, documents, horsReseau, allerRetour];

async function controler() {
  const liste = document.querySelector("[data-controles]");
  const verdict = document.querySelector("[data-verdict]");
  liste.replaceChildren();
  verdict.hidden = true;
  const sortes = [];
  for (const controle of CONTROLES) {
    const [sorte, texte] = await controle().catch(() => ["refus", "Ce contrôle n’a pas abouti sur cette tablette"]);
    sortes.push(sorte);
    const mot = { fait: "prêt", attente: "à savoir", refus: "pas prêt" }[sorte];
    liste.append(el("li", {}, el("span", {}, texte), el("span", { class: `etat ${sorte}` }, mot)));
  }
  const pret = !sortes.includes("refus");
  verdict.hidden = false;
  verdict.className = `alerte ${pret ? "succes" : "erreur"}`;
  verdict.querySelector("p").textContent = pret
    ? "Vous pouvez partir : cette tablette travaille sans réseau."
    : "Ne comptez pas sur cette tablette sans réseau : emportez les grilles papier.";
  document.querySelector("[data-recontroler]").hidden = false;
}

document.querySelector("[data-recontroler]").addEventListener("click", controler);
controler();
