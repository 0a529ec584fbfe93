import { createRoot } from 'react-dom/client';
import { createBrowserRouter, redirect } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { find, lampOfTheWeek } from '../shop/lamps.js';
import { add, checkOut, load } from './basket.js';
import { Basket, Checkout, Home, Lamp, Missing, Shop, Thanks } from './pages.jsx';

const lamp = ({ params }) => {
  const found = find(params.lamp);
  if (!found) throw new Response(null, { status: 404 });
  return found;
};

const putIn = async ({ request }) => {
  const form = await request.formData();
  add(find(form.get('lamp')));
  return null;
};

const buy = () => redirect(`/thanks/${checkOut().id}`);

const router = createBrowserRouter([
  {
    path: '/',
    Component: Shop,
    loader: load,
    children: [
      {
        ErrorBoundary: Missing,
        children: [
          { index: true, Component: Home },
          { path: 'lamps/:lamp', Component: Lamp, loader: lamp, action: putIn },
          { path: 'offer', loader: () => redirect(`/lamps/${lampOfTheWeek.id}`) },
          { path: 'basket', Component: Basket, loader: load },
          { path: 'checkout', Component: Checkout, action: buy },
          { path: 'thanks/:order', Component: Thanks },
        ],
      },
    ],
  },
]);

createRoot(document.getElementById('app')).render(<RouterProvider router={router} />);
