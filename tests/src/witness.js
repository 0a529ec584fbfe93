// What a page went through, written down from before its first script. It uses what the browser
// brought along, whatever the page puts in its place later.
(() => {
  if (window.__witness) return;
  const { parse, stringify } = JSON;
  const witness = { events: [], errors: [], violations: [], shift: 0 };
  Object.defineProperty(window, '__witness', { value: witness });
  // For tests that ask for more than their driver can carry.
  Object.defineProperty(witness, 'text', { value: stringify });
  // By index: the page may have methods of its own for arrays.
  const note = (list, entry) => { list[list.length] = entry; };
  for (const name of ['ready', 'shown', 'rated', 'answered', 'saved', 'delivered', 'dismissed', 'failed'])
    document.addEventListener('afterword:' + name, event =>
      note(witness.events, { name, at: performance.now(), detail: parse(stringify(event.detail ?? null)) }));
  addEventListener('error', event => note(witness.errors, String(event.message)));
  addEventListener('unhandledrejection', event => note(witness.errors, 'unhandled: ' + event.reason));
  document.addEventListener('securitypolicyviolation', event =>
    note(witness.violations, { directive: event.effectiveDirective, blocked: event.blockedURI }));
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) witness.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
})();
