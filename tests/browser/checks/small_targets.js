() => {
    const big = 'button, .button, nav a, summary, .choice, select, textarea, ' +
        'input:not([type=hidden], [type=radio], [type=checkbox])';
    return [...document.querySelectorAll(big)].filter(e => e.checkVisibility() && !e.closest('.wagtail-userbar'))
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
        .map(([e, box]) => `small target: ${e.tagName.toLowerCase()} "${e.textContent.trim().slice(0, 30)}" ` +
            `${Math.round(box.width)} by ${Math.round(box.height)} px`);
}
