// All of a page that is the host's own: what it consists of, how it looks, which names it knows.
// The host may have methods of its own for arrays: there are none in here but those of lists.
const ours = element => element.closest('[data-afterword]') || /afterword\.js/.test(element.src || '');

const copy = document.documentElement.cloneNode(true);
for (const element of copy.querySelectorAll('[data-afterword],script[src*="afterword.js"]')) element.remove();

const styles = {};
let number = 0;
for (const element of document.querySelectorAll('*')) {
  if (ours(element)) continue;
  const style = getComputedStyle(element);
  const declarations = {};
  for (let index = 0; index < style.length; index++)
    declarations[style[index]] = style.getPropertyValue(style[index]);
  styles[number++ + ' ' + element.localName] = declarations;
}

// The driver leaves names of its own, and frames are numbers.
const others = /^(afterword|cdc_.*|ret_nodes|se_exportedFunctionSymbol|\d+)$/;
const names = {};
for (const name of Object.getOwnPropertyNames(window))
  if (!others.test(name)) names[name] = typeof Object.getOwnPropertyDescriptor(window, name).value;

return __witness.text({
  markup: new XMLSerializer().serializeToString(copy),
  styles,
  names,
  intact: window.intact ? window.intact() : true,
  title: document.title,
});
