// The evaluator's pages: what is typed is kept on the tablet first, then sent. Without this file they are forms.

import { documentsDe, rafraichirDocuments } from "./documents.js";
import { reglage, regler } from "./base.js";
import { chiffre } from "./coffre.js";
import { annoter, pageAbsente, pageDeLaGrille, pageDesCommissions } from "./vue_liste.js";
import { avertir, tenirLeTemoin } from "./temoin.js";
import { pageDesDocuments } from "./vue_documents.js";
import { deposer, montrer, tenirLaSaisie } from "./saisie.js";
import { lectureDesLignes } from "./lignes.js";
import { noterPersonne, oublierLesAnciennes, paquetGarde, personne } from "./paquet.js";
import { enAttente, nouvelles } from "./file.js";
import "../retenue.js";
import { liaison, pousser, pousserQuandIlFaut, renouveler } from "./envoi.js";
import { tenirLaSortie } from "./sortie.js";

const FRAICHEUR = 10 * 60_000; // ms: an older package is asked again at the opening of a page
const PATIENCE = 3000; // ms left to a sending before a page of the portal is opened

const coquille = document.body.hasAttribute("data-hors-reseau");
const contenu = document.querySelector("main");
let face = "commun"; // « Ma note » or the common result: the one last chosen on this tablet

/** Which page this address is. */
function route({ pathname, searchParams }) {
  const [, grille, competence] = pathname.match(/^\/grilles\/(\d+)\/(?:competences\/(\d+)\/)?$/)?.map(Number) ?? [];
  const lue = Number(pathname.match(/^\/grilles\/(\d+)\/documents\/$/)?.[1]);
  const demandee = searchParams.get("pour");
  const sorte = demandee === "note" || demandee === "commun" ? demandee : face;
  if (competence) return { page: "competence", grille, competence, sorte };
  if (grille) return { page: "grille", grille };
  if (lue) return { page: "documents", grille: lue };
  return { page: pathname === "/mes-commissions/" ? "commissions" : "autre" };
}

const ici = () => route(new URL(location.href));

/** Why nothing can be kept on this tablet, or an empty text. */
async function empechement() {
  if (!window.isSecureContext) {
    return "L’adresse de cette page n’est pas en « https » : rien ne peut être gardé sur la tablette. Restez en ligne, ou demandez l’adresse au centre.";
  }
  if (!window.indexedDB || !window.crypto?.subtle || !navigator.locks || !navigator.serviceWorker) {
    return "Ce navigateur est trop ancien pour garder des saisies sur la tablette : restez en ligne et enregistrez chaque compétence.";
  }
  try {
    await regler("essai", Date.now());
  } catch {
    return "Cette tablette ne garde rien (navigation privée, ou mémoire pleine) : restez en ligne et enregistrez chaque compétence.";
  }
  return "";
}

