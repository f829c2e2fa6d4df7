// What a chapter laid out in columns tells of itself: what is wider than its column, cut off at the
// foot, or a heading that the text after it leaves. `start` is where the first column begins, `step`
// from one to the next, `width` and `height` the size of one, in the chapter's own pixels.
(doc, { start, step, width, height }) => {
    const body = doc.body, { getComputedStyle } = doc.defaultView
    const visible = rect => rect.width > 0.5 && rect.height > 0.5
    const pageOf = rect => Math.floor((((rect.left + rect.right) / 2) - start) / step)
    const name = element => `<${element.localName}${element.className ? '.' + String(element.className).split(' ')[0] : ''}>`
    const skipped = element => element?.closest?.('[hidden], rt, rp, head, script, style, math annotation, svg *')
    const rects = node => {
        const range = doc.createRange()
        range.selectNodeContents(node)
        return [...range.getClientRects()].filter(visible)
    }
    const seen = new Set()
    // Spaces at the end of a line hang over its edge where they are kept (`pre`): nobody sees them.
    const slack = element => getComputedStyle(element).whiteSpace.startsWith('pre')
        ? parseFloat(getComputedStyle(element).fontSize) : 1.5
    const check = (rect, element) => {
        const page = pageOf(rect)
        const left = start + page * step
        const over = Math.max(left - rect.left, rect.right - (left + width))
        if (over > slack(element)) seen.add(`${page}|${name(element)} is ${Math.round(over)} px wider than its page`)
        if (rect.bottom > height + 1.5) seen.add(`${page}|${name(element)} is cut off at the foot`)
    }
    const texts = []
    const walker = doc.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.nodeType === 3 ? node.parentElement : node
        if (skipped(element) || getComputedStyle(element).visibility === 'hidden') continue
        if (node.nodeType === 3) {
            if (!node.data.trim()) continue
            const found = rects(node)
            found.forEach(rect => check(rect, element))
            if (found.length) texts.push({ element, first: found[0], last: found.at(-1) })
        } else if (['img', 'svg', 'video', 'hr', 'table', 'pre', 'math'].includes(node.localName)) {
            const found = [...node.getClientRects()].filter(visible)
            found.forEach(rect => check(rect, node))
            if (node.localName === 'img' || node.localName === 'svg')
                if (found.length) texts.push({ element: node, first: found[0], last: found.at(-1) })
        }
    }
    texts.forEach(({ element, last }, index) => {
        const heading = element.closest('h1, h2, h3, h4, h5, h6')
        const next = texts[index + 1]
        if (heading && next && !heading.contains(next.element) && pageOf(next.first) !== pageOf(last))
            seen.add(`${pageOf(last)}|${name(heading)} alone at the foot`)
    })
    return [...seen].map(fault => {
        const [page, said] = fault.split('|')
        return { page: Math.abs(Number(page)), said }
    })
}
