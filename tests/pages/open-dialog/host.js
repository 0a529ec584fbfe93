addEventListener('DOMContentLoaded', () => document.querySelector('dialog').showModal());
