// Shows another page by another body.
window.swapBody = () => {
  const body = document.createElement('body');
  body.innerHTML = document.body.innerHTML.replace(/<div data-afterword.*?<\/div>/, '');
  document.documentElement.replaceChild(body, document.body);
};
