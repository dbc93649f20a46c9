// Small comforts. Every page works without them.

// What needs reading first takes the focus, also in browsers that ignore `autofocus` here.
const first = document.querySelector("[data-focus]");
if (first && document.activeElement !== first) first.focus();

// A second press within a second is a slip. The wait lets the first press send the button's own value.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  setTimeout(() => { button.disabled = true; });
  setTimeout(() => { button.disabled = false; }, 1000);
});
