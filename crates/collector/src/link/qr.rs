//! A link as a QR code.

use std::fmt::Write as _;

use qrcode::render::unicode::Dense1x2;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of quiet around the code, as the standard wants.
const QUIET: usize = 4;
/// Pixels of a module in a PNG: sharp on paper up to some centimetres.
const PIXELS: usize = 10;

/// Readable with a seventh of it covered.
fn code(url: &str) -> Result<QrCode, String> {
    QrCode::with_error_correction_level(url, EcLevel::M)
        .map_err(|_| "the link is too long for a QR code: say less of the context".into())
}

/// Dark on light, whatever the terminal's colours are.
pub(super) fn terminal(url: &str) -> Result<String, String> {
    let drawn = code(url)?
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    Ok(drawn + "\n")
}

/// A drawing of any size: one path.
pub(super) fn svg(url: &str) -> Result<String, String> {
    let code = code(url)?;
    let side = code.width() + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        for (x, _) in row
            .iter()
            .enumerate()
            .filter(|(_, color)| **color == Color::Dark)
        {
            // Writing to a String does not fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{path}\"/></svg>\n"
    ))
}

/// A picture in black and white.
pub(super) fn png(url: &str) -> Result<Vec<u8>, String> {
    let code = code(url)?;
    let side = (code.width() + 2 * QUIET) * PIXELS;
    let pixels = u32::try_from(side).map_err(|error| error.to_string())?;
    let is_dark = |x: usize, y: usize| {
        let module = |pixel: usize| (pixel / PIXELS).checked_sub(QUIET);
        let inside = |module: &usize| *module < code.width();
        let at = module(x).filter(inside).zip(module(y).filter(inside));
        at.is_some_and(|at| code[at] == Color::Dark)
    };
    let row = |y: usize| (0..side).map(move |x| if is_dark(x, y) { 0 } else { 255 });
    let picture: Vec<u8> = (0..side).flat_map(row).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels, pixels);
    encoder.set_color(png::ColorType::Grayscale);
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&picture));
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}
