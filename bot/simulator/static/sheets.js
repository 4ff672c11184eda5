// The sheet that slides over the page: attaching, lists, settings of a phone.
import { element } from "./api.js";

const PLACES = [
  ["Jakarta, Kemang", -6.2607, 106.8106], ["Beijing", 39.9042, 116.4074], ["Kuala Lumpur", 3.139, 101.6869],
  ["Taipei", 25.033, 121.5654], ["Paris", 48.8566, 2.3522], ["Mecca", 21.4225, 39.8262],
];
const dialog = document.getElementById("sheet");
const title = document.getElementById("sheet-title");
const body = document.getElementById("sheet-body");
const picker = document.getElementById("file-picker");

document.getElementById("sheet-close").addEventListener("click", () => dialog.close());

function open(heading, parts) {
  title.textContent = heading;
  body.replaceChildren(...parts);
  dialog.showModal();
}

function choice(label, action, small) {
  const node = element("button", "choice", label);
  node.type = "button";
  if (small) node.append(element("small", "", small));
  node.addEventListener("click", () => {
    dialog.close();
    action();
  });
  return node;
}

function field(label, value) {
  const node = element("label", "", label);
  const input = element("input");
  input.inputMode = "decimal";
  input.value = value;
  node.append(input);
  return [node, input];
}

function coordinates(send) {
  const [latitudeLabel, latitude] = field("Latitude", "-6.1754");
  const [longitudeLabel, longitude] = field("Longitude", "106.8272");
  const pair = element("div", "pair");
  const go = element("button", "main", "Send");
  go.type = "button";
  go.addEventListener("click", () => {
    dialog.close();
    send("location", { latitude: Number(latitude.value), longitude: Number(longitude.value) });
  });
  pair.append(latitudeLabel, longitudeLabel, go);
  return pair;
}

function pick(accept, use) {
  picker.accept = accept;
  picker.value = "";
  picker.onchange = () => {
    const file = picker.files[0];
    if (!file) return;
    const reader = new FileReader();
    reader.onload = () => use({
      data_base64: reader.result.split(",")[1] || "", mime_type: file.type || "application/octet-stream",
      filename: file.name,
    });
    reader.readAsDataURL(file);
  };
  picker.click();
}

export function openAttach(phone, send) {
  const places = element("div", "chips");
  for (const [name, latitude, longitude] of PLACES) {
    const chip = element("button", "", name);
    chip.type = "button";
    chip.addEventListener("click", () => {
      dialog.close();
      send("location", { latitude, longitude });
    });
    places.append(chip);
  }
  const near = () => ({
    latitude: phone.position.latitude + (Math.random() - 0.5) / 100,
    longitude: phone.position.longitude + (Math.random() - 0.5) / 100,
  });
  open("Attach", [
    element("h3", "", "Position"), places, coordinates(send),
    element("h3", "", "Live position"),
    choice("Start sharing", () => send("live_location", { ...phone.position, live_period: 900 })),
    choice("Move", () => send("live_update", near())), choice("Stop sharing", () => send("live_stop", {})),
    element("h3", "", "Picture, sound, file"),
    choice("Sample photo", () => send("photo", {})), choice("Photo from this device…", () => pick(
      "image/jpeg,image/png", (file) => send("photo", file))),
    choice("Voice message (3 s of silence)", () => send("voice", {})),
    choice("Document from this device…", () => pick("", (file) => send("document", file))),
    choice("Sticker", () => send("sticker", { emoji: "🙏" })),
    element("h3", "", "People and messages"),
    choice("My own contact", () => send("contact", { own: true })),
    choice("Somebody else's contact", () => send("contact", { name: "Budi", number: "+628550009999" })),
    choice("React 👍 to the last message", () => send("reaction", { emoji: "👍" })),
    choice("Edit my last text…", () => {
      const text = window.prompt("New text");
      if (text) send("edit", { text });
    }),
    choice("A kind of message bots do not know", () => send("unknown", {})),
  ]);
}

export function openList(bubble, tap) {
  const parts = [];
  for (const section of bubble.sheet.sections) {
    if (section.title) parts.push(element("h3", "", section.title));
    for (const row of section.rows) parts.push(choice(row.title, () => tap(bubble, row), row.description));
  }
  open(bubble.sheet.button, parts);
}

export function openSettings(phone, actions) {
  const parts = [
    element("p", "", `${phone.name} · +${phone.number} · Telegram ${phone.telegram_id} · ${phone.bsuid}`),
    choice(phone.blocked ? "Unblock the bot" : "Block the bot", () => actions.block(!phone.blocked)),
  ];
  if (phone.platform === "whatsapp") {
    parts.push(choice("Let the 24-hour window end", () => actions.closeWindow(),
      phone.window_open ? "The window is open." : "The window is closed: the bot can send templates only."));
    for (const [value, label] of [
      ["yes", "WhatsApp tells the number"], ["omitted", "WhatsApp leaves the number out"],
      ["empty", "WhatsApp sends an empty number"]]) {
      parts.push(choice((phone.share_number === value ? "● " : "○ ") + label,
        () => actions.change({ share_number: value })));
    }
  }
  parts.push(choice("Remove this phone", () => actions.remove()));
  open("Phone settings", parts);
}
