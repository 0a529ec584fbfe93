//! The checkout and what follows it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use preview::cart::{Cart, Line, Order};
use preview::words::{self, Text};

use super::drawings;
use super::shop::{Place, TITLE, Title, visit};
use super::{browser, demo};

#[component]
pub(crate) fn Checkout() -> impl IntoView {
    let demo = demo();
    let visit = visit();
    let is_empty = Memo::new(move |_| visit.cart.with(|cart| cart.pieces() == 0));
    view! {
        <div class="checkout">
            <BackButton text=words::BACK class="link"/>
            <Title>{demo.say(words::CHECKOUT)}</Title>
            <Show
                when=move || !is_empty.get()
                fallback=move || view! { <p class="lead">{demo.say(words::EMPTY)}</p> }
            >
                <div class="columns">
                    <Delivery/>
                    <section class="summary" aria-labelledby="cart-title">
                        <h2 id="cart-title">{demo.say(words::YOUR_CART)}</h2>
                        <Lines/>
                        <Sum cart=visit.cart.into()/>
                    </section>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn BackButton(text: Text, class: &'static str) -> impl IntoView {
    let place = visit().place;
    view! {
        <button type="button" class=class on:click=move |_| place.set(Place::Goods)>
            {demo().say(text)}
        </button>
    }
}

#[component]
fn Lines() -> impl IntoView {
    let cart = visit().cart;
    view! {
        <ul class="lines">
            <For
                each=move || cart.with(|cart| cart.lines().to_vec())
                key=|line| line.product.id
                let:line
            >
                <li><EditableLine line/></li>
            </For>
        </ul>
    }
}

#[component]
fn EditableLine(line: Line) -> impl IntoView {
    let demo = demo();
    let cart = visit().cart;
    let product = line.product;
    let quantity = Memo::new(move |_| cart.with(|cart| cart.quantity(product)));
    let change = move |quantity: u32| cart.update(|cart| cart.set(product, quantity));
    // A button that is disabled drops the focus, so at either end it stays and does nothing.
    let is_last = move || (quantity.get() == 1).to_string();
    let is_full = move || (quantity.get() == Cart::MOST).to_string();
    let less = move |_| change(quantity.get_untracked().saturating_sub(1).max(1));
    let more = move |_| change(quantity.get_untracked() + 1);
    let remove = move |_| {
        change(0);
        browser::focus(TITLE);
    };
    let named = move |text: Text| {
        move || {
            let direction = demo.direction();
            format!(
                "{}: {}",
                text.running(direction),
                product.name.running(direction)
            )
        }
    };
    view! {
        <div class="picture">{drawings::of(product.drawing)}</div>
        <p class="name">{demo.say(product.name)}</p>
        <p class="price" dir="ltr">
            {move || Line { product, quantity: quantity.get() }.total().to_string()}
        </p>
        <div class="stepper">
            <button type="button" aria-disabled=is_last on:click=less>
                <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M1 6H11"/></svg>
                <span class="unseen">{named(words::ONE_LESS)}</span>
            </button>
            <span aria-live="polite">{quantity}</span>
            <button type="button" aria-disabled=is_full on:click=more>
                <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M1 6H11M6 1V11"/></svg>
                <span class="unseen">{named(words::ONE_MORE)}</span>
            </button>
        </div>
        <button type="button" class="link" aria-label=named(words::REMOVE) on:click=remove>
            {demo.say(words::REMOVE)}
        </button>
    }
}

#[component]
fn Sum(cart: Signal<Cart>) -> impl IntoView {
    let demo = demo();
    view! {
        <dl class="sum">
            <div>
                <dt>{demo.say(words::DELIVERY)}</dt>
                <dd>{demo.say(words::FREE)}</dd>
            </div>
            <div class="total">
                <dt>{demo.say(words::TOTAL)}</dt>
                <dd dir="ltr">{move || cart.with(Cart::total).to_string()}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Delivery() -> impl IntoView {
    let demo = demo();
    let visit = visit();
    let place_order = move |submitted: SubmitEvent| {
        submitted.prevent_default();
        let order = Order::new(visit.cart.get_untracked(), js_sys::Math::random());
        visit.cart.set(Cart::default());
        demo.announce(demo.fill(words::ORDER_PLACED, &order.id));
        visit.place.set(Place::Confirmation(order.clone()));
        if let Ok(message) = serde_wasm_bindgen::to_value(&order.purchase()) {
            let line = format!("{}, {}", order.id, order.cart.total());
            demo.journal.note("purchase", line, &message);
            browser::push_to_data_layer(&message);
        }
    };
    view! {
        <form class="delivery" on:submit=place_order>
            <h2>{demo.say(words::DETAILS)}</h2>
            <Field text=words::NAME id="name" kind="text" fill="name" value="Robin Ashby"/>
            <Field text=words::EMAIL id="email" kind="email" fill="email" value="robin@example.com"/>
            <Field text=words::STREET id="street" kind="text" fill="street-address" value="12 Kiln Lane"/>
            <Field text=words::POSTCODE id="postcode" kind="text" fill="postal-code" value="4810"/>
            <Field text=words::CITY id="city" kind="text" fill="address-level2" value="Harrowby"/>
            <p class="quiet">{demo.say(words::NO_CHARGE)}</p>
            <button type="submit" class="primary" data-test="place-order">
                {demo.say(words::PLACE_ORDER)}
                <span class="sum" dir="ltr">{move || visit.cart.with(Cart::total).to_string()}</span>
            </button>
        </form>
    }
}

#[component]
fn Field(
    text: Text,
    id: &'static str,
    kind: &'static str,
    fill: &'static str,
    value: &'static str,
) -> impl IntoView {
    view! {
        <p class=format!("field {id}")>
            <label for=id>{demo().say(text)}</label>
            <input id=id name=id type=kind autocomplete=fill value=value required dir="auto"/>
        </p>
    }
}

#[component]
pub(crate) fn Confirmation(order: Order) -> impl IntoView {
    let demo = demo();
    let lines = order.cart.lines().to_vec();
    view! {
        <div class="confirmation">
            <Title>{demo.say(words::THANKS)}</Title>
            <p class="lead">
                {demo.say(words::ORDER)}" "
                <strong data-test="order" dir="ltr">{order.id.clone()}</strong>
            </p>
            <p>{demo.say(words::NEXT)}</p>
            <ul class="lines">
                {lines
                    .into_iter()
                    .map(|line| view! { <li><BoughtLine line/></li> })
                    .collect_view()}
            </ul>
            <Sum cart=Signal::stored(order.cart)/>
            <BackButton text=words::KEEP_SHOPPING class="primary"/>
        </div>
    }
}

#[component]
fn BoughtLine(line: Line) -> impl IntoView {
    view! {
        <div class="picture">{drawings::of(line.product.drawing)}</div>
        <p class="name">{demo().say(line.product.name)}" "<span class="times" dir="ltr">"× "{line.quantity}</span></p>
        <p class="price" dir="ltr">{line.total().to_string()}</p>
    }
}
