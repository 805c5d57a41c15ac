// What the diary offers beside the fields of an assessment is taken at a tap, never by itself; a number that is typed over is not the diary's any more.
import { announce } from "./found.js";

const NUMBERS = /^[mc]_(headache_days_28|acute_med_days_28)(_|$)/;
let taking = false;

function put(input, value) {
  if (!input) return;
  input.value = value;
  announce(input);
}

// Days by class belong to a headache, and the diary does not tell headaches apart: they are taken where there is one.
function putClasses(form, offer) {
  const rows = [...form.querySelectorAll("#headaches [data-row]")].filter((row) => !row.hidden);
  if (rows.length !== 1) return;
  for (const input of rows[0].querySelectorAll('input[name*="-med_"]')) {
    const key = input.name.split("-med_")[1];
    put(input, offer.getAttribute(`data-days-${key}`) ?? "");
    input.closest("details")?.setAttribute("open", "");
  }
}

function take(button) {
  const form = button.closest("form");
  const offer = button.closest(".diary-offer");
  taking = true;
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.takes))) {
    const input = form.elements[name];
    put(input, value);
    if (value !== "" && input?.type !== "hidden") input?.closest("details")?.setAttribute("open", "");
  }
  if (button.dataset.measure === "acute_med_days_28") putClasses(form, offer);
  taking = false;
  offer.querySelector("[data-taken-note]").textContent = "Filled in from the diary. It is kept when you save.";
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-takes]");
  if (button) take(button);
});

document.addEventListener("input", (event) => {
  const measure = !taking && event.target.name?.match(NUMBERS)?.[1];
  const origin = measure && event.target.form?.elements[`d_${measure}`];
  if (!origin) return;
  origin.value = "";
});
