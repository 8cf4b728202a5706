// Identity papers in number: files are sent one by one, three at a time, each with its progress; what a cut network stopped is sent
// again, and nothing is sent twice (the server knows a file again). Without JavaScript the form sends them all at once.

const formulaire = document.querySelector("form[data-envois]");
const champ = formulaire.querySelector("input[type=file]");
const depot = formulaire.querySelector("[data-depot]");
const liste = formulaire.querySelector("[data-liste]");
const avancement = formulaire.querySelector("[data-avancement]");
const reprise = formulaire.querySelector("[data-reprise]");
const ENSEMBLE = 3;
const ATTENTES = [1000, 3000, 8000]; // ms before a file cut on its way is sent again by itself
const LOURD = 1_500_000; // bytes beyond which a photo is reduced before it leaves
const COTE = 2400;
const envois = [];
let rafraichir = false;

formulaire.querySelector("[data-sans-script]").hidden = true;

// A photo of 12 MB leaves as one of some hundred KB; what this browser cannot read (HEIC) goes as it is, and is reduced at the door.
async function reduire(fichier) {
  if (fichier.size <= LOURD || !/^image\/(jpeg|png)$/.test(fichier.type)) return fichier;
  try {
    const image = await createImageBitmap(fichier, { imageOrientation: "from-image" });
    const echelle = Math.min(1, COTE / Math.max(image.width, image.height));
    const toile = document.createElement("canvas");
    toile.width = Math.round(image.width * echelle);
    toile.height = Math.round(image.height * echelle);
    const dessin = toile.getContext("2d");
    dessin.fillStyle = "#fff";
    dessin.fillRect(0, 0, toile.width, toile.height);
    dessin.drawImage(image, 0, 0, toile.width, toile.height);
    image.close();
    const reduit = await new Promise((rendre) => toile.toBlob(rendre, "image/jpeg", 0.85));
    return reduit && reduit.size < fichier.size ? new File([reduit], fichier.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg" }) : fichier;
  } catch {
    return fichier;
  }
}

function poster(envoi, fichier) {
  return new Promise((rendre, refuser) => {
    const corps = new FormData();
    corps.append("csrfmiddlewaretoken", formulaire.elements.csrfmiddlewaretoken.value);
    corps.append("fichier", fichier, fichier.name);
    const requete = new XMLHttpRequest();
    requete.open("POST", formulaire.action);
    requete.setRequestHeader("X-Requested-With", "piece");
    requete.timeout = 180_000;
    requete.upload.addEventListener("progress", ({ loaded, total }) => {
      envoi.barre.max = total;
      envoi.barre.value = loaded;
    });
    requete.addEventListener("load", () => rendre(requete));
    for (const panne of ["error", "timeout", "abort"]) requete.addEventListener(panne, () => refuser(new Error(panne)));
    requete.send(corps);
  });
}

function dire(envoi, etat, phrase) {
  envoi.etat = etat;
  envoi.mot.textContent = phrase;
  envoi.barre.hidden = etat !== "part";
  compter();
}

async function envoyer(envoi) {
  dire(envoi, "part", "préparation…");
  const fichier = (envoi.reduit ??= await reduire(envoi.fichier));
  envoi.mot.textContent = "envoi…";
  for (const attente of [...ATTENTES, null]) {
    try {
      const reponse = await poster(envoi, fichier);
      const lue = reponse.getResponseHeader("Content-Type")?.includes("json") ? JSON.parse(reponse.responseText) : null;
      if (reponse.status === 200 && lue) return dire(envoi, "recue", "reçue");
      if (reponse.status === 400 && lue) return dire(envoi, "refusee", lue.phrases.join(" "));
      if (reponse.status < 500) return dire(envoi, "coupee", "non envoyée : reconnectez-vous dans un autre onglet, puis reprenez");
      throw new Error(String(reponse.status));
    } catch {
      if (attente === null) return dire(envoi, "coupee", "non envoyée : le réseau a coupé");
      envoi.mot.textContent = "le réseau a coupé, nouvel essai…";
      await new Promise((suite) => setTimeout(suite, attente));
    }
  }
}

const en = (etat) => envois.filter((envoi) => envoi.etat === etat).length;

function compter() {
  const recues = en("recue");
  const coupees = en("coupee");
  const refusees = en("refusee");
  const restent = envois.length - recues - coupees - refusees;
  const phrases = [`${recues} sur ${envois.length} reçue${recues > 1 ? "s" : ""}`];
  if (restent) phrases.push(`${restent} en route`);
  if (refusees) phrases.push(`${refusees} refusée${refusees > 1 ? "s" : ""}`);
  if (coupees) phrases.push(`${coupees} à reprendre`);
  avancement.textContent = phrases.join(", ");
  reprise.hidden = !coupees;
}

async function actualiser() {
  if (rafraichir) return;
  rafraichir = true;
  try {
    const reponse = await fetch(location.href, { headers: { Accept: "text/html" } });
    const bac = new DOMParser().parseFromString(await reponse.text(), "text/html").querySelector("#bac");
    if (bac) document.querySelector("#bac").replaceChildren(...bac.childNodes);
    preparer();
  } finally {
    rafraichir = false;
  }
}

let enCours = 0;
async function suivre() {
  while (enCours < ENSEMBLE) {
    const envoi = envois.find(({ etat }) => etat === "attend");
    if (!envoi) break;
    enCours += 1;
    envoi.etat = "part";
    envoyer(envoi).finally(() => {
      enCours -= 1;
      if (enCours || envois.some(({ etat }) => etat === "attend")) suivre();
      else actualiser();
    });
  }
}

function ajouter(fichiers) {
  for (const fichier of fichiers) {
    const ligne = document.createElement("li");
    const nom = document.createElement("span");
    const mot = document.createElement("span");
    const barre = document.createElement("progress");
    nom.textContent = fichier.name;
    nom.className = "secable";
    mot.className = "source";
    mot.textContent = "en attente";
    barre.hidden = true;
    barre.setAttribute("aria-label", fichier.name);
    ligne.append(nom, mot, barre);
    liste.append(ligne);
    envois.push({ fichier, mot, barre, etat: "attend" });
  }
  liste.hidden = avancement.hidden = !envois.length;
  champ.value = "";
  compter();
  suivre();
}

function reprendre() {
  for (const envoi of envois) if (envoi.etat === "coupee") envoi.etat = "attend";
  compter();
  suivre();
}

champ.addEventListener("change", () => ajouter([...champ.files]));
formulaire.addEventListener("submit", (evenement) => evenement.preventDefault());
formulaire.querySelector("[data-reprendre]").addEventListener("click", reprendre);
window.addEventListener("online", reprendre);
window.addEventListener("beforeunload", (evenement) => {
  if (envois.some(({ etat }) => ["attend", "part", "coupee"].includes(etat))) evenement.preventDefault();
});
for (const geste of ["dragenter", "dragover"]) {
  document.addEventListener(geste, (evenement) => {
    if (!evenement.dataTransfer?.types.includes("Files")) return;
    evenement.preventDefault();
    depot.classList.add("survol");
  });
}
document.addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) depot.classList.remove("survol");
});
document.addEventListener("drop", (evenement) => {
  if (!evenement.dataTransfer?.files.length) return;
  evenement.preventDefault();
  depot.classList.remove("survol");
  ajouter([...evenement.dataTransfer.files]);
});

