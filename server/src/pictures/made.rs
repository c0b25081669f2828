//! What is made of an uploaded file: a picture of a size that the screens need, drawn anew. Nothing of
//! the file itself is kept, so neither where a photo was taken nor whatever hides behind it.

use std::io::Cursor;

use app::admin::pictures::Problem;
use domain::picture::{MOST_PIXELS, PictureKind, PicturePlace};
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, ImageResult, Limits,
    Pixel as _, RgbaImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
    imageops::FilterType as Scaling,
    metadata::Orientation,
};
use store::PictureFile;

/// A decoder may use so many bytes. Of the most pixels each may take so the four that red, green, blue
/// and transparency need, and something is left for the way there.
const MOST_MEMORY: u64 = MOST_PIXELS * 6;

/// The longest side of a crest, in pixels: on the largest of all screens, a TV of 2160 lines, it is half
/// as high.
const CREST: u32 = 256;

/// Of a TV; a picture fills a part of it.
const SCREEN: (u32, u32) = (1920, 1080);

/// More would be larger, and look the same from some metres.
const JPEG_QUALITY: u8 = 85;

/// A picture, its width and its height.
pub struct Made {
    pub file: PictureFile,
    pub size: (u16, u16),
}

/// Makes of a file the picture that is shown there. It takes a while, and memory.
///
/// # Errors
/// What is wrong with the file.
pub fn make(file: &[u8], place: &PicturePlace) -> Result<Made, Problem> {
    let (width, height) = match place {
        PicturePlace::Crest => (CREST, CREST),
        PicturePlace::Display(_) => SCREEN,
    };
    let image = scaled(decoded(file)?, width, height);
    let written = match place {
        PicturePlace::Crest => png(&image),
        PicturePlace::Display(_) => smallest(&image),
    };
    let file = written.map_err(|error| {
        tracing::error!(%error, "a picture cannot be written");
        Problem::Broken
    })?;
    // Neither is larger than a screen.
    let side = |pixels| u16::try_from(pixels).unwrap_or(u16::MAX);
    Ok(Made {
        size: (side(image.width()), side(image.height())),
        file,
    })
}

/// What the file shows, upright. What it is says its content; its name and what the browser says of it
/// are not asked.
fn decoded(file: &[u8]) -> Result<DynamicImage, Problem> {
    let format = image::guess_format(file).ok();
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];
    let format = format.filter(|format| known.contains(format));
    let format = format.ok_or(Problem::NotAPicture)?;
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| problem(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Problem::TooManyPixels);
    }
    // It stands in what is left out from here on.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder);
    let mut image = image.map_err(|error| problem(&error))?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn problem(error: &ImageError) -> Problem {
    match error {
        ImageError::Limits(_) => Problem::TooManyPixels,
        _ => Problem::Broken,
    }
}

/// As large as it is at most, and never larger than it was.
fn scaled(image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    let is_large = |times| image.width() > width * times || image.height() > height * times;
    if !is_large(1) {
        return eight_bits(image);
    }
    // The good way would take long for what is many times as large.
    let image = if is_large(4) {
        image.thumbnail(width * 2, height * 2)
    } else {
        image
    };
    match eight_bits(image) {
        DynamicImage::ImageRgba8(mut pixels) => {
            let weigh = |channel: u8, alpha: u8| {
                let weighed = u16::from(channel) * u16::from(alpha) / 255;
                u8::try_from(weighed).unwrap_or(u8::MAX)
            };
            each_channel(&mut pixels, weigh);
            let scaled = DynamicImage::ImageRgba8(pixels).resize(width, height, Scaling::Lanczos3);
            let mut pixels = scaled.into_rgba8();
            each_channel(&mut pixels, |channel, alpha| {
                let weighed = u16::from(channel) * 255 / u16::from(alpha).max(1);
                u8::try_from(weighed).unwrap_or(u8::MAX)
            });
            DynamicImage::ImageRgba8(pixels)
        }
        opaque => opaque.resize(width, height, Scaling::Lanczos3),
    }
}

/// Colours with what shows through, if anything does, else without.
fn eight_bits(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let pixels = image.into_rgba8();
    if pixels.pixels().all(|pixel| pixel.alpha() == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8());
    }
    DynamicImage::ImageRgba8(pixels)
}

/// Changes red, green and blue by what they are and by how opaque the pixel is. Scaled as they are, the
/// colours of what cannot be seen would show at the edges.
fn each_channel(pixels: &mut RgbaImage, change: impl Fn(u8, u8) -> u8) {
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let [red, green, blue] = [red, green, blue].map(|channel| change(channel, alpha));
        pixel.0 = [red, green, blue, alpha];
    }
}

fn png(image: &DynamicImage) -> ImageResult<PictureFile> {
    let mut bytes = Vec::new();
    let quality = CompressionType::Default;
    let encoder = PngEncoder::new_with_quality(&mut bytes, quality, FilterType::Adaptive);
    image.write_with_encoder(encoder)?;
    Ok(PictureFile {
        kind: PictureKind::Png,
        bytes,
    })
}

/// A drawing is smaller as PNG, a photo as JPEG; that one cannot be seen through.
fn smallest(image: &DynamicImage) -> ImageResult<PictureFile> {
    let drawing = png(image)?;
    if image.color().has_alpha() {
        return Ok(drawing);
    }
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    let photo = PictureFile {
        kind: PictureKind::Jpeg,
        bytes,
    };
    let is_photo = photo.bytes.len() < drawing.bytes.len();
    Ok(if is_photo { photo } else { drawing })
}
