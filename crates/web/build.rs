//! Only checks that the assets are there; `cargo xtask assets` makes them.

fn main() {
    println!("cargo::rerun-if-changed=assets/dist/manifest.json");
    if !std::path::Path::new("assets/dist/manifest.json").exists() {
        println!("cargo::error=assets/dist is missing: run `cargo xtask assets` first");
    }
}