// ---------------------------------------------------------------- whose is it

const cle = (texte) => texte.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
const visibles = () => [...document.querySelectorAll("[data-choix] label:not([hidden]) input")];

function filtrer(recherche) {
  const mots = cle(recherche.value).split(" ");
  for (const choix of document.querySelectorAll("[data-choix] label")) choix.hidden = !mots.every((mot) => choix.dataset.candidat.includes(mot));
  const restent = visibles();
  if (recherche.value && restent.length) restent[0].checked = true;
}

function bouger(sens) {
  const restent = visibles();
  if (!restent.length) return;
  const rang = restent.findIndex(({ checked }) => checked);
  const choisi = restent[Math.min(Math.max(rang + sens, 0), restent.length - 1)];
  choisi.checked = true;
  choisi.closest("label").scrollIntoView({ block: "nearest" });
}

function preparer() {
  document.querySelector("[data-chercher]")?.focus({ preventScroll: !envois.length });
}

document.addEventListener("input", ({ target }) => {
  if ("chercher" in target.dataset) filtrer(target);
});
document.addEventListener("keydown", (evenement) => {
  if (!("chercher" in evenement.target.dataset)) return;
  const sens = { ArrowDown: 1, ArrowUp: -1 }[evenement.key];
  if (!sens) return;
  evenement.preventDefault();
  bouger(sens);
});
preparer();
