// The alarm of a ringing critical case: sound, red bar, blinking title, browser notification.
(() => {
  "use strict";
  const MUTE_MS = 30000;
  const EVERY_MS = 2200;
  const title = document.title;
  const bar = document.getElementById("alarm-bar");
  const soundBar = document.getElementById("sound-bar");
  const soundState = document.getElementById("sound-state");
  let audio = null;
  let rings = [];
  let mutedUntil = 0;
  let notified = new Set();
  let blink = false;

  function canSound() {
    return audio !== null && audio.state === "running";
  }

  async function enable() {
    audio = audio || new AudioContext();
    await audio.resume();
    show();
  }

  // Plays [pitch in Hz, start in s] after each other. Returns whether anything could be heard.
  function play(tones, { type = "triangle", loud = 0.5, length = 0.15 } = {}) {
    if (!canSound()) return false;
    const start = audio.currentTime;
    tones.forEach(([pitch, at]) => {
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.type = type;
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0, start + at);
      level.gain.linearRampToValueAtTime(loud, start + at + 0.02);
      level.gain.linearRampToValueAtTime(0, start + at + length);
      tone.connect(level).connect(audio.destination);
      tone.start(start + at);
      tone.stop(start + at + length + 0.01);
    });
    return true;
  }

  // Two rising tones, twice: it cuts through a room without being a siren.
  function sound() {
    play([[880, 0], [1175, 0.17], [880, 0.42], [1175, 0.59]]);
  }

  // A drill is told from the real thing with closed eyes: low, falling, hollow.
  function soundDrill() {
    play([[330, 0], [247, 0.35]], { type: "square", loud: 0.12, length: 0.3 });
  }

  // Drills and real cases never ring together: the server sends the one kind or the other.
  function soundRings() {
    if (rings.every((ring) => ring.exercise)) soundDrill();
    else sound();
  }

  // Code, desk and urgency, nothing else: notifications show on locked screens.
  function notify(ring) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const note = new Notification(`${lindung.word("notify_title")} · ${ring.code}`, {
      body: ring.desk, tag: ring.code, requireInteraction: true, silent: true,
    });
    note.onclick = () => { window.focus(); open(ring.code); note.close(); };
  }

  function open(code) {
    htmx.ajax("GET", `/desk/cases/${code}`, { target: "#case", swap: "innerHTML", push: `/desk/cases/${code}` });
  }

  function button(text, key, className, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.append(`${text} `);
    if (key) made.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    made.className = className;
    made.addEventListener("click", act);
    return made;
  }

  function show() {
    soundBar.hidden = canSound();
    soundState.hidden = !canSound();
    soundState.textContent = `♪ ${lindung.word("sound_on")}`;
    bar.hidden = rings.length === 0;
    if (!rings.length) return bar.replaceChildren();
    const [first] = rings;
    const word = document.createElement("span");
    word.className = "alarm-word";
    word.innerHTML = '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M6.1 1h7.8L19 6.1v7.8L13.9 19H6.1L1 13.9V6.1z"/><path class="cut" d="M8.8 4.6h2.4l-.4 7H9.2zM10 13.2a1.35 1.35 0 1 1 0 2.7 1.35 1.35 0 0 1 0-2.7z"/></svg>';
    word.append(lindung.word(first.exercise ? "exercise" : "critical"));
    const code = document.createElement("span");
    code.className = "code";
    code.textContent = first.code;
    const rest = document.createElement("span");
    rest.append(`${first.desk} · `);
    const counter = document.createElement("span");
    counter.className = "counter";
    counter.dataset.since = first.since;
    rest.append(counter);
    if (rings.length > 1) rest.append(` · ${lindung.word("alarm_more", { n: rings.length - 1 })}`);
    const space = document.createElement("span");
    space.className = "spacer";
    const isMuted = Date.now() < mutedUntil;
    bar.classList.toggle("muted-alarm", isMuted);
    bar.classList.toggle("exercise", first.exercise);
    bar.replaceChildren(word, code, rest, space,
      button(lindung.word("claim"), "C", "", () => claim(first.code)),
      button(lindung.word(isMuted ? "muted" : "mute"), isMuted ? "" : "M", "quiet", mute));
    lindung.tick();
  }

  function claim(code) {
    if (!document.getElementById("case")) return claimFromElsewhere(code);
    htmx.ajax("POST", `/desk/cases/${code}/claim`, { source: "#queue", target: "#notice", swap: "innerHTML" });
  }

  // The head of a case may be replaced while its claim is under way, so that its button cannot be the source.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-claims]");
    if (button) claim(button.dataset.claims);
  });

  // From a page without a place for a case (the problems): claim, then go there.
  async function claimFromElsewhere(code) {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    await fetch(`/desk/cases/${code}/claim`, { method: "POST", headers, redirect: "manual" });
    location.assign(`/desk/cases/${code}`);
  }

  function mute() {
    mutedUntil = Date.now() + MUTE_MS;
    show();
    setTimeout(show, MUTE_MS + 100);
  }

  function cycle() {
    const isLoud = rings.length > 0 && Date.now() >= mutedUntil;
    if (isLoud) soundRings();
    blink = isLoud && !blink;
    document.title = blink ? `● ${lindung.word("title_alarm", { n: rings.length })}` : title;
  }

  document.addEventListener("lindung:alarm", (event) => {
    const known = new Set(rings.map((ring) => `${ring.code} ${ring.since}`));
    rings = event.detail;
    const fresh = rings.filter((ring) => !known.has(`${ring.code} ${ring.since}`));
    if (fresh.length) {
      mutedUntil = 0; // A new danger is heard, whatever was muted before.
      soundRings();
    }
    for (const ring of fresh) if (!notified.has(`${ring.code} ${ring.since}`)) notify(ring);
    notified = new Set(rings.map((ring) => `${ring.code} ${ring.since}`));
    show();
  });

  document.getElementById("sound-on").addEventListener("click", () => {
    enable();
    if ("Notification" in window && Notification.permission === "default") Notification.requestPermission();
  });
  document.getElementById("sound-test").addEventListener("click", () => enable().then(sound));
  document.getElementById("notify-on").addEventListener("click", async () => {
    if (!("Notification" in window)) return lindung.say(lindung.word("notify_missing"));
    if ((await Notification.requestPermission()) === "denied") lindung.say(lindung.word("notify_denied"));
  });
  // Browsers let a page sound only after a touch: the first one anywhere will do.
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { if (!canSound()) enable(); });
  // A browser that allows sound at once needs no banner.
  audio = new AudioContext();
  audio.addEventListener("statechange", show);
  setInterval(cycle, EVERY_MS);
  show();
  lindung.alarm = { claim, mute, play, isMuted: () => Date.now() < mutedUntil, top: () => (rings.length ? rings[0].code : "") };
})();
