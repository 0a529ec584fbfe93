import { reactive } from 'vue';

export const basket = reactive([]);
