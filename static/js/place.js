// Keeps the block at the top of the screen, so that "Carry on" opens it on any device. Without this script the
// part is kept, and the last question that was answered. A call that fails is no trouble to anybody.
const form = document.querySelector("[data-place]");
const blocks = [...document.querySelectorAll("[data-block]")];
let kept = null;

function keep() {
  const top = blocks.filter((block) => block.getBoundingClientRect().top < 120).pop();
  if (!top || scrollY < 120 || top.id === kept) return;
  kept = top.id;
  form.elements.block.value = kept.slice(6);
  navigator.sendBeacon(form.action, new FormData(form));
}

if (form && navigator.sendBeacon) {
  setInterval(keep, 11000);
  addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}
