// Text of a bubble: formatting of each messenger, links, and numbers that can be called.
import { element } from "./api.js";

const LINK = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])|(\+?\d[\d\s().-]{5,16}\d)|(?<![\d.,:+-])(1\d{2}|911|999|99[1-8])(?![\d.,:]?\d)/g;
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "q",
};
const WHATSAPP = /```([^`]+)```|\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~/g;

function linkTo(found) {
  const [whole, url, long] = found;
  const link = element("a", "", whole);
  if (url) {
    link.href = url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  const digits = whole.replace(/\D/g, "");
  if (long && (digits.length < 7 || digits.length > 15)) return null;
  link.href = "tel:" + (whole.trim().startsWith("+") ? "+" : "") + digits;
  return link;
}

function addLinked(parent, text) {
  let position = 0;
  for (const found of text.matchAll(LINK)) {
    const link = linkTo(found);
    if (!link) continue;
    parent.append(text.slice(position, found.index), link);
    position = found.index + found[0].length;
  }
  parent.append(text.slice(position));
}

function addEntities(parent, text, entities, from, to) {
  let position = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const end = entity.offset + entity.length;
    if (entity.offset < position || end > to) continue;
    addLinked(parent, text.slice(position, entity.offset));
    const node = element(entity.type === "text_link" ? "a" : TAGS[entity.type] || "span");
    if (entity.type === "text_link" && /^https?:\/\//.test(entity.url)) node.href = entity.url;
    if (entity.type === "spoiler") node.className = "spoiler";
    addEntities(node, text, entities.slice(index + 1), entity.offset, end);
    parent.append(node);
    position = end;
  }
  addLinked(parent, text.slice(position, to));
}

function addWhatsApp(parent, text) {
  let position = 0;
  for (const found of text.matchAll(WHATSAPP)) {
    addLinked(parent, text.slice(position, found.index));
    const kind = found[1] ? "code" : found[2] ? "strong" : found[3] ? "em" : "s";
    parent.append(element(kind, "", found[1] || found[2] || found[3] || found[4]));
    position = found.index + found[0].length;
  }
  addLinked(parent, text.slice(position));
}

export function formatted(text, entities, platform) {
  const node = element("div", "text");
  if (platform === "whatsapp") addWhatsApp(node, text);
  else addEntities(node, text, entities || [], 0, text.length);
  return node;
}
