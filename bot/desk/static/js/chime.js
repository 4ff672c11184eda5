// One soft chime for a new urgent case of this desk, another one for a case that escalated. Each is played
// once, never repeated; while the alarm is muted chimes are muted too. Drills have a sound of their own.
(() => {
  "use strict";
  const HEARD = "lindung:chimes";
  const KEPT = 200;
  const GAP_MS = 900;
  // [pitch in Hz, start in s]: one bell; three rising notes; for drills one low hollow knock.
  const SOUNDS = {
    urgent: [[[659, 0]], { type: "sine", loud: 0.25, length: 0.7 }],
    escalated: [[[523, 0], [659, 0.16], [784, 0.32]], { type: "sine", loud: 0.35, length: 0.3 }],
    drill: [[[196, 0]], { type: "square", loud: 0.06, length: 0.25 }],
  };

  // Kept over a change of page, so that nothing chimes twice.
  let heard = [];
  try {
    heard = JSON.parse(sessionStorage.getItem(HEARD)) || [];
  } catch {
    heard = []; // A browser without storage chimes again after a change of page.
  }

  function keep(names) {
    heard = [...heard, ...names].slice(-KEPT);
    try {
      sessionStorage.setItem(HEARD, JSON.stringify(heard));
    } catch {
      // The list in memory will do.
    }
  }

  const nameOf = (chime) => `${chime.code} ${chime.kind} ${chime.at}`;

  // Several at once chime once a kind: ten reports of one flood must not play for ten seconds.
  document.addEventListener("lindung:chime", (event) => {
    const fresh = event.detail.filter((chime) => !heard.includes(nameOf(chime)));
    if (!fresh.length) return;
    keep(fresh.map(nameOf));
    if (lindung.alarm.isMuted()) return;
    const kinds = new Set(fresh.map((chime) => (chime.exercise ? "drill" : chime.kind)));
    ["escalated", "urgent", "drill"].filter((kind) => kinds.has(kind)).forEach((kind, place) => {
      setTimeout(() => { if (!lindung.alarm.isMuted()) lindung.alarm.play(...SOUNDS[kind]); }, place * GAP_MS);
    });
  });
})();