async function montrerLaCoquille(utilisateur, paquet) {
  const lue = ici();
  const grille = paquet?.grilles.find((une) => une.grille === lue.grille && une.competences);
  const lire = await lectureDesLignes(utilisateur, paquet);
  const documents = lue.page === "documents" ? await documentsDe(utilisateur, lue.grille) : null;
  let page;
  if (!paquet) {
    const texte = "Cette tablette n’a rien préparé pour vous. Connectez-vous une fois en ligne : vos prochaines séances y seront gardées.";
    page = pageAbsente("Hors réseau", texte);
  } else if (lue.page === "grille" && grille) page = pageDeLaGrille(grille, lire);
  else if (documents) page = pageDesDocuments(documents);
  else if (lue.page === "commissions") page = pageDesCommissions(paquet, lire);
  else page = pageAbsente("Hors réseau", "Cette page demande le réseau. Vos saisies restent sur la tablette.");
  contenu.replaceChildren(...page);
  document.querySelector("[data-gauche]").textContent = (grille ?? documents)?.initiales ?? "Mes commissions";
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

async function ouvrirLaPage(utilisateur, paquet) {
  const lue = ici();
  if (lue.page === "competence" && (await montrer({ utilisateur, paquet, ...lue }))) return true;
  if (coquille) await montrerLaCoquille(utilisateur, paquet);
  else annoter(await lectureDesLignes(utilisateur, paquet));
  return lue.page !== "competence";
}

/** A link leads away once what was typed is on the tablet; to another competence, without asking the portal. */
function suivreLesLiens(utilisateur) {
  let adresse = location.pathname + location.search;
  document.addEventListener("click", async (evenement) => {
    const lien = evenement.target.closest("a[href]");
    if (!lien || evenement.defaultPrevented || evenement.button || evenement.metaKey || evenement.ctrlKey || evenement.shiftKey) return;
    const url = new URL(lien.href);
    if (url.origin !== location.origin || lien.target || lien.getAttribute("href").startsWith("#")) return;
    evenement.preventDefault();
    await deposer();
    const paquet = await paquetGarde(utilisateur);
    const lue = route(url);
    if (lue.page !== "competence" || !(await montrer({ utilisateur, paquet, ...lue }))) {
      if (liaison.etat === "ok") await Promise.race([pousser(utilisateur), new Promise((fait) => setTimeout(fait, PATIENCE))]);
      return location.assign(url);
    }
    if (lue.sorte !== face) await regler("face", (face = lue.sorte));
    history.pushState(null, "", url);
    adresse = url.pathname + url.search;
    if (lue.sorte === "commun") suivreLeCollegue(utilisateur, lue);
    window.scrollTo(0, 0);
    contenu.querySelector("h1")?.focus();
  });
  window.addEventListener("popstate", async () => {
    if (adresse === location.pathname + location.search) return; // an anchor of the page
    adresse = location.pathname + location.search;
    await deposer();
    if (!(await ouvrirLaPage(utilisateur, await paquetGarde(utilisateur)))) location.reload();
  });
}

/** The common result is written by two: what the colleague wrote meanwhile is asked for, and shown if nobody types. */
async function suivreLeCollegue(utilisateur, lue) {
  const { etat, paquet } = await renouveler(utilisateur);
  const encore = ici();
  if (etat !== "ok" || encore.competence !== lue.competence || encore.sorte !== "commun") return;
  await montrer({ utilisateur, paquet, ...lue, discret: true });
}

async function tenirLePaquet(utilisateur, paquet) {
  const lue = ici();
  const absente = lue.grille && !paquet?.grilles.some(({ grille, competences }) => grille === lue.grille && competences);
  if (lue.sorte === "commun" && !absente) return suivreLeCollegue(utilisateur, lue);
  if (paquet?.regles && !absente && Math.abs(Date.now() - paquet.recu) < FRAICHEUR && !coquille) return;
  const recu = await renouveler(utilisateur, absente ? lue.grille : null);
  if (recu.etat === "ok" && absente) await ouvrirLaPage(utilisateur, recu.paquet);
}

async function commencer() {
  const raison = await empechement();
  if (raison) return avertir(raison);
  const connu = Number(document.body.dataset.utilisateur) || null;
  if (connu) await noterPersonne(connu);
  const utilisateur = connu ?? (await personne());
  if (!utilisateur) {
    contenu.replaceChildren(...pageAbsente("Hors réseau", "Personne n’est connecté sur cette tablette. Reconnectez-vous dès que le réseau revient."));
    return;
  }
  if (!(await chiffre(utilisateur))) avertir("Ce navigateur refuse le chiffrement : ce que vous saisissez reste lisible sur la tablette jusqu’à l’envoi.");
  navigator.serviceWorker.register("/tablette.js", { scope: "/mes-commissions/" });
  navigator.serviceWorker.register("/tablette.js", { scope: "/grilles/" });
  navigator.storage?.persist?.();
  tenirLaSaisie();
  tenirLeTemoin(utilisateur);
  tenirLaSortie(utilisateur);
  suivreLesLiens(utilisateur);
  pousserQuandIlFaut(utilisateur);
  face = (await reglage("face")) ?? face;
  const paquet = await paquetGarde(utilisateur);
  await ouvrirLaPage(utilisateur, paquet);
  document.documentElement.dataset.tablette = "prete";
  const attendait = (await enAttente(utilisateur)).length > 0;
  await pousser(utilisateur);
  if (attendait && ici().page !== "competence" && !(await enAttente(utilisateur)).length) return location.reload(); // it says more now
  await tenirLePaquet(utilisateur, paquet);
  await oublierLesAnciennes(utilisateur);
  if (liaison.etat === "ok") await rafraichirDocuments(utilisateur);
  nouvelles.addEventListener("file", async () => annoter(await lectureDesLignes(utilisateur, await paquetGarde(utilisateur))));
}

commencer();
