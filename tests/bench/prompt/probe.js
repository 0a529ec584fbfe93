// Runs before a page's first script and writes down what a visitor would notice.
(() => {
  const seen = {};
  const tasks = [];
  let shift = 0;
  let released;

  const observe = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe('longtask', ({ startTime, duration }) => tasks.push({ startTime, duration }));
  observe('layout-shift', entry => {
    if (!entry.hadRecentInput) shift += entry.value;
  });
  addEventListener('pointerup', event => {
    released = event.timeStamp;
  }, true);

  /** The element that hooks mean, in its host's shadow root if it has one. */
  const find = ({ host, css, text }) => {
    const element = document.querySelector(host);
    const matches = element ? [...(element.shadowRoot ?? element).querySelectorAll(css)] : [];
    return matches.find(match => text === null || match.textContent.trim() === text);
  };

  const opacity = element => {
    let product = 1;
    for (let node = element; node; node = node.parentElement ?? node.getRootNode().host)
      product *= getComputedStyle(node).opacity;
    return product;
  };

  /** Where an element is, if a pointer in its middle would meet it and an eye could see it. */
  const look = element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const x = left + width / 2;
    const y = top + height / 2;
    const met = element.getRootNode().elementFromPoint(x, y);
    const clear = element.contains(met) ? opacity(element) : 0;
    return width > 0 && height > 0 && clear > 0.1 && { x, y, clear, where: [left, top, width, height].join() };
  };

  const painted = () => new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(0);
  });

  /** Looks in every frame, until the element is there, opaque, and where it was in the frame before. */
  const watch = (name, hooks) => {
    const sight = seen[name] = { rest: Promise.withResolvers() };
    let before;
    const frame = () => {
      const element = find(hooks);
      const now = element && look(element);
      if (now) sight.at ??= painted();
      Object.assign(sight, { x: now?.x, y: now?.y });
      if (now && now.clear > 0.99 && now.where === before) return sight.rest.resolve(true);
      before = now?.where;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };

  /** When the page met what is measured; the bare page meets nothing. */
  const start = () => performance.getEntriesByName('tag')[0].startTime;

  window.probe = {
    watch,
    /** Whether it is there and stands still. */
    rest: name => seen[name].rest.promise,
    place: name => [seen[name].x, seen[name].y],
    /** Milliseconds from the tag to the paint that showed it. */
    visible: async name => (await seen[name].at) - start(),
    /** Milliseconds from the release of the pointer to the paint that showed it. */
    answer: async name => (await seen[name].at) - released,
    blocking: () => tasks
      .filter(task => task.startTime + task.duration > start())
      .reduce((sum, task) => sum + Math.max(0, task.duration - 50), 0),
    shift: () => shift,
  };
})();
