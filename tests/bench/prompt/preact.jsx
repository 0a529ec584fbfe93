// The same as vanilla.js, by a small framework.
import { h, render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import css from './floor.css';

const host = document.createElement('div');
host.id = 'floor';
const root = host.attachShadow({ mode: 'open' });
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
root.adoptedStyleSheets = [sheet];

const Scale = ({ rate }) => {
  // Arrow keys click as well, but with no button; they only move.
  const click = event => event.detail && event.target.value && rate(+event.target.value);
  const press = event => {
    if (event.key != 'Enter' && event.key != ' ') return;
    event.preventDefault();
    rate(+event.target.value);
  };
  return (
    <fieldset>
      <legend>How likely are you to recommend us to a friend?</legend>
      <div class="scale" onClick={click} onKeyDown={press}>
        {[...Array(11).keys()].map(rating => (
          <label><input type="radio" name="rating" value={rating} />{rating}</label>
        ))}
      </div>
      <div class="ends"><span>Not at all</span><span>Very</span></div>
    </fieldset>
  );
};

const Why = ({ send }) => {
  const comment = useRef();
  useEffect(() => comment.current.focus(), []);
  const submit = event => {
    event.preventDefault();
    send(comment.current.value);
  };
  return (
    <form onSubmit={submit}>
      <label class="ask" for="why">What is the reason for it?</label>
      <textarea id="why" rows="3" ref={comment} />
      <button class="send">Send</button>
    </form>
  );
};

const Prompt = () => {
  const [rating, rate] = useState();
  const [sent, setSent] = useState(false);
  const send = comment => {
    fetch('/answers', { method: 'POST', keepalive: true, body: JSON.stringify({ rating, comment }) });
    setSent(true);
  };
  return (
    <section aria-label="Feedback">
      <button class="close" aria-label="Close" onClick={() => host.remove()}>×</button>
      {sent ? <p class="thanks" role="status">Thank you.</p>
        : rating == null ? <Scale rate={rate} /> : <Why send={send} />}
    </section>
  );
};

render(<Prompt />, root);
document.body.append(host);
