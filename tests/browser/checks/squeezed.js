// Text of 8 or more characters whose box is narrower than three letters: axe lets it pass, nobody can
// read it.
() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim().replace(/\s+/g, ' ');
        let box = walker.currentNode.parentElement;
        if (text.length < 8 || !box.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        // A line of two directions is drawn in several pieces: from the first of them to the last.
        const lines = new Map();
        for (const piece of range.getClientRects()) {
            if (!piece.height) continue;
            const [from, to] = lines.get(Math.round(piece.top)) ?? [Infinity, -Infinity];
            lines.set(Math.round(piece.top), [Math.min(from, piece.left), Math.max(to, piece.right)]);
        }
        if (!lines.size) continue;
        const letter = parseFloat(getComputedStyle(box).fontSize) / 2;
        while (getComputedStyle(box).display.startsWith('inline') && box.parentElement) box = box.parentElement;
        let hidden = false;
        for (let outer = box; outer && !hidden; outer = outer.parentElement) {
            const rect = outer.getBoundingClientRect();
            hidden = rect.width <= 1 && getComputedStyle(outer).overflow !== 'visible';
        }
        const width = Math.min(box.clientWidth || Infinity, Math.max(...[...lines.values()].map(([from, to]) => to - from)));
        if (!hidden && width < 3 * letter) found.push(`squeezed: "${text.slice(0, 40)}" in ${Math.round(width)} px`);
    }
    return found;
}
