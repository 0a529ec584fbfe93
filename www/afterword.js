/*! Afterword __VERSION__, MIT */
// The loader: the one script a page pays for. It reads its tag, watches the page's triggers (the rarer
// ones by `triggers.js`), and only when one fires fetches the prompt itself. It may only rule out; what
// is asked, and whether, is decided by the WebAssembly module. Nothing here may ever throw into the host page.
(() => {
  const page = document;
  // Known only while the script runs; a tag manager may have evaluated it without one.
  const script = page.currentScript || page.querySelector('[src*="afterword.js"]');
  let hash = '__HASH__';
  // Not under our name, which may be the page's own.
  const ME = Symbol.for('afterword');

  const idle = work => (window.requestIdleCallback || setTimeout)(work, { timeout: 999 });

  const begin = () => {
    // The script is here a second time: the first instance takes the tag, and nothing else happens.
    if (window[ME]) return window[ME](script, hash);

    const SETTINGS = 'base consent endpoint gpc lang metric position preset question quiet sample site surveys survey target test theme touchpoint trigger wasm'.split(' ');
    // What the light bundle leaves to the full one, as far as a glance at the JSON tells.
    const RICH = /[<&]|{{|"(when|hidden|languages|code|link|choice|contact|state|topic|target|all|where|after|scroll|exit|idle|seen|click|on_site|pages|visits|cancel_on|people|others|sample|look": ?")/;
    const LANGUAGES = 'en __LANGUAGES__'.split(' ');
    const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

    const tags = [];
    const context = {};
    const happened = [];
    const listeners = new WeakMap();
    // The bundle that asks, as a promise.
    let prompt;
    // Whether a survey of this page may be more than the light bundle asks. Then the full one serves all.
    let full;
    // Whether WebAssembly failed here and its translation did not.
    let refused;
    let layer, renewal;
    // What the first script tag says, whose list of surveys may still be on its way.
    let first;
    // Whether the visitor agreed, and what goes on once that is so.
    let agreed;
    const held = [];

    const ready = new Promise(resolve =>
      page.readyState == 'loading' ? addEventListener('DOMContentLoaded', resolve) : resolve());

    /** Who never looks at the promise does not make its failure the page's. */
    const quiet = promise => (promise.catch(() => {}), promise);

    const tell = (name, detail) => page.dispatchEvent(new CustomEvent('afterword:' + name, { detail }));

    /** What this browser keeps under a name of ours; nothing where storage is denied. */
    const remembered = name => {
      try {
        return localStorage['afterword:' + name];
      } catch {}
    };

    const warn = message => console.warn('Afterword: ' + message);

    const fail = (tag, reason, error) => {
      const { survey } = tag;
      const message = `cannot ask ${survey}: ${error.message}`;
      tag.json = tag.asked = 0;
      warn(message);
      tell('failed', { survey, reason, message });
    };

    const sibling = (tag, file) => new URL(
      hash + '/' + file,
      new URL(tag.base || tag.src.replace(hash + '/', ''), location));

    // Pages that replace `fetch` know addresses as strings.
    const fetched = async url => {
      const response = await fetch('' + url);
      if (!response.ok) throw { message: url + ': ' + response.status, gone: response.status == 404 };
      return response;
    };

    // A policy may let the page connect to the collector alone; it has the same folder. Where both are one
    // host, it is asked a second time.
    const data = (tag, file) => fetched(sibling(tag, file)).catch(error =>
      fetched(new URL('/' + hash + '/' + file, new URL(tag.endpoint, location))).catch(() => {
        throw error;
      }));

    // A failed import does not say why. What matters is whether the file is gone.
    const code = url => quiet(import(url).catch(async error => {
      await fetched(url);
      throw error;
    }));

    // Files that are gone were of an older version: the script is fetched afresh, once, and says which
    // are there now.
    const renewed = async (tag, attempt) => {
      const stale = hash;
      try {
        return await attempt();
      } catch (error) {
        if (error.gone) await (renewal ||= import(tag.src + '?' + hash).catch(() => {}));
        if (hash == stale) throw error;
        return attempt();
      }
    };

    const load = async tag => {
      const ways = [[full ? 'fallback-full' : 'fallback']];
      // An empty module is refused like any other, before anything is fetched in vain.
      if (tag.wasm != 'off' && !refused) try {
        new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
        ways.unshift([full ? 'full' : 'prompt', 1]);
      } catch {}
      let failure;
      for (const [way, compiled] of ways) try {
        return await renewed(tag, async () => {
          // Glue and module start together: on a slow network a round trip costs more than both.
          const glue = code(sibling(tag, way + '.js'));
          const wasm = !compiled || await data(tag, way + '_bg.wasm');
          const prompt = await glue;
          await prompt.default(wasm);
          refused ||= !compiled;
          return prompt;
        });
      } catch (error) {
        failure ||= error;
      }
      throw failure;
    };

    // What failed is tried again the next time; what works is fetched once.
    const wake = (tag, everything) => {
      full ||= everything;
      if (!prompt || full && !prompt.full) {
        prompt = load(tag);
        prompt.full = full;
        prompt.catch(() => prompt = 0);
      }
      return prompt;
    };

    /** The best language that there is: what the tag says, then the page, then the visitor's browser. */
    const language = tag => {
      for (const wish of [tag.lang, page.documentElement.lang, ...navigator.languages]) try {
        const { baseName, language, script } = new Intl.Locale(wish.replace('_', '-'));
        for (const code of [baseName, language + '-' + script, language]) if (LANGUAGES.includes(code)) return code;
      } catch {}
      return 'en';
    };

    /** Its texts; nothing for English, which every bundle speaks, also where they do not come. */
    const words = (tag, lang) => lang != 'en' &&
      data(tag, 'languages/' + lang + '.json').then(response => response.json()).catch(() => {});

    // The JSON of that name, by an element's id or an address; a template has another name. `Response`
    // parses it: the page may have replaced `JSON`.
    const definition = async name => {
      if (!/[#/.]/.test(name)) return;
      let text;
      if (name[0] == '#') {
        await ready;
        const block = page.querySelector(name);
        if (!block) throw Error('no element ' + name);
        text = block.textContent;
      } else text = await (await fetched(name)).text();
      full ||= RICH.test(text);
      return new Response(text).json();
    };

    /** Whether it was asked not long ago, as far as this browser remembers. */
    const isQuiet = (tag, json) => {
      const id = json?.id || tag.survey;
      const quiet = json?.quiet || {};
      const past = remembered('past:' + id);
      // Whoever is known is for the bundle that knows what to make of it.
      full ||= past || context.signed || tag.sample;
      const noted = (past || '').split(' ');
      const usual = json || /^(e?nps|drivers)$/.test(id) ? [, '90d', '30d', '7d'] : [, '7d', '7d', '1d'];
      // The version of this form, when it was answered, dismissed and ignored, and how often shown.
      return noted[0] == 1 && (noted[4] >= (quiet.displays || 3)
        || [, 'answered', 'dismissed', 'ignored'].some((came, index) => {
          const since = Date.now() - noted[index];
          const period = tag.quiet || quiet[came] || usual[index];
          // What lies ahead was noted when the clock was wrong; what is no period is left out.
          return +noted[index] && since >= 0 && (period == 'ever' || since < parseInt(period) * UNITS[period.at(-1)]);
        }));
    };

    const ask = async (tag, sure) => {
      let reason = 'definition';
      try {
        tag.asked = 1;
        await permission(tag);
        const json = await (tag.json ||= definition(tag.survey));
        if (tag.old || !sure && tag.test == null && isQuiet(tag, json)) return tag.asked = 0;
        const waking = wake(tag);
        // What a preset needs does not wait for the bundle to ask for it; classic, the first in the
        // alphabet, needs nothing.
        if (tag.preset > 'd') code(sibling(tag, 'rare.js'));
        let lang = language(tag);
        const early = words(tag, lang);
        reason = 'wasm';
        const glue = await waking;
        // Where the files were gone, the language's was as well.
        const texts = await early || await words(tag, lang) || undefined;
        if (!texts) lang = 'en';
        await ready;
        // It may be more than the glance told.
        if (glue.takes(json)) tag.asked = await glue.show({ ...tag, lang, force: sure }, json, context, texts);
        else ask(tag, sure, full = 1);
      } catch (error) {
        fail(tag, reason, error);
      }
    };

    // What a visitor began before the page was loaded again goes on.
    const resume = async tag => {
      try {
        const run = sessionStorage['afterword:run'];
        if (run && (await new Response(run).json()).survey == tag.survey) ask(tag, true);
      } catch {}
    };

    const tap = () => {
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

    const arm = async (tag, when, json) => {
      const any = when.any || [when];
      // A tab at the edge asks nothing before the visitor opens it, so it stands from the start.
      if ((tag.position || json?.look?.position) == 'tab' && any.some(trigger => trigger.manual)) idle(() => ask(tag, true));
      // What comes at once, or by a name alone, to every visitor and on any page, needs nobody to watch.
      if (!tag.sample && !json?.pages && !json?.sample && any.every(trigger => /^(load|manual|event)$/.test(Object.keys(trigger)))) {
        if (any.some(trigger => trigger.load)) ask(tag);
        const names = any.map(trigger => trigger.event);
        if ('' + names) tap();
        tag.hear = name => {
          if (names.includes(name) && !tag.asked) ask(tag);
        };
      } else {
        const { watch } = await renewed(tag, () => code(sibling(tag, 'triggers.js')));
        tag.hear = watch(tag, when, json, () => ask(tag), tap);
      }
      if (!tag.again) happened.forEach(given => tag.hear(...given));
    };

    const track = (name, properties) => {
      // GA4 says what was bought in an object of its own.
      properties = { ...properties, ...properties?.ecommerce };
      const {
        transaction_id = context.order, order = transaction_id, value = context.value, currency = context.currency,
      } = properties;
      if (name == 'purchase') Object.assign(context, { order, value, currency });
      happened.push([name, properties]);
      for (const tag of tags) tag.hear?.(name, properties);
    };

    // An entry is {event, …} as Tag Manager takes it, or gtag's ['event', name, …].
    const entry = item => {
      if (item?.event) track(item.event, item);
      else if (item?.[0] == 'event') track(item[1], item[2]);
    };

    /** Waits until the visitor agrees, where that is asked for, by the site or by the browser. */
    const permission = tag => (tag.consent == 'required' || navigator.globalPrivacyControl && tag.gpc != 'ignore')
      && !(agreed ??= remembered('consent')) && new Promise(resolve => held.push(resolve));

    const start = async tag => {
      // The newest tag of a survey wins; what happened before was the older one's to ask about.
      for (const older of tags) if (older.survey == tag.survey) older.old = tag.again = 1;
      tags.unshift(tag);
      // After the calls that wait in the queue.
      await 0;
      await permission(tag);
      // At once, so that a trigger finds it there and knows which bundle to fetch.
      const known = (tag.json ||= definition(tag.survey)).catch(() => {
        tag.json = 0;
      });
      idle(() => resume(tag));
      try {
        await arm(tag, tag.trigger != null
          ? { any: tag.trigger.split(';').map(part => part.trim()).filter(part => part).map(part => {
            const [kind, what] = part.split(/\s+(.*)/);
            return { [kind.replace('-', '_')]: what || true };
          }) }
          : (await tag.json)?.ask_when || (tag.survey == 'post-purchase' ? { event: 'purchase' } : { manual: true }), await known);
      } catch (error) {
        fail(tag, 'definition', error);
      }
    };

    const take = async script => {
      const { src, dataset } = script;
      const tag = { survey: 'nps', endpoint: new URL('/v1/responses', src || location).href, src, ...dataset };
      first ||= tag;
      const unknown = '' + Object.keys(dataset).filter(name => !SETTINGS.includes(name));
      if (unknown) warn('no setting ' + unknown);
      if (!tag.surveys) return start(tag);
      await permission(tag);
      for (const json of await definition(tag.surveys)) start({ ...tag, survey: json.id, json: Promise.resolve(json) });
    };

    const listener = call =>
      listeners.get(call) || listeners.set(call, event => call(event.detail)).get(call);

    /** What few pages ever call is in a file of its own. */
    const rarely = name => quiet(renewed(first, () => code(sibling(first, 'calls.js')))
      .then(file => file.call(name, tags, context, wake, calls.close)));

    const calls = {
      show(name, options = name) {
        const survey = name?.at ? name : tags[0].survey;
        const tag = tags.find(tag => tag.survey == survey) || { ...tags[0], survey, json: 0 };
        ask(tag, options?.force);
      },
      close: () => prompt && quiet(prompt.then(glue => glue.close())),
      track,
      context: object => void Object.assign(context, object),
      on(name, call) {
        page.addEventListener('afterword:' + name, listener(call));
        if (name == 'ready') call({});
      },
      off: (name, call) => page.removeEventListener('afterword:' + name, listener(call)),
      consent(given) {
        agreed = given;
        if (!given) return rarely('forget');
        for (const go of held) go();
        try {
          localStorage['afterword:consent'] = 1;
        } catch {}
      },
      beforeSend: call => void (window[ME].beforeSend = call),
    };

    const api = (name, ...given) => {
      try {
        return calls[name] ? calls[name](...given) : rarely(name);
      } catch (error) {
        warn(name + ': ' + error);
      }
    };

    window[ME] = (script, newest) => {
      hash = newest;
      // A script that was fetched afresh finds the tag that was read before.
      if (!script || script.afterword) return;
      script.afterword = 1;
      take(script).catch(warn);
    };

    // What stands under our name and is no queue of calls is the page's own, and stays: what asks then
    // is triggers. (An element's id puts it there as well, but gives way to any variable.)
    const given = window.afterword;
    if (given && !given.q && !/\bq\b/.test(given) && Object.hasOwn(window, 'afterword'))
      warn('the page has its own');
    else window.afterword = api;
    window[ME](script, hash);
    given?.q?.forEach(call => api(...call));
    tell('ready', {});

    // An earlier visit left answers behind. To ask the storage takes a while where nobody did before.
    if (remembered('outbox')) rarely('drain');
    if (/afterword.debug/.test(location)) rarely('explain');
  };

  // What need not be done at once is kept out of the page's loading, unless the page calls, or one of its
  // pictures never comes.
  if (window[ME] || /load/.test(script?.dataset.trigger)) begin();
  else {
    addEventListener('load', () => setTimeout(idle, 0, begin), { once: 1 });
    setTimeout(begin, page.readyState == 'complete' || 5e3);
  }
  window.afterword ||= (...call) => (begin('q'), afterword(...call));
})();
