//! What the shop says, in the language of either direction of text.

use crate::settings::Direction;

/// One text in both of the shop's languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    english: &'static str,
    arabic: &'static str,
}

impl Text {
    pub(crate) const fn new(english: &'static str, arabic: &'static str) -> Self {
        Self { english, arabic }
    }

    /// In English, whatever the page speaks: for what machines read.
    #[must_use]
    pub const fn english(self) -> &'static str {
        self.english
    }

    /// In the language that runs in this direction.
    #[must_use]
    pub const fn running(self, direction: Direction) -> &'static str {
        match direction {
            Direction::Ltr => self.english,
            Direction::Rtl => self.arabic,
        }
    }
}

macro_rules! words {
    ($($name:ident: $english:literal, $arabic:literal;)+) => {
        $(#[doc = concat!("“", $english, "”")] pub const $name: Text = Text::new($english, $arabic);)+

        #[cfg(test)]
        const ALL: &[Text] = &[$($name),+];
    };
}

words! {
    NOTICE: "A demonstration shop: nothing is sold or charged.", "متجر للعرض فقط: لا بيع ولا دفع.";
    SKIP_TO_WORKBENCH: "Skip to the workbench", "انتقل إلى لوحة العمل";
    SEE_WORKBENCH: "See the workbench", "لوحة العمل";
    GALLERY: "See every prompt", "معرض النماذج";
    CRAFT: "Stoneware, made slowly", "خزف يُصنع على مهل";
    HERO: "Stoneware for ordinary mornings.", "خزف لصباحات عادية.";
    HERO_NOTE: "Thrown in small batches, glazed by hand, and meant to be used twice a day.",
        "يُشكَّل على دفعات صغيرة، ويُزجَّج باليد، ويُصنع ليُستعمل كل يوم.";
    COLLECTION: "The spring batch", "دفعة الربيع";
    COLLECTION_NOTE: "Six pieces, one kiln", "ست قطع من فرن واحد";
    ADD: "Add to cart", "أضف إلى السلة";
    IN_CART: "In your cart: {}", "في سلتك: {}";
    ADDED: "{} is in your cart.", "أصبح في سلتك: {}.";
    CART: "Cart", "السلة";
    CHECK_OUT: "Check out", "إتمام الشراء";
    CHECKOUT: "Checkout", "إتمام الشراء";
    YOUR_CART: "Your cart", "سلتك";
    EMPTY: "Your cart is empty.", "سلتك فارغة.";
    BACK: "Back to the shop", "العودة إلى المتجر";
    ONE_LESS: "One less", "إنقاص واحد";
    ONE_MORE: "One more", "زيادة واحد";
    REMOVE: "Remove", "إزالة";
    DELIVERY: "Delivery", "التوصيل";
    FREE: "Free", "مجاني";
    TOTAL: "Total", "المجموع";
    DETAILS: "Where it goes", "عنوان التوصيل";
    NAME: "Name", "الاسم";
    EMAIL: "E-mail", "البريد الإلكتروني";
    STREET: "Street", "الشارع";
    POSTCODE: "Postcode", "الرمز البريدي";
    CITY: "City", "المدينة";
    NO_CHARGE: "Filled in for you. None of it leaves this page.", "مُلئت البيانات من أجلك، ولا يغادر شيء منها هذه الصفحة.";
    PLACE_ORDER: "Place order", "تأكيد الطلب";
    THANKS: "Thank you.", "شكرًا لك.";
    ORDER: "Order", "الطلب";
    ORDER_PLACED: "Order {} is placed.", "تم تأكيد الطلب {}.";
    NEXT: "The kiln is fired on Thursdays. Your parcel leaves on Friday, packed in straw.",
        "نشعل الفرن يوم الخميس، ويغادر طردك يوم الجمعة ملفوفًا بالقش.";
    KEEP_SHOPPING: "Keep shopping", "متابعة التسوق";
    FOOTER: "Oddfield is invented. The answers are real: they are stored and scored by the collector behind this page.",
        "هذا المتجر من الخيال، أما الإجابات فحقيقية: يحفظها الخادم وراء هذه الصفحة ويحسب نتيجتها.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_leave_the_same_gaps() {
        for text in ALL {
            let gaps = |text: &str| text.matches("{}").count();
            assert_eq!(gaps(text.english), gaps(text.arabic), "{}", text.english);
        }
    }

    #[test]
    fn arabic_is_not_english() {
        for text in ALL {
            assert!(
                !text.arabic.chars().any(|c| c.is_ascii_alphabetic()),
                "{}",
                text.arabic
            );
            assert_eq!(text.running(Direction::Rtl), text.arabic);
        }
    }
}
