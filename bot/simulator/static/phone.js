// One phone: its screen and what the traveller can do on it.
import { call, element } from "./api.js";
import { clock, renderBubble } from "./bubble.js";
import { words } from "./words.js";
import { openAttach, openList, openSettings } from "./sheets.js";

const template = document.getElementById("phone-template");

export class PhoneView {
  constructor(record) {
    this.record = record;
    this.bubbles = new Map();
    this.loads = 0;
    this.waiting = [];
    this.node = template.content.firstElementChild.cloneNode(true);
    this.part = (name) => this.node.querySelector("." + name);
    this.chat = this.part("chat");
    this.input = this.node.querySelector("textarea");
    this.typing = element("div", "typing");
    this.typing.setAttribute("aria-hidden", "true");
    this.typing.append(element("span"), element("span"), element("span"));
    this.connect();
    this.show(record);
  }

  connect() {
    for (const radio of this.node.querySelectorAll(".platforms input")) {
      radio.name = `platform-${this.record.id}`;
      radio.addEventListener("change", () => this.change({ platform: radio.value }));
    }
    this.part("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendText();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.sendText();
      }
    });
    this.input.addEventListener("input", () => this.fitInput());
    this.part("attach").addEventListener("click", () =>
      openAttach(this.record, (kind, data) => this.send({ kind, ...data })));
    this.part("options").addEventListener("click", () => openSettings(this.record, {
      block: (blocked) => this.post("block", { blocked }),
      closeWindow: () => this.post("window", { open: false }),
      change: (fields) => this.change(fields),
      remove: () => this.attempt(() => call("DELETE", `/phones/${this.record.id}`)),
    }));
    document.addEventListener("visibilitychange", () => this.markRead());
  }

  fitInput() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 120)}px`;
  }

  async attempt(action) {
    const complaint = this.node.querySelector(".phone > .complaint");
    try {
      complaint.hidden = true;
      return await action();
    } catch (error) {
      complaint.textContent = error.message;
      complaint.hidden = false;
      return null;
    }
  }

  post(path, body) {
    return this.attempt(() => call("POST", `/phones/${this.record.id}/${path}`, body));
  }

  send(action) {
    return this.post("send", action);
  }

  change(fields) {
    return this.loadFrom(() => call("PATCH", `/phones/${this.record.id}`, fields));
  }

  reload() {
    return this.loadFrom(() => call("GET", `/phones/${this.record.id}`));
  }

  // Events that come while a snapshot is on its way are kept and applied after it, so that none is lost.
  hold() {
    this.loads += 1;
  }

  async loadFrom(fetchRecord) {
    this.hold();
    const record = await this.attempt(fetchRecord);
    if (record) this.load(record);
    else this.release();
  }

  release() {
    this.loads -= 1;
    if (this.loads > 0) return;
    const events = this.waiting.splice(0);
    for (const event of events) this.receive(event);
  }

  async sendText() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fitInput();
    if (!(await this.send({ kind: "text", text }))) this.input.value = text;
    this.input.focus();
  }

  tap(bubble, item) {
    const target = item.data ? { data: item.data } : { title: item.title };
    if (!item.data && !item.title) {
      this.send({ kind: item.action === "contact" ? "contact" : "location", own: true, ...this.record.position,
        context_id: bubble.platform_id });
      return;
    }
    this.send({ kind: "tap", bubble_id: bubble.id, ...target });
  }

  load(record) {
    this.bubbles.clear();
    this.chat.replaceChildren();
    this.show(record);
    for (const bubble of record.bubbles || []) this.put(bubble);
    this.showStart();
    this.release();
    this.toEnd();
    this.markRead();
  }

  show(record) {
    const moved = record.platform !== this.record.platform;
    this.record = { ...this.record, ...record };
    this.node.dataset.platform = record.platform;
    this.node.dataset.phone = record.id;
    this.node.setAttribute("aria-label", `Phone of ${record.name}`);
    const owner = this.part("owner");
    owner.replaceChildren(record.name + " ", element("small", "", record.language_code));
    for (const radio of this.node.querySelectorAll(".platforms input")) radio.checked = radio.value === record.platform;
    this.part("clock").textContent = clock(Date.now() / 1000);
    this.part("subtitle").textContent = record.blocked ? "blocked" : record.typing ? words(record.language_code).typing
      : record.platform === "telegram" ? "bot" : "business account";
    const notice = this.part("notice");
    notice.textContent = record.notice;
    notice.hidden = !record.notice || record.platform !== "telegram";
    if (record.typing) this.chat.append(this.typing);
    else this.typing.remove();
    this.showKeyboard(record.platform === "telegram" ? record.keyboard : null);
    if (record.typing) this.toEnd();
    return moved;
  }

  showKeyboard(keyboard) {
    const node = this.part("keyboard");
    node.hidden = !keyboard;
    node.replaceChildren();
    this.input.placeholder = keyboard?.placeholder || words(this.record.language_code).message;
    for (const row of keyboard?.rows || []) {
      const line = element("div", "line");
      for (const item of row) {
        const key = element("button", "", item.title);
        key.type = "button";
        key.addEventListener("click", () => this.send({ kind: "tap", title: item.title }));
        line.append(key);
      }
      node.append(line);
    }
  }

  showStart() {
    if (this.bubbles.size || this.record.platform !== "telegram") return;
    const start = element("div", "buttons start");
    const button = element("button", "", words(this.record.language_code).start);
    button.type = "button";
    button.addEventListener("click", () => this.send({ kind: "text", text: "/start" }));
    start.append(button);
    this.chat.append(start);
  }

  put(bubble) {
    const quoted = bubble.reply_to ? this.bubbles.get(bubble.reply_to) : null;
    const node = renderBubble(bubble, this.record, quoted, {
      tap: (target, item) => this.tap(target, item),
      openList: (target) => openList(target, (found, row) => this.tap(found, row)),
    });
    const old = this.chat.querySelector(`[data-id="${bubble.id}"]`);
    this.bubbles.set(bubble.id, bubble);
    this.part("start")?.remove();
    if (old) old.replaceWith(node);
    else this.chat.append(node);
    if (this.typing.isConnected) this.chat.append(this.typing);
  }

  receive(event) {
    if (this.loads > 0) {
      this.waiting.push(event);
      return;
    }
    if (event.platform !== this.record.platform) return;
    const atEnd = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 120;
    if (event.type === "change" && !this.bubbles.has(event.bubble.id)) return;
    this.put(event.bubble);
    if (event.type === "bubble" && (atEnd || event.bubble.side === "phone")) this.toEnd();
    if (event.type === "bubble" && event.bubble.side === "bot") this.markRead();
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
  }

  markRead() {
    if (document.visibilityState !== "visible" || this.record.platform !== "whatsapp") return;
    window.clearTimeout(this.readTimer);
    this.readTimer = window.setTimeout(() => this.post("read", {}), 400);
  }
}
