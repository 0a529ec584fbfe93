import { nextTick } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { lampOfTheWeek } from '../shop/lamps.js';
import { basket } from './basket.js';
import Basket from './pages/Basket.vue';
import Checkout from './pages/Checkout.vue';
import Home from './pages/Home.vue';
import Lamp from './pages/Lamp.vue';
import Missing from './pages/Missing.vue';
import Thanks from './pages/Thanks.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Home, meta: { title: 'Lamps' } },
    { path: '/lamps/:lamp', component: Lamp, props: true, meta: { title: 'A lamp' } },
    { path: '/offer', redirect: `/lamps/${lampOfTheWeek.id}` },
    { path: '/basket', component: Basket, meta: { title: 'Basket' } },
    { path: '/checkout', component: Checkout, meta: { title: 'Checkout' } },
    { path: '/thanks/:order', name: 'thanks', component: Thanks, props: true, meta: { title: 'Thank you' } },
    { path: '/:rest(.*)', component: Missing, meta: { title: 'There is no such page' } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? { top: 0 },
});

router.beforeEach(to => {
  if (to.path === '/checkout' && !basket.length) return '/basket';
});

router.afterEach(async to => {
  await nextTick();
  document.title = `${to.meta.title} – Lamps`;
});
