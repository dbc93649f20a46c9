// What the focused thing is called, and whether one can see that it is focused.
() => {
    const focused = document.activeElement;
    const label = focused.labels?.length ? focused.labels[0].textContent : focused.textContent;
    const painted = ['radio', 'checkbox'].includes(focused.type) ? focused.parentElement : focused;
    const styles = [focused, painted, focused.nextElementSibling].filter(Boolean).flatMap(
        element => [getComputedStyle(element), getComputedStyle(element, '::before')]);
    const shows = styles.some(style =>
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none');
    return {words: label.trim().replace(/\s+/g, ' '), shows};
}
