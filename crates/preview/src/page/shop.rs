//! The shop: its goods, and the way from them through the checkout.

use leptos::html::H1;
use leptos::prelude::*;
use preview::cart::{Cart, Order, PRODUCTS, Product};
use preview::tag::FEEDBACK;
use preview::words;

use super::checkout::{Checkout, Confirmation};
use super::drawings::{self, Defs, Mark};
use super::{browser, demo};

/// What the shop shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// Everything it sells, on the way in.
    Entrance,
    /// Everything it sells, on the way back.
    Goods,
    /// The cart, and where it goes.
    Checkout,
    /// What was ordered.
    Confirmation(Order),
}

/// The cart, and where the visitor is.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) cart: RwSignal<Cart>,
    pub(crate) place: RwSignal<Place>,
}

/// The visit shared by every view of the shop.
pub(crate) fn visit() -> Visit {
    expect_context()
}

#[component]
pub(crate) fn Shop() -> impl IntoView {
    let visit = Visit {
        cart: RwSignal::new(Cart::default()),
        place: RwSignal::new(Place::Entrance),
    };
    provide_context(visit);
    let demo = demo();
    view! {
        <div class="shop">
            <Defs/>
            <header class="top">
                <p class="notice">
                    {demo.say(words::NOTICE)}" "
                    <a class="down" href="#workbench">{demo.say(words::SEE_WORKBENCH)}</a>" "
                    <a href="#gallery" data-test="gallery">{demo.say(words::GALLERY)}</a>
                </p>
                <div class="bar">
                    <p class="brand" lang="en"><Mark/>"Oddfield"</p>
                    <CartButton/>
                </div>
            </header>
            <main>
                {move || match visit.place.get() {
                    Place::Entrance => view! { <Goods back=false/> }.into_any(),
                    Place::Goods => view! { <Goods back=true/> }.into_any(),
                    Place::Checkout => view! { <Checkout/> }.into_any(),
                    Place::Confirmation(order) => view! { <Confirmation order/> }.into_any(),
                }}
            </main>
            <div id=FEEDBACK class="feedback"></div>
            <footer><p>{demo.say(words::FOOTER)}</p></footer>
        </div>
    }
}

#[component]
fn CartButton() -> impl IntoView {
    let demo = demo();
    let visit = visit();
    let filled = move || visit.cart.with(|cart| cart.pieces() > 0);
    view! {
        <button
            type="button"
            class="cart"
            class:filled=filled
            data-test="checkout"
            on:click=move |_| visit.place.set(Place::Checkout)
        >
            {demo.say(words::CHECK_OUT)}
            <span class="pieces">
                <span class="unseen">{demo.say(words::CART)}</span>
                {move || visit.cart.with(Cart::pieces)}
            </span>
            <Show when=filled>
                <span class="sum" dir="ltr">{move || visit.cart.with(Cart::total).to_string()}</span>
            </Show>
        </button>
    }
}

/// The id of the heading of every view.
pub(crate) const TITLE: &str = "title";

/// The heading of a view: takes the focus when the visitor came there by an act of their own.
#[component]
pub(crate) fn Title(#[prop(optional)] still: bool, children: Children) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && !still
        {
            browser::scroll_to_top();
            let _ = heading.focus();
        }
    });
    view! { <h1 id=TITLE node_ref=heading tabindex="-1">{children()}</h1> }
}

#[component]
fn Goods(back: bool) -> impl IntoView {
    let demo = demo();
    view! {
        <section class="hero">
            <div>
                <p class="overline">{demo.say(words::CRAFT)}</p>
                <Title still=!back>{demo.say(words::HERO)}</Title>
                <p class="lead">{demo.say(words::HERO_NOTE)}</p>
            </div>
            {drawings::still_life()}
        </section>
        <section class="goods" aria-labelledby="goods-title">
            <div class="heading">
                <h2 id="goods-title">{demo.say(words::COLLECTION)}</h2>
                <p>{demo.say(words::COLLECTION_NOTE)}</p>
            </div>
            <ul>{PRODUCTS.iter().map(|product| view! { <li><Card product/></li> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Card(product: &'static Product) -> impl IntoView {
    let demo = demo();
    let visit = visit();
    let add = move |_| {
        visit.cart.update(|cart| cart.add(product));
        demo.announce(demo.fill(words::ADDED, product.name.running(demo.direction())));
    };
    let quantity = move || visit.cart.with(|cart| cart.quantity(product));
    let in_cart = move || match quantity() {
        0 => String::new(),
        some => demo.fill(words::IN_CART, &some.to_string()),
    };
    view! {
        <article>
            <div class="picture">{drawings::of(product.drawing)}</div>
            <div class="facts">
                <h3>{demo.say(product.name)}</h3>
                <p class="price" dir="ltr">{product.price.to_string()}</p>
                <p class="note">{demo.say(product.note)}</p>
            </div>
            <button type="button" data-test="add-to-cart" data-product=product.id on:click=add>
                {demo.say(words::ADD)}
                <span class="unseen">": "{demo.say(product.name)}</span>
            </button>
            <p class="in-cart">{in_cart}</p>
        </article>
    }
}
