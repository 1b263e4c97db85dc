"""What WCAG 2.2 AA asks of a page, as far as a browser can measure it. No library, no Node."""

from __future__ import annotations

from playwright.sync_api import Page

NARROW = {"width": 320, "height": 640}
"""1.4.10: what a screen of 1280 is at 400 %."""
ENLARGED = {"width": 640, "height": 720}
"""1.4.4: half of 1280, with letters of double size."""

MEASURE = r"""
(language) => {
  const faults = [];
  const say = (rule, element, more = '') => faults.push(
    `${rule}: <${element.tagName.toLowerCase()}${element.id ? ' #' + element.id : ''}> ` +
    `"${(element.textContent || element.name || '').trim().slice(0, 40)}" ${more}`);
  const shown = (element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return element.checkVisibility() && style.visibility === 'visible' &&
      box.width > 1 && box.height > 1;
  };

  // 1.4.3 contrast
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const found = channels(getComputedStyle(e).backgroundColor);
      if (found[3]) layers.push(found);
      if (found[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) =>
      c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let measured = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(element)) continue;
    if (element.closest('script, style, noscript, svg, :disabled')) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    const ground = behind(element), found = ratio(over(channels(style.color), ground), ground);
    measured += 1;
    if (found < (large ? 3 : 4.5)) say('contrast', element, found.toFixed(2));
  }
  if (measured < 5) faults.push(`only ${measured} texts were measured`);

  // 4.1.2 names; 1.3.1 labels
  const said = (ids) => (ids || '').split(/\s+/).map((id) =>
    document.getElementById(id)?.textContent || '').join(' ').trim();
  const named = (e) => e.getAttribute('aria-label')?.trim()
    || said(e.getAttribute('aria-labelledby'))
    || [...(e.labels || [])].map((l) => l.textContent).join('').trim()
    || (/^(A|BUTTON|SUMMARY)$/.test(e.tagName) ? e.textContent.trim() : '');
  const controls = [...document.querySelectorAll(
    'a[href], button, summary, select, textarea, input:not([type=hidden])')].filter(shown);
  for (const each of controls) {
    if (!named(each)) say('name', each);
    if (each.type === 'range' && !each.getAttribute('aria-valuetext')) say('value in words', each);
    const told = each.getAttribute('aria-describedby');
    if (told && !told.split(/\s+/).every((id) => document.getElementById(id)))
      say('describedby', each);
  }
  for (const each of document.querySelectorAll('[aria-labelledby]'))
    if (!said(each.getAttribute('aria-labelledby'))) say('labelledby', each);
  for (const each of document.querySelectorAll('fieldset'))
    if (shown(each) && !each.querySelector('legend')?.textContent.trim()) say('legend', each);
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) faults.push(`id twice: ${id}`);

  // 1.3.1 headings, 3.1.1 language, 2.4.2 title
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].filter(shown);
  if (levels.filter((h) => h.tagName === 'H1').length !== 1) faults.push('not one h1');
  levels.forEach((h, at) => {
    if (+h.tagName[1] - (at ? +levels[at - 1].tagName[1] : 0) > 1) say('heading order', h);
  });
  const {lang} = document.documentElement;
  if (lang !== language) faults.push(`lang ${lang}`);
  if (!document.title.trim()) faults.push('no title');

  // 2.5.8 size of targets; a link within a sentence is exempt
  for (const each of controls) {
    const whole = each.closest('label') || (each.type === 'checkbox' && each.labels[0]) || each;
    const box = whole.getBoundingClientRect();
    const within = each.tagName === 'A' && getComputedStyle(each).display === 'inline';
    if (!within && (box.width < 24 || box.height < 24))
      say('target', each, `${Math.round(box.width)} x ${Math.round(box.height)}`);
  }

  // 2.4.7 focus
  const look = (e) => {
    const style = getComputedStyle(e);
    return style.boxShadow + style.borderColor + style.outline;
  };
  for (const each of controls) {
    document.activeElement?.blur();
    const before = look(each);
    each.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement === each && look(each) === before) say('focus', each);
  }
  document.activeElement?.blur();
  return faults;
}
"""

SIDEWAYS = """() => {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth)
    out.push(`${document.documentElement.scrollWidth} wide on ${innerWidth}`);
  for (const each of document.querySelectorAll('main *, header *, nav *')) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (!each.checkVisibility() || box.width <= 1 || each.closest('svg, .table-wrap')) continue;
    if (box.right > innerWidth + 1) out.push(`sticks out: ${each.tagName} ${each.className}`);
    if (style.overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1 &&
        each.childElementCount === 0 && each.textContent.trim())
      out.push(`cut off: ${each.textContent.trim().slice(0, 40)}`);
  }
  return out;
}"""


def faults(page: Page, language: str) -> list[str]:
    """Everything on the page that breaks a rule, at any of three sizes; empty is good."""
    size = page.viewport_size
    page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
    found = list(page.evaluate(MEASURE, language))
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found += [f"at 320: {each}" for each in page.evaluate(SIDEWAYS)]
    page.set_viewport_size(ENLARGED)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"at 200 %: {each}" for each in page.evaluate(SIDEWAYS)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    if size:
        page.set_viewport_size(size)
    return found
