// Shows another page by another body: once it has loaded, and whenever it is told to.
addEventListener('DOMContentLoaded', () => {
  const markup = document.body.innerHTML;
  window.swapBody = () => {
    const body = document.createElement('body');
    body.innerHTML = markup;
    document.documentElement.replaceChild(body, document.body);
  };
  swapBody();
});
