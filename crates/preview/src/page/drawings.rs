//! The goods, drawn. Colours come from the style sheet, so that they follow the theme.

use leptos::prelude::*;
use preview::cart::Drawing;

/// What the drawings refer to; stands once in the page.
#[component]
pub(crate) fn Defs() -> impl IntoView {
    view! {
        <svg class="unseen" aria-hidden="true">
            <defs>
                <linearGradient id="round" x1="0" y1="0" x2="1" y2="0">
                    <stop offset="0" stop-color="#fff" stop-opacity="0.05"/>
                    <stop offset="0.22" stop-color="#fff" stop-opacity="0.3"/>
                    <stop offset="0.55" stop-color="#000" stop-opacity="0"/>
                    <stop offset="1" stop-color="#000" stop-opacity="0.28"/>
                </linearGradient>
                <radialGradient id="ground">
                    <stop offset="0" stop-color="#000" stop-opacity="0.28"/>
                    <stop offset="1" stop-color="#000" stop-opacity="0"/>
                </radialGradient>
            </defs>
        </svg>
    }
}

/// The shop's mark: a pot seen from above.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="10.5"/>
            <circle class="hole" cx="13.2" cy="11" r="5.5"/>
        </svg>
    }
}

/// The drawing of a product. It says nothing that its name does not.
pub(crate) fn of(drawing: Drawing) -> impl IntoView {
    view! { <svg class="drawing" viewBox="0 0 240 200" aria-hidden="true">{shape(drawing)}</svg> }
}

/// Three pieces on a table.
pub(crate) fn still_life() -> impl IntoView {
    view! {
        <svg class="still-life" viewBox="0 0 480 340" aria-hidden="true">
            <rect class="wall" width="480" height="340"/>
            <circle class="sun" cx="348" cy="128" r="86"/>
            <rect class="table" y="252" width="480" height="88"/>
            <g transform="translate(-58 20) scale(1.4)">{shape(Drawing::Vase)}</g>
            <g transform="translate(152 52) scale(1.28)">{shape(Drawing::Teapot)}</g>
            <g transform="translate(92 134) scale(0.9)">{shape(Drawing::Mug)}</g>
        </svg>
    }
}

fn shape(drawing: Drawing) -> AnyView {
    match drawing {
        Drawing::Mug => mug().into_any(),
        Drawing::Bowl => bowl().into_any(),
        Drawing::Teapot => teapot().into_any(),
        Drawing::Plates => plates().into_any(),
        Drawing::Vase => vase().into_any(),
        Drawing::Dripper => dripper().into_any(),
    }
}

fn mug() -> impl IntoView {
    const BODY: &str =
        "M70 70C70 96 71 138 76 156Q79 168 92 168H136Q149 168 152 156C157 138 158 96 158 70Z";
    view! {
        <ellipse class="ground" cx="116" cy="168" rx="64" ry="9"/>
        <path class="oat line" d="M155 88C194 80 194 138 150 137" stroke-width="11"/>
        <path class="clay" d=BODY/>
        <path class="oat" d="M70 70C70 96 71 124 74 142Q92 151 114 144T154 142C157 124 158 96 158 70Z"/>
        <path class="round" d=BODY/>
        <ellipse class="oat" cx="114" cy="70" rx="44" ry="9.5"/>
        <ellipse class="coffee" cx="114" cy="71" rx="38" ry="6.8"/>
        {speckles([(88, 98), (104, 116), (132, 92), (126, 128), (98, 132), (142, 114)])}
    }
}

fn bowl() -> impl IntoView {
    const BODY: &str = "M50 92C52 140 82 160 100 164H140C158 160 188 140 190 92Z";
    view! {
        <ellipse class="ground" cx="120" cy="171" rx="72" ry="9"/>
        <path class="clay" d="M98 161H142L146 172H94Z"/>
        <path class="clay" d=BODY/>
        <path class="moss" d="M50 92C51 120 62 137 76 149Q98 157 122 151T166 147C179 135 189 118 190 92Z"/>
        <path class="round" d=BODY/>
        <ellipse class="moss" cx="120" cy="92" rx="70" ry="14"/>
        <ellipse class="oat" cx="120" cy="93.5" rx="63" ry="10.5"/>
        {speckles([(82, 122), (104, 138), (146, 126), (128, 116), (162, 112), (92, 106)])}
    }
}

