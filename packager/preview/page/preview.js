// The page of `packager preview`: device, light and size of letters, contents, what goes wrong.
// The book itself is shown by device.js, in the frame.
const $ = id => document.getElementById(id)
const root = document.documentElement
const frame = $('device')

const settings = { device: 'ereader', theme: 'light', size: 100,
    ...JSON.parse(sessionStorage.getItem('settings') ?? '{}') }
let device, shown = 0, opening = Promise.resolve()

// The device is as large as the window leaves room for, and never larger than it is.
const fit = () => {
    const room = $('desk').getBoundingClientRect(), space = 24
    const scale = Math.min(1, (room.width - space) / frame.offsetWidth,
        (room.height - space) / frame.offsetHeight)
    frame.style.transform = `scale(${scale})`
    $('stand').style.width = `${frame.offsetWidth * scale}px`
    $('stand').style.height = `${frame.offsetHeight * scale}px`
    $('scale').textContent = scale < 1 ? `shown at ${Math.round(scale * 100)} %` : ''
}
new ResizeObserver(fit).observe($('desk'))

const apply = () => {
    root.dataset.device = settings.device
    root.dataset.theme = settings.theme
    $('size').value = settings.size
    $('size-shown').textContent = `${settings.size} %`
    for (const name of ['device', 'theme'])
        for (const input of document.getElementsByName(name))
            input.checked = input.value === settings[name]
    fit()
    device?.apply({ ...settings })
    sessionStorage.setItem('settings', JSON.stringify(settings))
}

const onKey = event => {
    if (event.target.matches?.('input')) return
    if (event.key === 'Escape') device?.closeNote()
    else if (['ArrowLeft', 'PageUp'].includes(event.key)) device?.goLeft()
    else if (['ArrowRight', 'PageDown', ' '].includes(event.key)) {
        if (event.key === ' ' && event.target.matches?.('button')) return
        device?.goRight()
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
                device.goTo(href)
            })
        }
        entry.append(link)
        if (subitems?.length) entry.append(listOf(subitems))
        list.append(entry)
    }
    return list
}

const textOf = value => typeof value === 'string' ? value : Object.values(value ?? {})[0] ?? ''

const onRelocate = ({ fraction, location, tocItem }) => {
    $('place').textContent = `${Math.round(fraction * 100)} % · place ${location.current + 1} of ${location.total}`
    for (const link of $('contents').querySelectorAll('a'))
        if (link.dataset.href === tocItem?.href) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
}

const tell = problem => {
    $('problem').textContent = problem
    $('problem').hidden = !problem
}

const open = async version => {
    const answer = await fetch(`book.epub?${version}`)
    if (!answer.ok) throw new Error(`the book cannot be fetched: ${answer.status}`)
    const file = new File([await answer.blob()], 'book.epub', { type: 'application/epub+zip' })
    const book = await device.open(file)
    const title = textOf(book.title)
    document.title = `${title} – packager preview`
    $('title').textContent = title
    $('contents').replaceChildren(listOf(book.toc))
    await book.show()
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
$('previous').addEventListener('click', () => device?.goLeft())
$('next').addEventListener('click', () => device?.goRight())
$('contents-button').addEventListener('click', () => {
    $('contents').hidden = !$('contents').hidden
    $('contents-button').setAttribute('aria-expanded', String(!$('contents').hidden))
})
document.addEventListener('keydown', onKey)

const begin = () => {
    device = frame.contentWindow.device
    device.tellTo({ onRelocate, onKey, tell })
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
}
apply()
if (frame.contentWindow.device) begin()
else frame.addEventListener('load', begin, { once: true })
