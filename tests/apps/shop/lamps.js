// What the shops sell, and how they tell Tag Manager of it.

export const lamps = [
  { id: 'arc', name: 'Arc', price: 129, about: 'Reaches over the whole sofa.' },
  { id: 'bell', name: 'Bell', price: 59.9, about: 'Hangs low over a table.' },
  { id: 'candle', name: 'Candle', price: 24.5, about: 'Flickers, but does not burn.' },
  { id: 'dome', name: 'Dome', price: 89, about: 'Lights a room from the floor.' },
  { id: 'ember', name: 'Ember', price: 39, about: 'Dims to almost nothing.' },
  { id: 'flute', name: 'Flute', price: 74, about: 'Stands in a corner.' },
];

export const lampOfTheWeek = lamps[0];

export const find = id => lamps.find(lamp => lamp.id === id);

const euro = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

export const price = amount => euro.format(amount);

export const sum = basket => basket.reduce((total, lamp) => total + lamp.price, 0);

let orders = 0;

export const order = basket => ({ id: `L-${++orders}`, value: sum(basket) });

/** As GA4 wants a purchase. */
export const bought = ({ id, value }) => {
  window.dataLayer ||= [];
  window.dataLayer.push({
    event: 'purchase',
    ecommerce: { transaction_id: id, value, currency: 'EUR' },
  });
};
