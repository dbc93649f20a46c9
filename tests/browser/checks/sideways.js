() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 1) return [];
    const edge = document.documentElement.clientWidth;
    const culprits = [...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.right > edge + 1 || box.left < -1);
    });
    const names = culprits.slice(-3).map(e => e.tagName.toLowerCase() + (e.className ? '.' + e.className : ''));
    return [`scrolls ${wide} px sideways: ${names.join(', ')}`];
}
