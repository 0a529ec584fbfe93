import { createApp } from 'vue';
import Shop from './Shop.vue';
import { router } from './router.js';

createApp(Shop).use(router).mount('#app');
