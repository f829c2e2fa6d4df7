// The screen of the device: foliate-js in a frame of its own. The engine measures itself in the
// pixels of its window, so the frame is never resized; the page around it may show it smaller.
import './foliate/view.js'
import { FootnoteHandler } from './foliate/footnotes.js'

const $ = id => document.getElementById(id)
const THEMES = {
    light: {},
    sepia: { paper: '#f4ecd8', ink: '#433422', link: '#7a3e00' },
    dark: { paper: '#161616', ink: '#d8d8d8', link: '#8ab4f8' },
}
// CSS pixels of a letter at 100 %: a device with finer pixels takes more of them.
const LETTER = { ereader: 24, phone: 16, tablet: 19 }

let view, settings = { device: 'ereader', theme: 'light', size: 100 }
// What the page around wants to know: `onRelocate`, `onKey`, `tell`.
let around = {}

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

const apply = wanted => {
    settings = wanted
    document.documentElement.dataset.theme = settings.theme
    view?.renderer?.setAttribute('margin', settings.device === 'phone' ? '32px' : '48px')
    view?.renderer?.setStyles?.(styles())
    $('note-book').firstElementChild?.renderer?.setStyles?.(styles())
}

const closeNote = () => {
    $('note').hidden = true
    const inner = $('note-book').firstElementChild
    $('note-book').replaceChildren()
    inner?.close()
}

const listen = ({ detail: { doc } }) => doc.addEventListener('keydown', around.onKey)

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
    inner.addEventListener('load', listen)
})

// Show a book at the place of the one before; return its title and contents.
const open = async file => {
    const place = view?.lastLocation
    const next = document.createElement('foliate-view')
    closeNote()
    view?.close()
    $('book').replaceChildren(next)
    view = next
    await next.open(file)
    next.addEventListener('relocate', ({ detail }) => around.onRelocate(detail))
    next.addEventListener('load', listen)
    next.addEventListener('link', event => notes.handle(next.book, event)?.catch(error => {
        closeNote()
        around.tell(`The note cannot be shown: ${error.message}`)
    }))
    next.renderer.setAttribute('gap', '8%')
    apply(settings)
    return {
        title: next.book.metadata?.title, toc: next.book.toc ?? [],
        show: async () => {
            await next.init({ lastLocation: place?.cfi })
            if (place && !next.lastLocation) await next.goToFraction(place.fraction)
        },
    }
}

window.device = {
    apply, closeNote, open,
    goTo: href => { closeNote(); view?.goTo(href) },
    goLeft: () => view?.goLeft(),
    goRight: () => view?.goRight(),
    tellTo: page => {
        around = page
        document.addEventListener('keydown', around.onKey)
    },
}
$('note-close').addEventListener('click', closeNote)
