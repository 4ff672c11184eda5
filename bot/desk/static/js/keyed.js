// Swaps lists by key: only rows that changed are replaced, so that scroll position, focus, a playing
// voice note and an uncovered picture stay as they are.
(() => {
  "use strict";
  const sources = new WeakMap();

  function remember(root) {
    for (const element of root.querySelectorAll("[data-key]")) sources.set(element, element.outerHTML);
  }

  function merge(target, fragment) {
    const fresh = [...fragment.querySelectorAll("[data-key]")];
    const known = new Map([...target.children].map((child) => [child.dataset.key, child]));
    const added = [];
    let place = target.firstElementChild;
    for (const element of fresh) {
      const source = element.outerHTML;
      const old = known.get(element.dataset.key);
      known.delete(element.dataset.key);
      let keep = element;
      if (old && sources.get(old) === source) {
        keep = old;
      } else {
        sources.set(element, source);
        added.push(element);
        if (old) {
          const hadFocus = old === document.activeElement;
          if (place === old) place = old.nextElementSibling;
          old.replaceWith(element);
          if (hadFocus) element.focus({ preventScroll: true });
        }
      }
      if (keep === place) place = place.nextElementSibling;
      else target.insertBefore(keep, place);
    }
    for (const child of [...target.children]) if (!fresh.includes(child) && known.has(child.dataset.key)) child.remove();
    return added;
  }

  htmx.defineExtension("keyed", {
    isInlineSwap: (style) => style === "keyed",
    handleSwap(style, target, fragment) {
      if (style !== "keyed") return false;
      const added = merge(target, fragment);
      document.dispatchEvent(new CustomEvent("lindung:merged", { detail: { target, added } }));
      return added;
    },
  });

  remember(document);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "case") remember(event.detail.target);
  });
})();
