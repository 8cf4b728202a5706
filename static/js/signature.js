// A signature drawn with a finger, a pen or a mouse: strokes kept as vectors in a hidden field, drawn again at every size, so that
// turning the device never blanks it. One stroke is a list of [x, y] in thousandths of the pad's width (commun/signature.py).
//
//   <div class="signature">
//     <canvas data-signature="id_of_the_hidden_field" role="img" aria-label="…"></canvas>
//     <input type="hidden" id="id_of_the_hidden_field" name="signature">
//     <button type="button" data-signature-effacer>Effacer</button>
//   </div>
//
// The field tells of each stroke by an `input` event; give it strokes and send it `change`, and they are drawn.

const LARGEUR = 1000;
const HAUTEUR = 334;
const PAS = 3; // thousandths between two points kept
const EPAISSEUR = 5;

const lire = (champ) => {
  try {
    const traits = JSON.parse(champ.value || "[]");
    return Array.isArray(traits) ? traits : [];
  } catch {
    return [];
  }
};

const borner = (valeur, fin) => Math.min(fin, Math.max(0, Math.round(valeur)));

export function poserSignature(canevas) {
  const champ = document.getElementById(canevas.dataset.signature);
  const effacer = canevas.parentElement.querySelector("[data-signature-effacer]");
  let traits = lire(champ);
  let trait = null;
  canevas.closest("section")?.removeAttribute("hidden"); // without this script one signs without drawing

  const dessiner = () => {
    const { clientWidth: largeur, clientHeight: hauteur } = canevas;
    if (!largeur) return; // hidden: drawn when it is shown
    const densite = window.devicePixelRatio || 1;
    canevas.width = Math.round(largeur * densite);
    canevas.height = Math.round(hauteur * densite);
    const crayon = canevas.getContext("2d");
    const echelle = canevas.width / LARGEUR;
    crayon.scale(echelle, echelle);
    crayon.lineWidth = EPAISSEUR;
    crayon.lineCap = "round";
    crayon.lineJoin = "round";
    crayon.strokeStyle = getComputedStyle(canevas).color;
    for (const [[x, y], ...suite] of traits) {
      crayon.beginPath();
      crayon.moveTo(x, y);
      if (!suite.length) crayon.lineTo(x + 1, y);
      for (const [a, b] of suite) crayon.lineTo(a, b);
      crayon.stroke();
    }
  };

  const garder = () => {
    champ.value = traits.length ? JSON.stringify(traits) : "";
    if (effacer) effacer.disabled = !traits.length;
    champ.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const ajouter = ({ clientX, clientY }) => {
    const cadre = canevas.getBoundingClientRect();
    const echelle = LARGEUR / cadre.width;
    const point = [borner((clientX - cadre.left) * echelle, LARGEUR), borner((clientY - cadre.top) * echelle, HAUTEUR)];
    const dernier = trait.at(-1);
    if (!dernier || Math.hypot(point[0] - dernier[0], point[1] - dernier[1]) >= PAS) trait.push(point);
  };

  canevas.addEventListener("pointerdown", (evenement) => {
    if (trait || !evenement.isPrimary || evenement.button) return; // the palm on the glass does not sign
    evenement.preventDefault();
    canevas.setPointerCapture(evenement.pointerId);
    trait = [];
    traits.push(trait);
    ajouter(evenement);
    dessiner();
  });
  canevas.addEventListener("pointermove", (evenement) => {
    if (!trait || !evenement.isPrimary) return;
    const passages = evenement.getCoalescedEvents?.() ?? [];
    for (const passage of passages.length ? passages : [evenement]) ajouter(passage);
    dessiner();
  });
  for (const fin of ["pointerup", "pointercancel"])
    canevas.addEventListener(fin, (evenement) => {
      if (!trait || !evenement.isPrimary) return;
      trait = null;
      garder();
    });

  effacer?.addEventListener("click", () => {
    traits = [];
    garder();
    dessiner();
  });
  champ.addEventListener("change", () => {
    traits = lire(champ);
    if (effacer) effacer.disabled = !traits.length;
    dessiner();
  });

  if (effacer) effacer.disabled = !traits.length;
  new ResizeObserver(dessiner).observe(canevas);
  dessiner();
}

for (const canevas of document.querySelectorAll("canvas[data-signature]")) poserSignature(canevas);
