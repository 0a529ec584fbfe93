// Counts what scripts cost a page besides their bytes: timers, and looks at its layout while the
// visitor scrolls. The page itself has neither.
(() => {
  const counts = { timers: [], frames: 0, repeated: 0, handled: 0, looks: [] };
  Object.defineProperty(window, '__cost', { value: counts });
  const { setTimeout, requestAnimationFrame, setInterval } = window;
  window.setTimeout = (call, pause = 0, ...given) => {
    counts.timers.push(pause);
    return setTimeout(call, pause, ...given);
  };
  window.setInterval = (...given) => {
    counts.repeated++;
    return setInterval(...given);
  };
  window.requestAnimationFrame = call => {
    counts.frames++;
    return requestAnimationFrame(call);
  };

  // What the browser can only say once it has laid out the page.
  const laidOut = [
    [Element, /^(client|scroll)(Top|Left|Width|Height)$|^get(BoundingClientRect|ClientRects)$|^checkVisibility$/],
    [HTMLElement, /^offset(Top|Left|Width|Height|Parent)$|^innerText$/],
    [Document, /^(elements?FromPoint|scrollingElement)$/],
    [window, /^(inner(Width|Height)|(scroll|page)[XY](Offset)?|getComputedStyle)$/],
    [Range, /^get(BoundingClientRect|ClientRects)$/],
  ];
  let scrolling = 0;
  const note = name => {
    if (scrolling) counts.looks.push(name);
  };
  for (const [owner, names] of laidOut) {
    const object = owner === window ? window : owner.prototype;
    for (const name of Object.getOwnPropertyNames(object)) {
      if (!names.test(name)) continue;
      const { get, value, ...rest } = Object.getOwnPropertyDescriptor(object, name);
      const noting = original => function (...given) {
        note(name);
        return original.apply(this ?? window, given);
      };
      Object.defineProperty(object, name, get
        ? { ...rest, get: noting(get) }
        : { ...rest, value: noting(value) });
    }
  }

  // A handler of what moves the page, or follows the pointer over it.
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const handled = /^(scroll|scrollend|wheel|touchmove|pointermove|mousemove)$/.test(type) && listener
      ? function (event) {
        counts.handled++;
        scrolling++;
        try {
          return listener.handleEvent ? listener.handleEvent(event) : listener.call(this, event);
        } finally {
          scrolling--;
        }
      }
      : listener;
    return listen.call(this ?? window, type, handled, options);
  };
})();
