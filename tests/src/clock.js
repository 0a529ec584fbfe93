// A clock that a test can put forward, and the day with it: what waits for a time comes once that is
// over by this clock. It goes on by itself as well. From page to page of a tab, the day stays.
(() => {
  const { performance, Date, setTimeout, clearTimeout, fetch } = window;
  const now = performance.now.bind(performance);
  const today = Date.now;
  const start = setTimeout.bind(window);
  const stop = clearTimeout.bind(window);
  const waiting = new Map();
  let ahead = 0;
  let days = Number(window.name) || 0;

  const clock = { modules: 0 };
  Object.defineProperty(window, '__clock', { value: clock });

  performance.now = () => now() + ahead;
  Date.now = () => today() + days;

  window.setTimeout = (call, pause = 0, ...given) => {
    const come = () => {
      waiting.delete(id);
      call(...given);
    };
    const id = start(come, pause);
    waiting.set(id, { due: performance.now() + pause, pause, come });
    return id;
  };
  window.clearTimeout = id => {
    waiting.delete(id);
    stop(id);
  };

  // A survey is asked as soon as a module is.
  window.fetch = (url, options) => {
    clock.modules += /_bg[.]wasm$/.test(url);
    return fetch(url, options);
  };

  clock.set = millis => {
    days += millis;
    window.name = days;
  };
  // All that is due comes, each once, as where a computer slept.
  clock.pass = millis => {
    ahead += millis;
    clock.set(millis);
    for (const [id, { due, come }] of [...waiting].sort(([, a], [, b]) => a.due - b.due)) {
      if (due > performance.now() || !waiting.has(id)) continue;
      stop(id);
      come();
    }
  };
  clock.pauses = () => [...waiting.values()].map(({ pause }) => pause);
})();
