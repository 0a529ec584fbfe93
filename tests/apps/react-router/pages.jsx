import { useEffect, useRef } from 'react';
import {
  Form, Link, NavLink, Outlet, ScrollRestoration, useLoaderData, useParams,
} from 'react-router';
import { lamps, price, sum } from '../shop/lamps.js';

export function Shop() {
  const basket = useLoaderData();
  return (
    <>
      <header>
        <nav>
          <NavLink to="/">Home</NavLink>
          <NavLink to="/offer">Lamp of the week</NavLink>
          <NavLink to="/basket">Basket ({basket.length})</NavLink>
        </nav>
      </header>
      <main>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}

// The page that was on before the visitor went to this one; the first one takes no focus.
let before;

/** A page's heading: its title, and where the focus goes when the page is gone to. */
function Heading({ children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${heading.current.textContent} – Lamps`;
    if (before) heading.current.focus();
    before = heading.current;
  }, []);
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>;
}

function Add({ lamp }) {
  return (
    <Form method="post" action="." navigate={false} fetcherKey={`add-${lamp.id}`}>
      <button className="add" name="lamp" value={lamp.id}>Add to basket</button>
    </Form>
  );
}

export function Home() {
  return (
    <>
      <Heading>Lamps</Heading>
      <ul className="lamps">
        {lamps.map(lamp => (
          <li key={lamp.id} className="lamp">
            <h2><Link to={`/lamps/${lamp.id}`}>{lamp.name}</Link></h2>
            <p>{price(lamp.price)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Lamp() {
  const lamp = useLoaderData();
  return (
    <article key={lamp.id} className="lamp">
      <Heading>{lamp.name}</Heading>
      <p>{lamp.about}</p>
      <p>{price(lamp.price)}</p>
      <Add lamp={lamp} />
    </article>
  );
}

export function Basket() {
  const basket = useLoaderData();
  return (
    <>
      <Heading>Basket</Heading>
      <ul>{basket.map((lamp, place) => <li key={place}>{lamp.name}, {price(lamp.price)}</li>)}</ul>
      <p>Together {price(sum(basket))}</p>
      <Link id="checkout" to="/checkout">Check out</Link>
    </>
  );
}

export function Checkout() {
  return (
    <>
      <Heading>Checkout</Heading>
      <Form method="post">
        <label>Address <input name="address" autoComplete="street-address" /></label>
        <button id="buy">Buy</button>
      </Form>
    </>
  );
}

export function Thanks() {
  const { order } = useParams();
  return (
    <>
      <Heading>Thank you</Heading>
      <p id="order">{order}</p>
    </>
  );
}

export function Missing() {
  return <Heading>There is no such page</Heading>;
}
