// The page: phones side by side, live.
import { call, listen } from "./api.js";
import { PhoneView } from "./phone.js";

const MAX_PHONES = 4;
const desk = document.getElementById("phones");
const lost = document.getElementById("lost");
const addButton = document.getElementById("new-phone");
const dialog = document.getElementById("new-phone-dialog");
const form = document.getElementById("new-phone-form");
const views = new Map();

function countPhones() {
  addButton.disabled = views.size >= MAX_PHONES;
  addButton.title = addButton.disabled ? "Four phones are the most. Remove one first." : "";
}

function addView(record) {
  let view = views.get(record.id);
  if (!view) {
    view = new PhoneView(record);
    views.set(record.id, view);
    desk.append(view.node);
    countPhones();
  }
  return view;
}

function removeView(id) {
  views.get(id)?.node.remove();
  views.delete(id);
  countPhones();
}

async function loadAll() {
  const held = [...views.values()];
  for (const view of held) view.hold();
  let state;
  try {
    state = await call("GET", "/state");
  } catch {
    for (const view of held) view.release();
    return;
  }
  for (const id of [...views.keys()]) if (!state.phones.some((phone) => phone.id === id)) removeView(id);
  for (const record of state.phones) {
    const known = views.has(record.id);
    const view = addView(record);
    if (!known) view.hold();
    view.load(record);
  }
  if (!state.phones.length) {
    await call("POST", "/phones", { name: "Sari", platform: "telegram", language_code: "id" });
  }
}

listen((event) => {
  if (event.type === "removed") removeView(event.phone);
  else if (event.type === "phone") {
    const fresh = !views.has(event.phone);
    const moved = addView(event.record).show(event.record);
    if (fresh || moved) views.get(event.phone).reload();
  } else if (event.type !== "hello") views.get(event.phone)?.receive(event);
}, (connected) => {
  lost.hidden = connected;
  if (connected) loadAll();
});

addButton.addEventListener("click", () => dialog.showModal());
form.addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "ok") return;
  event.preventDefault();
  const complaint = form.querySelector(".complaint");
  try {
    await call("POST", "/phones", Object.fromEntries(new FormData(form)));
    complaint.hidden = true;
    dialog.close();
  } catch (error) {
    complaint.textContent = error.message;
    complaint.hidden = false;
  }
});

window.setInterval(() => {
  for (const view of views.values()) if (view.record.typing) view.reload();
}, 6000);
