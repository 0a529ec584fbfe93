/*! Afterword __VERSION__ | MIT OR Apache-2.0 */
// The loader: the one script a page pays for. It reads its tag, watches the page's triggers, and
// only when one fires fetches the prompt itself. It may only rule out; what is asked, and whether,
// is decided by the WebAssembly module. Nothing here may ever throw into the host page.
(() => {
  const page = document;
  // Known only while the script runs; a tag manager may have evaluated it without one.
  const script = page.currentScript || page.querySelector('script[src*="afterword.js"]');
  let hash = '__HASH__';

  // The script is here a second time: the first instance takes the tag, and nothing else happens.
  if (window.afterword?.tag) return window.afterword.tag(script, hash);

  const SETTINGS = /^(survey|endpoint|trigger|metric|question|touchpoint|lang|theme|position|site|base|test)$/;
  const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
  const MARK = 'afterword:outbox';

  const tags = [];
  const context = {};
  const happened = [];
  const listeners = [];
  let module;
  let layer;
  let renewal;

  const ready = new Promise(resolve =>
    page.readyState == 'loading' ? page.addEventListener('DOMContentLoaded', resolve) : resolve());

  const tell = (name, detail) => page.dispatchEvent(new CustomEvent('afterword:' + name, { detail }));

  const fail = (survey, reason, message) => {
    console.warn('Afterword: ' + message);
    tell('failed', { survey, reason, message });
  };

  const base = tag => new URL(tag.base || tag.src.replace(/[^/]*([?#].*)?$/, '').replace(hash + '/', ''), location);

  const fetched = (url, options) => fetch(url, options).then(response => {
    if (!response.ok) throw Object.assign(Error(url + ' answered ' + response.status), { gone: response.status == 404 });
    return response;
  });

  // Glue and module start together: on a slow network a round trip costs more than both.
  const load = async tag => {
    const folder = new URL(hash + '/', base(tag));
    const glue = import(new URL('prompt.js', folder));
    glue.catch(() => {});
    const wasm = await fetched(new URL('prompt_bg.wasm', folder)).catch(error => {
      // A policy may let the page connect to the collector alone; it has the same folder.
      const other = new URL('/' + hash + '/prompt_bg.wasm', new URL(tag.endpoint, location));
      if (other.origin == folder.origin) throw error;
      return fetched(other);
    });
    const prompt = await glue;
    await prompt.default(wasm);
    return prompt;
  };

  // Files that are gone were of an older version: the script is fetched afresh and says which are there now.
  const renew = async tag => {
    renewal = page.createElement('script');
    await fetched(tag.src, { cache: 'reload' });
    await new Promise((resolve, reject) => {
      Object.assign(renewal, { onload: resolve, onerror: reject, src: tag.src });
      page.head.append(renewal);
    });
    return load(tag);
  };

  // What failed is tried again the next time; what works is fetched once.
  const wake = tag => module ||= load(tag)
    .catch(error => {
      if (error.gone && !renewal) return renew(tag);
      throw error;
    })
    .catch(error => {
      module = 0;
      throw error;
    });

  // The JSON that the tag names. `Response` parses it: the page may have replaced `JSON`.
  const definition = async tag => {
    const name = tag.survey;
    if (name[0] == '#') {
      await ready;
      const block = page.querySelector(name);
      if (!block) throw Error('no element ' + name);
      return new Response(block.textContent).json();
    }
    if (/[/.]/.test(name)) return (await fetched(name)).json();
  };

  const ask = async tag => {
    let reason = 'definition';
    try {
      if (tag.old) return;
      tag.json ||= definition(tag);
      const waking = wake(tag);
      waking.catch(() => {});
      const json = await tag.json;
      reason = 'wasm';
      const glue = await waking;
      await ready;
      glue.show(tag, json, context);
    } catch (error) {
      tag.json = 0;
      fail(tag.survey, reason, 'cannot ask ' + tag.survey + ': ' + error.message);
    }
  };

  const arm = (tag, kind, what) => {
    const wait = /^(\d+)([smhd])$/.exec(what);
    if (kind == 'load') ask(tag);
    else if (kind == 'delay' && wait) {
      const millis = wait[1] * UNITS[wait[2]];
      // A longer one would fire at once, and no page lives that long.
      if (millis < 2 ** 31) setTimeout(ask, millis, tag);
    }
    else if (kind == 'event' && what) {
      (tag.events ||= []).push(what);
      watch();
      if (!tag.again && happened.includes(what)) ask(tag);
    } else if (kind != 'manual') fail(tag.survey, 'definition', 'no trigger is called "' + kind + ' ' + what + '"');
  };

  const track = (name, properties) => {
    // GA4's purchase says what was bought.
    const sale = properties?.ecommerce || properties;
    if (name == 'purchase' && sale)
      for (const [key, from] of [['order', 'transaction_id'], ['order', 'order'], ['value', 'value'], ['currency', 'currency']])
        if (sale[from] != null) context[key] = sale[from];
    happened.push(name);
    for (const tag of tags) if (tag.events?.includes(name)) ask(tag);
  };

  // An entry is {event, …} as Tag Manager takes it, or gtag's ['event', name, …].
  const entry = item => {
    if (item?.event) track(item.event, item);
    else if (item?.[0] == 'event') track(item[1], item[2]);
  };

  const watch = () => {
    if (layer) return;
    layer = window.dataLayer ||= [];
    const { push } = layer;
    layer.push = function (...items) {
      const length = push.apply(this, items);
      try {
        items.forEach(entry);
      } catch {}
      return length;
    };
    [...layer].forEach(entry);
  };

  const read = script => {
    const { src } = script;
    const tag = { survey: 'nps', endpoint: new URL('/v1/responses', src || location).href, src, ...script.dataset };
    const unknown = Object.keys(script.dataset).filter(name => !SETTINGS.test(name));
    if (unknown.length) console.warn('Afterword: the tag has no setting called ' + unknown);
    // The newest tag of a survey wins; what happened before was the older one's to ask about.
    const older = tags.findIndex(older => older.survey == tag.survey);
    if (older >= 0) tags.splice(older, 1)[0].old = tag.again = 1;
    tags.unshift(tag);
    const trigger = tag.trigger ?? (tag.survey == 'post-purchase' ? 'event purchase' : '');
    for (const part of trigger.split(';')) {
      const [, kind, what] = /^\s*(\S*)\s*(.*?)\s*$/.exec(part);
      if (kind) arm(tag, kind, what);
    }
    if (tag.trigger == null && /[#/.]/.test(tag.survey))
      (tag.json = definition(tag)).then(
        json => {
          for (const trigger of json.ask_when?.any || [json.ask_when || {}])
            for (const kind in trigger) arm(tag, kind, trigger[kind]);
        },
        error => {
          tag.json = 0;
          fail(tag.survey, 'definition', 'cannot read ' + tag.survey + ': ' + error.message);
        });
  };

  const calls = {
    show(name) {
      const survey = typeof name == 'string' ? name : tags[0].survey;
      ask(tags.find(tag => tag.survey == survey) || { ...tags[0], survey, json: 0 });
    },
    close: () => module && module.then(glue => glue.close()),
    track,
    context: object => void Object.assign(context, object),
    on(name, call) {
      const listener = event => call(event.detail);
      listeners.push([name, call, listener]);
      page.addEventListener('afterword:' + name, listener);
      if (name == 'ready') call({});
    },
    off(name, call) {
      for (const [of, given, listener] of listeners)
        if (of == name && given == call) page.removeEventListener('afterword:' + name, listener);
    },
    status: () => wake(tags[0]).then(glue => glue.status()),
    flush: () => wake(tags[0]).then(glue => glue.flush()),
  };

  const queue = window.afterword?.q || [];
  const api = (name, ...given) => {
    try {
      return calls[name](...given);
    } catch (error) {
      console.warn('Afterword: ' + name + ': ' + error.message);
    }
  };
  window.afterword = api;
  api.tag = (script, newest) => {
    hash = newest;
    if (script && script != renewal) read(script);
  };
  for (const call of queue) if (call[0] == 'on' || call[0] == 'context') api(...call);
  api.tag(script, hash);
  for (const call of queue) if (call[0] != 'on' && call[0] != 'context') api(...call);
  tell('ready', {});

  // An earlier visit left answers behind.
  try {
    if (localStorage[MARK]) (window.requestIdleCallback || setTimeout)(() => calls.flush().catch(() => {}));
  } catch {}
})();
