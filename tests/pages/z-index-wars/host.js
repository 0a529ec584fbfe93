// A bar that comes after everything in the body, and an offer in the top layer.
addEventListener('DOMContentLoaded', () => {
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.textContent = 'We bake cookies';
  document.documentElement.append(bar);
  document.querySelector('.offer').showPopover();
});
