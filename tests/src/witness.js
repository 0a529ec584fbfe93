// What a page went through, written down from before its first script.
(() => {
  const witness = { events: [], errors: [], violations: [], shift: 0 };
  Object.defineProperty(window, '__witness', { value: witness });
  for (const name of ['ready', 'shown', 'rated', 'answered', 'saved', 'delivered', 'dismissed', 'failed'])
    document.addEventListener('afterword:' + name, event =>
      witness.events.push({ name, at: performance.now(), detail: JSON.parse(JSON.stringify(event.detail ?? null)) }));
  addEventListener('error', event => witness.errors.push(String(event.message)));
  addEventListener('unhandledrejection', event => witness.errors.push('unhandled: ' + event.reason));
  document.addEventListener('securitypolicyviolation', event =>
    witness.violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI }));
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) witness.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
})();
