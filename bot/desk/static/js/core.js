// What the other scripts share: words in the operator's language, the server's clock, the open case.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const offset = Date.parse(document.body.dataset.now) - Date.now();

  window.lindung = {
    // Words of a key with {placeholders} filled in.
    word(key, values = {}) {
      return (words[key] || key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    },
    // The server's time in milliseconds: the operator's own clock may be wrong.
    now: () => Date.now() + offset,
    openCode() {
      const open = document.querySelector("article.case");
      return open ? open.dataset.code : "";
    },
    say(text, tone = "warning") {
      const notice = document.createElement("div");
      notice.className = `notice ${tone}`;
      const line = document.createElement("span");
      line.textContent = text;
      const close = document.createElement("button");
      close.type = "button";
      close.className = "plain";
      close.dataset.dismiss = "";
      close.textContent = "×";
      notice.append(line, close);
      document.getElementById("notice").replaceChildren(notice);
    },
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-dismiss]")) document.getElementById("notice").replaceChildren();
  });
  document.getElementById("help-open").addEventListener("click", () => document.getElementById("help").showModal());

  // A notice that all went well goes by itself; a warning stays until it is read.
  new MutationObserver(() => {
    const good = document.querySelector("#notice .notice.ok");
    if (good) setTimeout(() => good.remove(), 6000);
  }).observe(document.getElementById("notice"), { childList: true });

  // A request that never reached the server must not look like one that did.
  document.body.addEventListener("htmx:sendError", (event) => {
    if (event.detail.requestConfig.verb !== "get") lindung.say(lindung.word("failed"), "bad");
  });
})();
