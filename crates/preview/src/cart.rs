//! The shop's goods, the cart, and what an order tells the page's `dataLayer`.

use std::fmt;

use serde::Serialize;

use crate::words::Text;

/// The currency of every price.
pub const CURRENCY: &str = "EUR";

/// An amount in euro cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub u32);

impl Money {
    /// The amount in euros, as GA4 wants it.
    #[must_use]
    pub fn euros(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    fn times(self, quantity: u32) -> Self {
        Self(self.0.saturating_mul(quantity))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "€{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Which drawing shows a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// A mug with a handle.
    Mug,
    /// A footed bowl.
    Bowl,
    /// A teapot.
    Teapot,
    /// A stack of plates.
    Plates,
    /// A vase with a branch.
    Vase,
    /// A coffee dripper on its carafe.
    Dripper,
}

/// Something to buy.
#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    /// Its stock-keeping unit.
    pub id: &'static str,
    /// What it is called.
    pub name: Text,
    /// One line about it.
    pub note: Text,
    /// What one costs.
    pub price: Money,
    /// How it is shown.
    pub drawing: Drawing,
}

/// Everything the shop sells.
pub static PRODUCTS: [Product; 6] = [
    Product {
        id: "mug",
        name: Text::new("Morning mug", "كوب الصباح"),
        note: Text::new("300 ml, oat glaze", "300 مل، بلون الشوفان"),
        price: Money(2400),
        drawing: Drawing::Mug,
    },
    Product {
        id: "teapot",
        name: Text::new("Teapot for two", "إبريق شاي لشخصين"),
        note: Text::new("600 ml, pours clean", "600 مل، لا يقطر"),
        price: Money(7600),
        drawing: Drawing::Teapot,
    },
    Product {
        id: "bowl",
        name: Text::new("Breakfast bowl", "وعاء الفطور"),
        note: Text::new("Deep enough for soup", "عميق يكفي للحساء"),
        price: Money(2850),
        drawing: Drawing::Bowl,
    },
    Product {
        id: "vase",
        name: Text::new("Branch vase", "مزهرية الغصن"),
        note: Text::new("One stem is plenty", "يكفيها غصن واحد"),
        price: Money(5800),
        drawing: Drawing::Vase,
    },
    Product {
        id: "plates",
        name: Text::new("Everyday plates", "أطباق كل يوم"),
        note: Text::new("Four of them, 24 cm", "أربعة أطباق، 24 سم"),
        price: Money(9600),
        drawing: Drawing::Plates,
    },
    Product {
        id: "dripper",
        name: Text::new("Slow coffee set", "طقم القهوة المقطّرة"),
        note: Text::new("Dripper and carafe", "قمع ودورق"),
        price: Money(6450),
        drawing: Drawing::Dripper,
    },
];

/// So many of one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is bought.
    pub product: &'static Product,
    /// How many, at least 1.
    pub quantity: u32,
}

impl Line {
    /// What they cost together.
    #[must_use]
    pub fn total(self) -> Money {
        self.product.price.times(self.quantity)
    }
}

/// What is about to be bought, in the order in which it was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    lines: Vec<Line>,
}

impl Cart {
    /// How many of one product a cart holds at most.
    pub const MOST: u32 = 99;

    /// The lines, none of them empty.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How many pieces of this product are in it.
    #[must_use]
    pub fn quantity(&self, product: &Product) -> u32 {
        self.lines
            .iter()
            .find(|line| line.product.id == product.id)
            .map_or(0, |line| line.quantity)
    }

    /// Puts so many of a product in, at most [`MOST`](Self::MOST); none takes it out.
    pub fn set(&mut self, product: &'static Product, quantity: u32) {
        let quantity = quantity.min(Self::MOST);
        let place = self
            .lines
            .iter()
            .position(|line| line.product.id == product.id);
        match (place, quantity) {
            (Some(place), 0) => {
                self.lines.remove(place);
            }
            (Some(place), _) => self.lines[place].quantity = quantity,
            (None, 0) => {}
            (None, _) => self.lines.push(Line { product, quantity }),
        }
    }

    /// Puts one more in.
    pub fn add(&mut self, product: &'static Product) {
        self.set(product, self.quantity(product) + 1);
    }

