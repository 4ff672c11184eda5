// The phrase cards: "/" opens them, a digit sends the card beside it, 0 shows the next nine, N sends the
// proposed one. The list is loaded anew after each answer; its order never changes, so a digit stays a card's.
(() => {
  "use strict";
  const panel = () => document.getElementById("cards");
  const isOpen = () => panel() && !panel().hidden;

  let turning = null; // The button whose page of cards is on its way.
  let again = false;

  // One list at a time: what an older request brings must not take the place of a page that was just turned to.
  function load() {
    if (turning) {
      again = true;
      return;
    }
    htmx.trigger(panel(), "htmx:abort");
    const state = document.getElementById("cards-state");
    const chosen = state ? `?set=${encodeURIComponent(state.dataset.set)}&part=${state.dataset.part}` : "";
    htmx.ajax("GET", `/desk/cases/${encodeURIComponent(lindung.openCode())}/cards${chosen}`, { source: "#cards", target: "#cards", swap: "innerHTML" })
      .catch(() => undefined); // One that was called off, or did not get through, leaves the list as it is.
  }

  function open() {
    if (!panel()) return;
    panel().hidden = false;
    document.getElementById("cards-open").setAttribute("aria-expanded", "true");
    load();
    panel().focus({ preventScroll: true });
  }

  function close() {
    if (!isOpen()) return;
    panel().hidden = true;
    const opener = document.getElementById("cards-open");
    opener.setAttribute("aria-expanded", "false");
    opener.focus({ preventScroll: true });
  }

  // Sent from a place that is never replaced: the list may be loaded anew in the moment of the press, and a
  // press must neither be lost nor be counted twice.
  function send(button) {
    button.disabled = true;
    htmx.ajax("POST", `/desk/cases/${encodeURIComponent(lindung.openCode())}/cards`, {
      source: "#cards-sender",
      swap: "none",
      values: { card: button.dataset.card, times: button.dataset.times },
    }).catch(() => undefined); // What stood in its way was said by the page already.
  }

  document.addEventListener("click", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && !card.disabled) send(card);
    else if (event.target.closest("#cards-open")) isOpen() ? close() : open();
    else if (event.target.closest("[data-cards-close]")) close();
  });

  document.addEventListener("keydown", (event) => {
    const off = document.getElementById("keys-off");
    const typing = event.target.matches("input, textarea, select") && event.target.type !== "checkbox";
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isOpen() && !typing) return close();
    if (typing || (off && off.checked)) return;
    if (event.key === "/") {
      event.preventDefault();
      open();
    } else if (isOpen() && /^[0-9nN]$/.test(event.key)) {
      const wanted = /[nN]/.test(event.key) ? "[data-next]" : `[data-digit="${event.key}"]`;
      const button = panel().querySelector(wanted);
      if (!button || button.disabled) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      button.click();
    }
  });

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (!panel() || elt === panel() || !panel().contains(elt) || requestConfig.verb !== "get") return;
    turning = elt;
    htmx.trigger(panel(), "htmx:abort");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== turning) return;
    turning = null;
    if (again && isOpen()) load();
    again = false;
  });

  // A form that is being filled in must not be replaced under the operator's hands.
  function refresh() {
    const filling = panel() && panel().querySelector("details[open]");
    if (isOpen() && !filling) load();
  }

  document.body.addEventListener("live:case", refresh);
  // What was refused, or never left, may be tried again: the list shows how it stands.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, (event) => {
      if (event.detail.elt.id !== "cards-sender" || !isOpen()) return;
      for (const button of panel().querySelectorAll("[data-card]:disabled")) button.disabled = false;
      load();
    });
  }
  for (const name of ["card-sent", "sentence-sent"]) {
    document.body.addEventListener(name, () => {
      if (name === "sentence-sent") for (const form of panel().querySelectorAll("form")) form.reset();
      document.body.dispatchEvent(new CustomEvent("live:case"));
    });
  }
})();
