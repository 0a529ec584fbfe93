// How often this page took its turn to ask, and how often that was over: what is turned down by the
// module took its turn as well, and nothing else tells of it.
(() => {
  const turns = { begun: 0, over: 0 };
  Object.defineProperty(window, '__turns', { value: turns });
  const { locks } = navigator;
  const request = locks.request.bind(locks);
  locks.request = async (name, ...given) => {
    const ours = name == 'afterword';
    turns.begun += ours;
    try {
      return await request(name, ...given);
    } finally {
      turns.over += ours;
    }
  };
})();