    /// How many pieces are in it.
    #[must_use]
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// What all of it costs.
    #[must_use]
    pub fn total(&self) -> Money {
        Money(self.lines.iter().map(|line| line.total().0).sum())
    }
}

/// An order that was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its number.
    pub id: String,
    /// What was bought.
    pub cart: Cart,
}

impl Order {
    /// An order for what is in `cart`; `chance`, from 0 to below 1, makes its number.
    #[must_use]
    pub fn new(cart: Cart, chance: f64) -> Self {
        Self {
            id: number(chance),
            cart,
        }
    }

    /// The message of GA4's e-commerce contract that tells of it.
    #[must_use]
    pub fn purchase(&self) -> Message<'_> {
        Message {
            event: "purchase",
            ecommerce: Ecommerce {
                transaction_id: &self.id,
                value: self.cart.total().euros(),
                currency: CURRENCY,
                items: self.cart.lines.iter().map(Item::from).collect(),
            },
        }
    }
}

/// `OD-` and six characters that cannot be misread for one another.
fn number(chance: f64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const LENGTH: u32 = 6;
    let mut rest = (chance * f64::from(32_u32.pow(LENGTH))) as u32;
    let mut id = String::from("OD-");
    for _ in 0..LENGTH {
        id.push(char::from(ALPHABET[(rest % 32) as usize]));
        rest /= 32;
    }
    id
}

/// What a shop pushes to `dataLayer`.
#[derive(Debug, Serialize)]
pub struct Message<'a> {
    event: &'static str,
    ecommerce: Ecommerce<'a>,
}

#[derive(Debug, Serialize)]
struct Ecommerce<'a> {
    transaction_id: &'a str,
    value: f64,
    currency: &'static str,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    item_id: &'static str,
    item_name: &'static str,
    price: f64,
    quantity: u32,
}

impl From<&Line> for Item {
    fn from(line: &Line) -> Self {
        Self {
            item_id: line.product.id,
            item_name: line.product.name.english(),
            price: line.product.price.euros(),
            quantity: line.quantity,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(lines: &[(usize, u32)]) -> Cart {
        let mut cart = Cart::default();
        for &(product, quantity) in lines {
            cart.set(&PRODUCTS[product], quantity);
        }
        cart
    }

    #[test]
    fn money_is_exact_to_the_cent() {
        assert_eq!(Money(5).to_string(), "€0.05");
        assert_eq!(cart(&[(2, 3), (0, 1)]).total().to_string(), "€109.50");
        assert_eq!(cart(&[(2, 3)]).total().euros(), 85.5);
    }

    #[test]
    fn a_cart_has_no_empty_lines_and_no_end() {
        let mut cart = cart(&[(0, 2), (1, 1)]);
        cart.add(&PRODUCTS[0]);
        assert_eq!((cart.pieces(), cart.quantity(&PRODUCTS[0])), (4, 3));
        cart.set(&PRODUCTS[0], 0);
        cart.set(&PRODUCTS[3], 0);
        assert_eq!(cart.lines().len(), 1);
        cart.set(&PRODUCTS[1], u32::MAX);
        assert_eq!(cart.pieces(), Cart::MOST);
        cart.add(&PRODUCTS[1]);
        assert_eq!(cart.pieces(), Cart::MOST);
    }

    #[test]
    fn products_are_told_apart() {
        let mut ids: Vec<_> = PRODUCTS.iter().map(|product| product.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), PRODUCTS.len());
    }

    #[test]
    fn order_numbers_use_the_whole_of_chance() {
        assert_eq!(number(0.0), "OD-000000");
        assert_eq!(number(1.0 - f64::EPSILON), "OD-ZZZZZZ");
        assert_ne!(number(0.5), number(0.5 + 1e-8));
    }

    #[test]
    fn a_purchase_follows_ga4() {
        let order = Order::new(cart(&[(0, 2), (1, 1)]), 0.0);
        assert_eq!(
            serde_json::to_value(order.purchase()).unwrap(),
            serde_json::json!({
                "event": "purchase",
                "ecommerce": {
                    "transaction_id": "OD-000000",
                    "value": 124.0,
                    "currency": "EUR",
                    "items": [
                        {"item_id": "mug", "item_name": "Morning mug", "price": 24.0, "quantity": 2},
                        {"item_id": "teapot", "item_name": "Teapot for two", "price": 76.0, "quantity": 1},
                    ],
                },
            })
        );
    }
}
