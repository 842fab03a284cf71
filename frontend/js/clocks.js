// Countdowns by the server's time: the clocks of telephones and projectors are minutes wrong, and they sleep.
const EVERY = 200;
let offset = null;

/** The server said `time` at some moment between `sent` and `heard`, which are this page's own. */
export function hear(time, sent, heard) {
  if (!Number.isFinite(time)) return;
  const [least, most] = [time - heard, time - sent];
  offset = offset === null ? (least + most) / 2 : Math.min(most, Math.max(least, offset));
}

/** When the page itself came, for the time until the first answer. */
export function hearPage(time) {
  const page = performance.getEntriesByType("navigation")[0];
  if (page?.requestStart) hear(time, page.requestStart, page.responseStart);
}

/** Whole seconds that are left, never fewer than none; null while the server's time is not known. */
function left({ ends, left: standing }) {
  if (!ends) return Math.max(0, Math.ceil(Number(standing)));
  if (offset === null) return null;
  return Math.max(0, Math.ceil((Number(ends) - offset - performance.now()) / 1000));
}

export function draw() {
  for (const clock of document.querySelectorAll("time[data-clock]")) {
    const seconds = left(clock.dataset);
    if (seconds === null) continue;
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (clock.textContent !== text) clock.textContent = text;
    clock.toggleAttribute("data-out", seconds === 0);
  }
}

/** Draws on and on; calls `woke` when the device has slept in between, and `tick` every time. */
export function run(tick, woke) {
  let last = Date.now();
  setInterval(() => {
    const slept = Math.abs(Date.now() - last) > 20 * EVERY;
    last = Date.now();
    if (slept) woke();
    draw();
    tick();
  }, EVERY);
  draw();
}
