// The log-in page lets one hear the alarm before the shift begins: a silent computer is found now, not later.
(() => {
  "use strict";
  const place = document.getElementById("sound-check");
  const part = (id) => document.getElementById(id);
  let audio = null;
  if (!place || !("AudioContext" in window)) return;
  place.hidden = false;

  function show(id) {
    for (const name of ["heard", "sound-good", "sound-bad"]) part(name).hidden = name !== id;
  }

  // The tones of the alarm itself, so that the ear knows them.
  part("try-sound").addEventListener("click", async () => {
    audio = audio || new AudioContext();
    await audio.resume();
    const start = audio.currentTime;
    [[880, 0], [1175, 0.17], [880, 0.42], [1175, 0.59]].forEach(([pitch, at]) => {
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.type = "triangle";
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0, start + at);
      level.gain.linearRampToValueAtTime(0.5, start + at + 0.02);
      level.gain.linearRampToValueAtTime(0, start + at + 0.15);
      tone.connect(level).connect(audio.destination);
      tone.start(start + at);
      tone.stop(start + at + 0.16);
    });
    show("heard");
    part("heard-yes").focus();
  });
  part("heard-yes").addEventListener("click", () => show("sound-good"));
  part("heard-no").addEventListener("click", () => show("sound-bad"));
})();
