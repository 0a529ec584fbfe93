// A shop that has its own worries. It tells GA4 what was bought.
window.dataLayer = window.dataLayer || [];
document.addEventListener('DOMContentLoaded', () => {
  const count = (button, output, then) => {
    const element = document.getElementById(output);
    document.getElementById(button).addEventListener('click', () => {
      element.value = Number(element.value) + 1;
      then(element.value);
    });
  };
  count('buy', 'orders', number =>
    dataLayer.push({
      event: 'purchase',
      ecommerce: { transaction_id: 'T-' + number, value: 59.9, currency: 'EUR' },
    }));
  count('wish', 'wishes', () => {});
});
