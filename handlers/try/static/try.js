// The page works without this file. With it calls are heard at the pace at which they are spoken, aloud where the browser
// has a voice, and silence falls by itself.
"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  document.querySelectorAll("[data-needs-script]").forEach((e) => { e.hidden = false; });

  // What was typed is sent: the field is free for the next. What did not get to the line comes back.
  const typed = new WeakMap();
  document.addEventListener("htmx:before:request", (event) => {
    const form = event.target.closest?.("form[data-clears]");
    if (!form) return;
    const inputs = [...form.querySelectorAll("input:not([type=hidden])")];
    typed.set(form, inputs.map((input) => [input, input.value]));
    inputs.forEach((input) => { input.value = ""; });
    if (find("#countdown")) find("#countdown").textContent = "…";
  });
  document.addEventListener("htmx:error", (event) => {
    const form = event.target.closest?.("form");
    if (!form) return;
    find("#notice").textContent = "This page does not reach its server: does it still run, and are fewer than six of its pages open?";
    typed.get(form)?.forEach(([input, value]) => { input.value ||= value; });
  });

  // Texts: the latest is in sight.
  const thread = find("#thread");
  const down = () => { thread.scrollTop = thread.scrollHeight; };
  new MutationObserver(down).observe(thread, { childList: true });
  new ResizeObserver(down).observe(thread);
  down();

  // The script: the step that the person is at is in sight, within its frame, or within the card where that scrolls.
  let shown = null;
  const follow = () => {
    const here = find(".steps [aria-current]");
    if (here?.id === shown) return;
    shown = here?.id;
    const frame = here?.closest(".frame");
    if (!frame) return;
    const box = getComputedStyle(frame).overflowY === "visible" ? find("#lesson") : frame;
    box.scrollTop += here.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 4;
  };
  new MutationObserver(follow).observe(find("#lesson"), { childList: true, subtree: true, attributes: true });
  follow();

  // Calls.
  const call = find("#call");
  const perSecond = 15; // characters, as the voices of phones speak
  let told = -1; // the line that was told last
  let speaking = null; // a timer: the line is being told
  let silence = null; // a timer: the line is listened to
  let listening = -1; // the prompt for which silence is counted
  let recording = null; // the recording that plays

  const quiet = () => {
    clearTimeout(speaking);
    speaking = null;
    window.speechSynthesis?.cancel();
    recording?.pause();
    recording = null;
  };

  // A recording plays in place of the voice. The next line follows its end, or its words where it cannot be played.
  const play = (line) => {
    const sound = new Audio(line.dataset.audio);
    const end = () => {
      if (recording !== sound) return;
      recording = null;
      next();
    };
    recording = sound;
    sound.addEventListener("ended", end);
    sound.addEventListener("pause", end);
    sound.play().catch(() => {
      if (recording !== sound) return;
      recording = null;
      speaking = setTimeout(next, lasts(line));
    });
  };

  const hush = () => {
    clearInterval(silence);
    silence = null;
  };

  // A second voice is another one of the browser, or lower where it has only one.
  const aloud = (line) => {
    if (!find("#aloud").checked || !window.speechSynthesis) return;
    const voices = speechSynthesis.getVoices();
    const first = voices.find((v) => v.lang === "en-NZ") ?? voices.find((v) => v.lang.startsWith("en"));
    if (!first) return;
    const other = line.classList.contains("other");
    const voice = (other && voices.find((v) => v !== first && v.lang.startsWith("en"))) || first;
    const said = new SpeechSynthesisUtterance(line.lastChild.textContent.trim());
    said.voice = voice;
    said.lang = voice.lang;
    if (other && voice === first) said.pitch = 0.6;
    if (line.classList.contains("slow")) said.rate = 0.7;
    speechSynthesis.speak(said);
  };

  // Whether the voice is still speaking: its end is not always told.
  const busy = () => find("#aloud").checked && window.speechSynthesis?.speaking;

  const lasts = (line) => 1000 * (line.dataset.pause ?? Math.max(1, line.textContent.length / perSecond));

  const show = (lines) => {
    for (const line of lines) line.dataset.told = Number(line.dataset.n) <= told ? "yes" : "no";
    const box = lines[0]?.closest(".words");
    if (box) box.scrollTop = box.scrollHeight;
  };

  const hear = () => {
    const talk = find("#talk");
    const lines = talk ? [...talk.querySelectorAll("li")] : [];
    if (lines.length === 0) {
      quiet();
      hush();
      told = listening = -1;
      return;
    }
    const mine = lines.filter((l) => l.classList.contains("mine") && Number(l.dataset.n) > told).pop();
    if (mine) { // whoever acts interrupts
      quiet();
      hush();
      told = Number(mine.dataset.n);
    }
    show(lines);
    if (!speaking && !recording) next();
  };

  const next = () => {
    speaking = null;
    const talk = find("#talk");
    if (!talk) return;
    if (busy()) {
      speaking = setTimeout(next, 200);
      return;
    }
    const lines = [...talk.querySelectorAll("li")];
    const line = lines.find((l) => Number(l.dataset.n) > told);
    if (!line) {
      listen(talk);
      return;
    }
    told = Number(line.dataset.n);
    show(lines);
    if (line.dataset.audio && find("#aloud").checked) return play(line);
    if (!line.dataset.pause) aloud(line);
    speaking = setTimeout(next, lasts(line));
  };

  // Silence is counted down once all was said, unless it is held or something is being typed.
  const listen = (talk) => {
    const prompt = Number(talk.dataset.n);
    if (!talk.dataset.silence || listening === prompt) return;
    hush();
    listening = prompt;
    let left = Number(talk.dataset.silence);
    silence = setInterval(() => {
      const countdown = find("#countdown");
      if (!countdown) return hush();
      const held = find("#patient").checked || find("#words")?.value || find("#keys")?.value;
      countdown.textContent = held ? "The line waits: silence is held" : `Silence in ${left} s`;
      if (held) return;
      if (left-- > 0) return;
      hush();
      find("#do-silent")?.requestSubmit();
    }, 1000);
  };

  new MutationObserver(hear).observe(call, { childList: true, subtree: true });
  hear();

  // Keys: one where one is wanted, several until they are enough, # or a while without another.
  let more = null;
  const press = (key) => {
    const form = find("#keypad");
    const wanted = Number(find("#talk").dataset.keys);
    const keys = find("#keys");
    clearTimeout(more);
    keys.value += key;
    if (wanted === 1 || keys.value.length === wanted || key === "#") return form.requestSubmit();
    more = setTimeout(() => find("#keypad")?.requestSubmit(), 3000);
  };
  call.addEventListener("click", (event) => {
    const key = event.target.closest("button.key");
    if (!key) return;
    event.preventDefault();
    press(key.value);
  });
  document.addEventListener("keydown", (event) => {
    if (!find("#talk") || event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9*#]$/.test(event.key)) {
      event.preventDefault();
      press(event.key);
    }
  });

  // A voice, where there is one. Speaking has to begin with a click.
  find("#aloud").addEventListener("change", (event) => {
    const voices = window.speechSynthesis?.getVoices() ?? [];
    find("#voices").textContent = event.target.checked && voices.length === 0 ? "This browser has no voice; the words are written." : "";
    if (event.target.checked) return;
    window.speechSynthesis?.cancel();
    recording?.pause();
  });
})();
