// The answer box: never loses a typed word, sends on Enter, keeps a draft per case on this computer.
(() => {
  "use strict";
  const prefix = `lindung:draft:${document.body.dataset.user}:`;
  const box = () => document.getElementById("reply-text");

  function keep(key, value) {
    if (value) localStorage.setItem(prefix + key, value);
    else localStorage.removeItem(prefix + key);
  }

  function count() {
    const place = document.getElementById("count");
    if (place && box()) place.textContent = box().value ? lindung.word("count", { n: box().value.length }) : "";
  }

  // Whether one may write comes from the server with each refresh; the words in the box stay.
  function allow() {
    const state = document.getElementById("reply-state");
    if (!state || !box()) return;
    const isMine = state.dataset.mine === "true";
    box().readOnly = !isMine;
    box().placeholder = isMine ? box().dataset.words : box().dataset.blocked;
    count();
  }

  function prepare() {
    const text = box();
    if (!text || text.dataset.prepared !== undefined) return allow();
    text.dataset.prepared = "yes";
    text.value = localStorage.getItem(prefix + lindung.openCode()) || "";
    document.getElementById("draft-id").value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    for (const area of document.querySelectorAll("dialog.outcome textarea")) {
      area.value = localStorage.getItem(`${prefix}${lindung.openCode()}:${area.id}`) || "";
    }
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
        event.preventDefault();
        if (!text.readOnly && text.value.trim()) document.getElementById("reply").requestSubmit();
      }
    });
    allow();
    toEnd(true);
  }

  document.addEventListener("input", (event) => {
    if (event.target === box()) {
      keep(lindung.openCode(), box().value);
      count();
    } else if (event.target.matches("dialog.outcome textarea")) {
      keep(`${lindung.openCode()}:${event.target.id}`, event.target.value);
    }
  });

  document.body.addEventListener("replied", (event) => {
    keep(event.detail.value, "");
    if (lindung.openCode() !== event.detail.value) return;
    box().value = "";
    document.getElementById("draft-id").value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    count();
    toEnd(true);
  });
  for (const name of ["handed-back", "resolved"]) {
    document.body.addEventListener(name, (event) => {
      for (const dialog of document.querySelectorAll("dialog.outcome")) {
        keep(`${event.detail.value}:${dialog.id}-outcome`, "");
        dialog.querySelector("form").reset();
        dialog.close();
      }
    });
  }
  // The case ended as the same matter as another, which is shown by now.
  document.body.addEventListener("joined", (event) => {
    const ended = event.detail.value;
    for (const dialog of document.querySelectorAll("dialog.outcome")) keep(`${ended}:${dialog.id}-outcome`, "");
    lindung.say(lindung.word("joined", { code: ended }), "ok");
  });
  document.body.addEventListener("claimed", () => box() && box().focus());
  document.body.addEventListener("heavy", (event) => {
    if (event.detail.value > 1) lindung.say(lindung.word("heavy", { n: event.detail.value }));
  });

  // The end of the talk stays in sight, unless the operator reads further up.
  const lines = () => document.getElementById("lines");
  let wasAtEnd = true;
  function toEnd(always) {
    if (!lines()) return;
    if (always || wasAtEnd) lines().scrollTop = lines().scrollHeight;
    else document.getElementById("to-end").hidden = false;
  }
  document.addEventListener("scroll", (event) => {
    if (event.target !== lines()) return;
    wasAtEnd = lines().scrollHeight - lines().scrollTop - lines().clientHeight < 60;
    if (wasAtEnd) document.getElementById("to-end").hidden = true;
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#to-end")) toEnd(true);
  });
  document.addEventListener("lindung:merged", (event) => {
    if (event.detail.target === lines() && event.detail.added.length) toEnd(false);
  });

  // Nothing that was typed stays behind on a shared computer after the log-out.
  document.getElementById("log-out").addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("lindung:draft:")) localStorage.removeItem(key);
  });
  document.body.addEventListener("htmx:afterSettle", prepare);
  document.body.addEventListener("htmx:oobAfterSwap", allow);
  prepare();
})();
