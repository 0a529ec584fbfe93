import { bought, order } from '../shop/lamps.js';

let basket = [];

export const load = () => basket;

export const add = lamp => {
  basket = [...basket, lamp];
};

/** Buys what is in it. */
export const checkOut = () => {
  const made = order(basket);
  basket = [];
  bought(made);
  return made;
};
