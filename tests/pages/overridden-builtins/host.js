// What libraries of other times did to every page that they were on.
(() => {
  const { fetch, Promise } = window;

  // A promise of its own: it knows `then` and `catch`, and nothing that came later.
  function Later(work) {
    const inner = new Promise(work);
    this.then = (done, failed) => new Later((resolve, reject) => inner.then(done, failed).then(resolve, reject));
    this.catch = failed => this.then(undefined, failed);
  }
  Later.resolve = value => new Later(resolve => resolve(value));
  Later.all = values => new Later((resolve, reject) => Promise.all(values).then(resolve, reject));
  window.Promise = Later;

  // It counts, and takes addresses for strings.
  window.fetch = (url, options) => {
    if (url.indexOf('/internal/') >= 0) throw Error('not from here');
    return Later.resolve(fetch(url, options));
  };

  // JSON has other names here.
  const { parse, stringify } = JSON;
  window.JSON = { decode: parse, encode: stringify };

  // Additions that every `for … in` meets, and replacements that do something else.
  Array.prototype.each = function (call) {
    for (let index = 0; index < this.length; index++) call(this[index], index);
    return this;
  };
  Array.prototype.toJSON = function () {
    return '[' + this.join() + ']';
  };
  Array.prototype.reduce = function () {
    return this.length > 1 ? this : this[0];
  };
  Array.prototype.flat = function () {
    return 'flat';
  };
  Array.from = list => list.slice();
  Object.prototype.extend = function (more) {
    return Object.assign(this, more);
  };

  const mine = [window.fetch, window.Promise, window.JSON, Array.prototype.reduce, Array.from];
  window.intact = () => [window.fetch, window.Promise, window.JSON, Array.prototype.reduce, Array.from]
    .every((value, index) => value === mine[index]);
})();
