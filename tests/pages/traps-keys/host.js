// A slide show: keys turn its pages, unless somebody types in one of its own fields.
const TURNS = [' ', 'Tab', 'Enter', 'Escape', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
document.addEventListener(
  'keydown',
  event => {
    if (event.target.matches('input, textarea')) return;
    event.stopPropagation();
    if (TURNS.includes(event.key)) event.preventDefault();
  },
  true,
);
