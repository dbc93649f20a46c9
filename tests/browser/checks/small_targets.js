() => {
    // Buttons and fields: 44 px each way. Navigation: 44 px high, and 24 px wide where the word is short.
    // The path at the top of a page is a line of text: 24 px.
    const big = 'button, .button, nav a, summary, .choice, select, textarea, ' +
        'input:not([type=hidden], [type=radio], [type=checkbox])';
    const least = element => {
        if (element.closest('.breadcrumbs')) return [24, 24];
        return element.matches('nav a:not(.button)') ? [24, 44] : [44, 44];
    };
    return [...document.querySelectorAll(big)]
        .filter(element => element.checkVisibility() && !element.closest('.wagtail-userbar'))
        .map(element => [element, element.getBoundingClientRect(), least(element)])
        .filter(([, box, [width, height]]) => box.width > 1 && (box.width < width - 0.5 || box.height < height - 0.5))
        .map(([element, box]) => `small target: ${element.tagName.toLowerCase()} ` +
            `"${element.textContent.trim().slice(0, 30)}" ${Math.round(box.width)} by ${Math.round(box.height)} px`);
}
