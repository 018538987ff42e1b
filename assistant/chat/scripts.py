"""The scripts of the parts of the page that talk to the server: Gradio runs each once, beside its part.

``trigger`` sends an event, ``props.value`` is the value of the part, ``watch`` tells when the server changed it.
What they send is taken as hostile by the handlers. What needs no server is in ``static/app.js``.
"""

LOG = """
const ask = (selector, act) => element.addEventListener('click', event => {
  const button = event.target.closest(selector);
  if (button) act(button);
});
ask('[data-act=example]', button => trigger('example', {text: button.textContent}));
ask('[data-act=verdict]', button => {
  const group = button.closest('.opinion');
  group.querySelectorAll('[data-act=verdict]').forEach(one => one.setAttribute('aria-pressed', String(one === button)));
  group.querySelector('.why').hidden = false;
  group.querySelector('textarea').focus();
});
ask('[data-act=opinion]', button => {
  const group = button.closest('.opinion'), verdict = group.querySelector('[aria-pressed=true]').dataset.verdict;
  const reason = group.querySelector('textarea').value;
  button.closest('.answer').focus();
  trigger('opinion', {turn: Number(button.dataset.turn), verdict, reason});
});
/* keep the newest question at the top of the conversation, unless the reader scrolls */
let moved = false, count = props.value.length;
for (const kind of ['wheel', 'touchmove', 'keydown']) {
  element.addEventListener(kind, () => { moved = true; }, {passive: true});
}
watch('value', () => queueMicrotask(() => {
  const log = element.querySelector('.log'), last = log.lastElementChild, asked = props.value.length !== count;
  if (asked) { moved = false; count = props.value.length; }
  if (!moved && last && (asked || last.querySelector('.wait, .opinion textarea, .failure'))) {
    log.scrollTop = last.offsetTop - log.offsetTop;
  }
}));
"""

SOURCES = """
watch('value', () => document.dispatchEvent(new Event('sources')));
element.addEventListener('click', event => {
  const button = event.target.closest('[data-act=docx]');
  if (button) trigger('docx', {turn: Number(button.dataset.turn), origin: location.origin, at: Date.now()});
});
"""

FILE = """
watch('value', () => {
  const file = props.value;
  if (!file || !file.content) return;
  const bytes = Uint8Array.from(atob(file.content), letter => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], {type: file.type}));
  Object.assign(document.createElement('a'), {href: address, download: file.name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});
"""

FILTERS = """
const all = selector => [...element.querySelectorAll(selector)];
const field = name => element.querySelector(`[name=${name}]`);
const written = new Intl.DateTimeFormat(document.documentElement.lang, {dateStyle: 'long', timeZone: 'UTC'});
const inWords = day => written.format(new Date(day)).replace(/^1 /, document.documentElement.lang === 'fr' ? '1er ' : '1 ');
const showActive = value => {
  const active = !!value.since + !!value.until + value.kinds.length, label = element.querySelector('.count');
  label.textContent = !active ? '' : active === 1 ? label.dataset.one : label.dataset.many.replace('{count}', active);
  element.querySelector('.chips').hidden = !active;
  for (const chip of all('.chip')) {
    const {name, kind} = chip.dataset, day = value[name];
    chip.parentElement.hidden = name === 'kind' ? !value.kinds.includes(kind) : !day;
    if (day) chip.querySelector('.day').textContent = inWords(day);
  }
};
const read = () => {
  const kinds = all('[name=kind]:checked').map(box => box.value);
  const value = {since: field('since').value, until: field('until').value, kinds};
  props.value = value;
  queueMicrotask(() => showActive(value));
};
element.addEventListener('change', read);
const clear = inputs => {
  for (const input of inputs) if (input.type === 'checkbox') input.checked = false; else input.value = '';
  read();
};
element.addEventListener('click', event => {
  const button = event.target.closest('[data-act]');
  if (!button) return;
  const {act, name, kind} = button.dataset;
  clear(all('input').filter(input => act === 'clear' || input.name === name && (kind ?? input.value) === input.value));
  if (act === 'remove') element.querySelector('summary').focus();
});
/* another conversation begins without the filters of this one */
document.addEventListener('click', event => { if (event.target.closest('#new')) clear(all('input')); });
"""
