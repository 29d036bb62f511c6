//! Pictures as PNG, for what shows no SVG.

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use tinyfoot::{Diagnostic, Problems};

/// Sharp on the screens of today.
const SCALE: f32 = 2.0;

/// Draws an SVG with the fonts of the machine.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>> {
    let mut options = Options::default();
    options.fontdb_mut().load_system_fonts();
    if options.fontdb.is_empty() {
        return Err(Problems::general(
            Diagnostic::general(
                "no-font",
                "there is no font on this machine to draw letters with",
            )
            .help("install one, such as DejaVu Sans, or write `-o FILE.svg`"),
        )
        .into());
    }
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let size = size.scale_by(SCALE).context("a picture without a size")?;
    let mut pixels =
        Pixmap::new(size.width(), size.height()).context("a picture without a size")?;
    resvg::render(
        &tree,
        Transform::from_scale(SCALE, SCALE),
        &mut pixels.as_mut(),
    );
    Ok(pixels.encode_png()?)
}
