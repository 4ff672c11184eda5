// One message on the screen.
import { element, mediaUrl } from "./api.js";
import { formatted } from "./text.js";
import { words } from "./words.js";

const TICKS = { sent: ["✓", "sent"], delivered: ["✓✓", "delivered"], read: ["✓✓", "read"], failed: ["!", "failed"] };

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function media(bubble) {
  const file = bubble.media;
  if (!file) return null;
  if (!file.id) return element("div", "text", file.name);
  const url = mediaUrl(file.id);
  if (bubble.kind === "image" || bubble.kind === "sticker") {
    const image = element("img");
    image.src = url;
    image.alt = bubble.text || (bubble.kind === "sticker" ? "Sticker" : "Photo");
    return image;
  }
  if (["voice", "audio", "video", "video_note"].includes(bubble.kind)) {
    const player = element(bubble.kind.startsWith("video") ? "video" : "audio");
    player.controls = true;
    player.preload = "none";
    player.src = url;
    player.setAttribute("aria-label", bubble.kind === "voice" ? "Voice message" : file.name);
    return player;
  }
  const node = element("div", "with-icon file");
  const link = element("a", "", file.name);
  link.href = url;
  link.download = file.name;
  node.append(link);
  return node;
}

function place(bubble) {
  const point = bubble.location;
  if (!point) return null;
  const node = element("div", "with-icon place");
  const link = element("a", "", point.name || `${point.latitude.toFixed(4)}, ${point.longitude.toFixed(4)}`);
  link.href = `geo:${point.latitude},${point.longitude}`;
  const words = element("div");
  words.append(link);
  if (point.address) words.append(element("div", "foot", point.address));
  if (bubble.kind === "live_location") words.append(element("div", "foot", "Live position"));
  node.append(words);
  return node;
}

function person(bubble) {
  if (!bubble.contact) return null;
  const node = element("div", "with-icon person");
  const text = element("div", "", bubble.contact.name);
  const link = element("a", "foot", bubble.contact.number);
  link.href = "tel:" + bubble.contact.number.replace(/[^\d+]/g, "");
  text.append(element("br"), link);
  node.append(text);
  return node;
}

function meta(bubble) {
  const node = element("div", "meta", (bubble.edited ? "edited " : "") + clock(bubble.at) + " ");
  if (bubble.side === "phone" || bubble.ticks === "failed") {
    const [sign, name] = TICKS[bubble.ticks] || TICKS.sent;
    const ticks = element("span", `ticks ${bubble.ticks}`, sign);
    ticks.setAttribute("role", "img");
    ticks.setAttribute("aria-label", name);
    node.append(ticks);
  }
  return node;
}

function button(bubble, item, phone, actions) {
  if (item.action === "url") {
    const link = element("a", "", item.title);
    link.href = item.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  const node = element("button", "", item.title || words(phone.language_code)[item.action] || "?");
  node.type = "button";
  if (item.style) node.dataset.style = item.style;
  if (item.waiting) node.setAttribute("aria-busy", "true");
  node.addEventListener("click", () => actions.tap(bubble, item));
  return node;
}

function buttons(bubble, phone, actions) {
  if (!bubble.rows.length && !bubble.sheet) return null;
  const node = element("div", "buttons");
  for (const row of bubble.rows) {
    const line = element("div", "line");
    for (const item of row) line.append(button(bubble, item, phone, actions));
    node.append(line);
  }
  if (bubble.sheet) {
    const open = element("button", "", `☰ ${bubble.sheet.button}`);
    open.type = "button";
    open.addEventListener("click", () => actions.openList(bubble));
    node.append(open);
  }
  return node;
}

export function renderBubble(bubble, phone, quoted, actions) {
  const node = element("div", "message" + (bubble.side === "phone" ? " mine" : ""));
  node.dataset.id = bubble.id;
  if (bubble.ticks === "failed") node.classList.add("failed");
  const body = element("div", "bubble");
  if (bubble.deleted) {
    body.append(element("div", "foot", "Message deleted"), meta(bubble));
    node.append(body);
    return node;
  }
  if (bubble.group) body.append(element("div", "foot", "in the group"));
  if (quoted) body.append(element("div", "quoted", quoted.text || quoted.kind));
  if (bubble.header) body.append(element("div", "head", bubble.header));
  for (const part of [media(bubble), place(bubble), person(bubble)]) if (part) body.append(part);
  if (bubble.kind === "unknown") body.append(element("div", "foot", "(a kind of message bots do not know)"));
  if (bubble.text) body.append(formatted(bubble.text, bubble.entities, phone.platform));
  if (bubble.footer) {
    const foot = formatted(bubble.footer, [], "telegram");
    foot.className = "foot";
    body.append(foot);
  }
  body.append(meta(bubble));
  node.append(body);
  if (bubble.reaction) node.append(element("span", "reaction", bubble.reaction));
  const row = buttons(bubble, phone, actions);
  if (row) node.append(row);
  return node;
}
