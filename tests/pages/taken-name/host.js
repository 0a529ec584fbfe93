// A bookshop has a module of this name.
const mine = { epilogues: 12, tag: 'spoilers' };
window.afterword = mine;
window.intact = () => window.afterword === mine && mine.epilogues === 12 && mine.tag === 'spoilers';
