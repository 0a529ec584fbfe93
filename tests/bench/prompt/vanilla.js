// The least that somebody would write by hand: a rating, a comment, thanks, one POST.
import css from './floor.css';

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const host = make('div', { id: 'floor' });
const root = host.attachShadow({ mode: 'open' });
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
root.adoptedStyleSheets = [sheet];

const place = make('div');

const thank = () => place.replaceChildren(make('p', { className: 'thanks', role: 'status', textContent: 'Thank you.' }));

const askWhy = rating => {
  const comment = make('textarea', { id: 'why', rows: 3 });
  const form = make('form', {},
    make('label', { className: 'ask', htmlFor: 'why', textContent: 'What is the reason for it?' }),
    comment,
    make('button', { className: 'send', textContent: 'Send' }));
  form.onsubmit = event => {
    event.preventDefault();
    fetch('/answers', { method: 'POST', keepalive: true, body: JSON.stringify({ rating, comment: comment.value }) });
    thank();
  };
  place.replaceChildren(form);
  comment.focus();
};

const scale = make('div', { className: 'scale' });
for (let rating = 0; rating <= 10; rating++)
  scale.append(make('label', {}, make('input', { type: 'radio', name: 'rating', value: rating }), rating));
// Arrow keys click as well, but with no button; they only move.
scale.onclick = event => event.detail && event.target.value && askWhy(+event.target.value);
scale.onkeydown = event => {
  if (event.key != 'Enter' && event.key != ' ') return;
  event.preventDefault();
  askWhy(+event.target.value);
};

place.append(make('fieldset', {},
  make('legend', { textContent: 'How likely are you to recommend us to a friend?' }),
  scale,
  make('div', { className: 'ends' },
    make('span', { textContent: 'Not at all' }),
    make('span', { textContent: 'Very' }))));
root.append(make('section', { ariaLabel: 'Feedback' },
  make('button', { className: 'close', ariaLabel: 'Close', textContent: '×', onclick: () => host.remove() }),
  place));
document.body.append(host);