fn teapot() -> impl IntoView {
    const BODY: &str = "M58 122C58 86 88 74 118 74C148 74 178 86 178 122C178 152 154 168 118 168C82 168 58 152 58 122Z";
    view! {
        <ellipse class="ground" cx="122" cy="168" rx="78" ry="9"/>
        <path class="wood line" d="M74 92C62 18 174 18 162 92" stroke-width="6"/>
        <path class="rust" d="M168 108C192 106 194 86 206 76L218 82C208 98 206 134 166 140Z"/>
        <path class="clay" d=BODY/>
        <path class="rust" d="M58 122C58 86 88 74 118 74C148 74 178 86 178 122C178 134 174 144 167 151Q142 160 116 153T66 148C61 141 58 132 58 122Z"/>
        <path class="round" d=BODY/>
        <path class="rust" d="M84 78C88 62 148 62 152 78Q118 86 84 78Z"/>
        <path class="round" d="M84 78C88 62 148 62 152 78Q118 86 84 78Z"/>
        <circle class="rust" cx="118" cy="59" r="7.5"/>
        <circle class="round" cx="118" cy="59" r="7.5"/>
        {speckles([(84, 112), (104, 132), (142, 104), (132, 138), (158, 124), (96, 96)])}
    }
}

fn plates() -> impl IntoView {
    let plate = |glaze: &'static str, y: i32| {
        let path = format!("M40 {y}Q58 {0} 92 {0}H148Q182 {0} 200 {y}Z", y + 20);
        view! {
            <path class=glaze d=path.clone()/>
            <path class="round" d=path/>
            <ellipse class=glaze cx="120" cy=y rx="80" ry="6"/>
            <ellipse class="well" cx="120" cy=y rx="80" ry="6"/>
        }
    };
    view! {
        <ellipse class="ground" cx="120" cy="168" rx="80" ry="9"/>
        {plate("slate", 148)}
        {plate("oat", 130)}
        {plate("moss", 112)}
        {plate("oat", 94)}
        <ellipse class="shadow" cx="120" cy="95" rx="56" ry="3.4"/>
    }
}

fn vase() -> impl IntoView {
    const BODY: &str = "M107 58C110 74 110 88 105 96C88 103 76 118 76 138C76 158 94 170 120 170C146 170 164 158 164 138C164 118 152 103 135 96C130 88 130 74 133 58Z";
    let leaf = |x: f32, y: f32, turn: i32| {
        view! { <path class="leaf" d="M0 0C7 -9 20 -9 27 0C20 7 7 7 0 0Z" transform=format!("translate({x} {y}) rotate({turn})")/> }
    };
    view! {
        <g transform="translate(10 17) scale(0.91)">
        <ellipse class="ground" cx="120" cy="170" rx="62" ry="8"/>
        <path class="twig line" d="M120 66C117 44 126 26 142 6" stroke-width="2.6"/>
        {leaf(119.0, 48.0, -150)}
        {leaf(121.0, 38.0, -18)}
        {leaf(126.0, 28.0, -140)}
        {leaf(131.0, 20.0, 2)}
        {leaf(142.0, 7.0, -52)}
        <path class="slate" d=BODY/>
        <path class="clay" d="M82 156C90 165 104 170 120 170C136 170 150 165 158 156Q138 163 120 158T82 156Z"/>
        <path class="round" d=BODY/>
        <ellipse class="slate" cx="120" cy="58" rx="13" ry="3.6"/>
        <ellipse class="inside" cx="120" cy="58.4" rx="9.5" ry="2.2"/>
        {speckles([(98, 122), (112, 142), (138, 118), (130, 148), (148, 134), (92, 142)])}
        </g>
    }
}

fn dripper() -> impl IntoView {
    const CARAFE: &str = "M90 110C90 120 72 128 72 147C72 163 90 170 120 170C150 170 168 163 168 147C168 128 150 120 150 110Z";
    const CONE: &str = "M74 52C82 74 98 90 104 102H136C142 90 158 74 166 52Z";
    view! {
        <ellipse class="ground" cx="120" cy="170" rx="66" ry="8"/>
        <path class="oat line" d="M156 70C186 64 186 96 146 92" stroke-width="8"/>
        <path class="clay" d=CARAFE/>
        <path class="oat" d="M90 110C90 120 72 128 72 147C72 150 73 153 74 155Q96 163 120 157T166 155C167 153 168 150 168 147C168 128 150 120 150 110Z"/>
        <path class="round" d=CARAFE/>
        <rect class="rust" x="76" y="100" width="88" height="11" rx="5.5"/>
        <rect class="round" x="76" y="100" width="88" height="11" rx="5.5"/>
        <path class="oat" d=CONE/>
        <path class="round" d=CONE/>
        <ellipse class="oat" cx="120" cy="52" rx="46" ry="9.5"/>
        <ellipse class="coffee" cx="120" cy="53" rx="40" ry="7"/>
        {speckles([(98, 76), (126, 84), (142, 70), (92, 140), (116, 134), (146, 144)])}
    }
}

/// Iron spots in the glaze.
fn speckles(at: [(i32, i32); 6]) -> impl IntoView {
    let sizes = [1.5, 1.0, 1.2, 0.9, 1.3, 1.0];
    at.into_iter()
        .zip(sizes)
        .map(|((x, y), r)| view! { <circle class="speckle" cx=x cy=y r=r/> })
        .collect_view()
}
