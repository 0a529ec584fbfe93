// Comes late, and everything after it waits.
document.title = 'The host, at last';
