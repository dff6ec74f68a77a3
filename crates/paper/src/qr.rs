//! QR codes as SVG: one path, no style attribute, so that a page with a strict content policy may inline it.

use crate::Fault;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The quiet zone that the standard asks for, in modules.
const QUIET: usize = 4;

/// The text as a QR of level M: it survives the folds and stamps of a printed page.
pub fn qr_svg(text: &str) -> Result<String, Fault> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|e| Fault::Qr(e.to_string()))?;
    let width = code.width();
    let side = width + 2 * QUIET;
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"><path fill="#ffffff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000000" d="{path}"/></svg>"##
    ))
}
