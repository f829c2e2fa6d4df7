// The page of `packager preview`: shows the book in foliate-js at the size of a device.
import './foliate/view.js'
import { FootnoteHandler } from './foliate/footnotes.js'

const $ = id => document.getElementById(id)
const root = document.documentElement
const THEMES = {
    light: {},
    sepia: { paper: '#f4ecd8', ink: '#433422', link: '#7a3e00' },
    dark: { paper: '#161616', ink: '#d8d8d8', link: '#8ab4f8' },
}
// CSS pixels of a letter at 100 %: a device with finer pixels takes more of them.
const LETTER = { ereader: 24, phone: 16, tablet: 19 }

const settings = { device: 'ereader', theme: 'light', size: 100,
    ...JSON.parse(sessionStorage.getItem('settings') ?? '{}') }
let view, shown = 0, opening = Promise.resolve()

const styles = () => {
    const { paper, ink, link } = THEMES[settings.theme]
    const letter = LETTER[settings.device] * settings.size / 100
    // Light is the book's own look; the paper of the others is the device's, seen through.
    return `html { font-size: ${letter}px !important; } body { font-size: 1rem; }
        ${settings.theme === 'light' ? '' : `
        html { --theme-bg-color: ${paper}; } /* in the book's own background, behind the page */
        html, body { background: none !important; color: ${ink} !important; }
        a:any-link, a:any-link * { color: ${link} !important; }`}
        ${settings.theme === 'dark' ? `
        body *:not(a, a *, svg, svg *) { color: inherit !important;
            background-color: transparent !important; border-color: currentColor !important; }` : ''}`
}

const apply = () => {
    root.dataset.device = settings.device
    root.dataset.theme = settings.theme
    $('size').value = settings.size
    $('size-shown').textContent = `${settings.size} %`
    for (const name of ['device', 'theme'])
        for (const input of document.getElementsByName(name))
            input.checked = input.value === settings[name]
    view?.renderer?.setAttribute('margin', settings.device === 'phone' ? '32px' : '48px')
    view?.renderer?.setStyles?.(styles())
    $('note-book').firstElementChild?.renderer?.setStyles?.(styles())
    sessionStorage.setItem('settings', JSON.stringify(settings))
}

const closeNote = () => {
    $('note').hidden = true
    const inner = $('note-book').firstElementChild
    $('note-book').replaceChildren()
    inner?.close()
}

const onKey = event => {
    if (event.target.matches?.('input')) return
    if (event.key === 'Escape') closeNote()
    else if (['ArrowLeft', 'PageUp'].includes(event.key)) view?.goLeft()
    else if (['ArrowRight', 'PageDown', ' '].includes(event.key)) {
        if (event.key === ' ' && event.target.matches?.('button')) return
        view?.goRight()
    } else return
    event.preventDefault()
}

const listOf = items => {
    const list = document.createElement('ol')
    for (const { label, href, subitems } of items) {
        const entry = document.createElement('li')
        const link = document.createElement(href ? 'a' : 'span')
        link.textContent = label
        if (href) {
            link.href = '#'
            link.dataset.href = href
            link.addEventListener('click', event => {
                event.preventDefault()
                closeNote()
                view.goTo(href)
            })
        }
        entry.append(link)
        if (subitems?.length) entry.append(listOf(subitems))
        list.append(entry)
    }
    return list
}

const textOf = value => typeof value === 'string' ? value : Object.values(value ?? {})[0] ?? ''

const onRelocate = ({ detail: { fraction, location, tocItem } }) => {
    $('place').textContent = `${Math.round(fraction * 100)} % · place ${location.current + 1} of ${location.total}`
    for (const link of $('contents').querySelectorAll('a'))
        if (link.dataset.href === tocItem?.href) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
}

const notes = new FootnoteHandler()
notes.addEventListener('before-render', ({ detail: { view: inner } }) => {
    closeNote()
    $('note').hidden = false
    $('note-book').append(inner)
    inner.renderer.setAttribute('flow', 'scrolled')
    inner.renderer.setAttribute('margin', '0px')
    inner.renderer.setStyles?.(styles())
    inner.addEventListener('link', event => {
        event.preventDefault()
        closeNote()
        view.goTo(event.detail.href)
    })
    inner.addEventListener('load', ({ detail: { doc } }) => doc.addEventListener('keydown', onKey))
})

const tell = problem => {
    $('problem').textContent = problem
    $('problem').hidden = !problem
}

const open = async version => {
    const answer = await fetch(`book.epub?${version}`)
    if (!answer.ok) throw new Error(`the book cannot be fetched: ${answer.status}`)
    const file = new File([await answer.blob()], 'book.epub', { type: 'application/epub+zip' })
    const place = view?.lastLocation
    const next = document.createElement('foliate-view')
    closeNote()
    view?.close()
    $('book').replaceChildren(next)
    view = next
    await next.open(file)
    next.addEventListener('relocate', onRelocate)
    next.addEventListener('load', ({ detail: { doc } }) => doc.addEventListener('keydown', onKey))
    next.addEventListener('link', event => notes.handle(next.book, event)?.catch(error => {
        closeNote()
        tell(`The note cannot be shown: ${error.message}`)
    }))
    const title = textOf(next.book.metadata?.title)
    document.title = `${title} – packager preview`
    $('title').textContent = title
    $('contents').replaceChildren(listOf(next.book.toc ?? []))
    next.renderer.setAttribute('gap', '8%')
    apply()
    await next.init({ lastLocation: place?.cfi })
    if (place && !next.lastLocation) await next.goToFraction(place.fraction)
    root.dataset.version = version
}

for (const name of ['device', 'theme'])
    for (const input of document.getElementsByName(name))
        input.addEventListener('change', () => {
            settings[name] = input.value
            apply()
        })
$('size').addEventListener('input', () => {
    settings.size = Number($('size').value)
    apply()
})
$('previous').addEventListener('click', () => view?.goLeft())
$('next').addEventListener('click', () => view?.goRight())
$('note-close').addEventListener('click', closeNote)
$('contents-button').addEventListener('click', () => {
    $('contents').hidden = !$('contents').hidden
    $('contents-button').setAttribute('aria-expanded', String(!$('contents').hidden))
})
document.addEventListener('keydown', onKey)
apply()

const events = new EventSource('events')
events.addEventListener('message', ({ data }) => {
    const { version, error } = JSON.parse(data)
    tell(error)
    if (version === shown) return
    shown = version
    opening = opening.then(() => open(version)).catch(reason =>
        tell(`The book cannot be opened: ${reason.message}`))
})
