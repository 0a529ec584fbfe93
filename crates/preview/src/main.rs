//! The demo page: a shop whose checkout asks, and a workbench that configures the real prompt.

#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(target_arch = "wasm32")]
fn main() {
    leptos::mount::mount_to_body(page::Page);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    eprintln!("preview is a web page: `trunk serve` builds and shows it");
    std::process::ExitCode::from(2)
}
