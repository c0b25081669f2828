//! The town's crest and the pictures on the TVs, put there by an admin.

use axum::http::{Method, StatusCode, header};
use domain::{
    picture::{LARGEST_PICTURE, PictureHash, PicturePlace},
    staff::Role,
};
use image::{
    DynamicImage, ImageFormat, Rgba, RgbaImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
};

use crate::office::{Answer, Identity, Office, PATIENCE, run};

const PAGE: &str = "/admin/pictures";

/// Half of it can be seen through.
fn drawing(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgba([200, 0, 0, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    })
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let drawing = drawing(width, height);
    drawing.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Of so many colours that nothing but JPEG makes it small.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(width, height, |x, y| {
        let noise = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761) >> 8;
        let [_, red, green, blue] = noise.to_be_bytes();
        Rgba([red, green, blue, 255])
    });
    let opaque = DynamicImage::ImageRgba8(pixels).into_rgb8();
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
    opaque.write_with_encoder(encoder).unwrap();
    bytes
}

/// With what a phone writes into a photo: that it has to be turned by a right angle, and where it was.
fn with_exif(photo: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x01\x0e\0\x02\0\0\0\x14\0\0\0\x26\0\0\0\0");
    exif.extend(b"GPS 50.1226N 16.21E\0");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let (start, rest) = photo.split_at(2);
    [start, &[0xff, 0xe1], &length, &exif, rest].concat()
}

/// A file of some bytes that says it is as large as a field.
fn bomb() -> Vec<u8> {
    let mut bytes = png(8, 8);
    let side = 20_000_u32.to_be_bytes();
    bytes[16..20].copy_from_slice(&side);
    bytes[20..24].copy_from_slice(&side);
    // The checksum of what was changed, or it would be a broken file.
    let mut sum = u32::MAX;
    for byte in &bytes[12..29] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let mask = (sum & 1).wrapping_neg();
            sum = (sum >> 1) ^ (0xedb8_8320 & mask);
        }
    }
    bytes[29..33].copy_from_slice(&(!sum).to_be_bytes());
    bytes
}

/// A form with a file, as browsers send it; an empty name: none was chosen.
pub fn multipart(fields: &[(&str, &str)], file: (&str, &[u8])) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let field = format!(
            "--bound\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(field.bytes());
    }
    let (name, content) = file;
    let head = format!(
        "--bound\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"{name}\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend(content);
    body.extend(b"\r\n--bound--\r\n");
    body
}

pub const MULTIPART: &str = "multipart/form-data; boundary=bound";

pub async fn send(
    office: &Office,
    who: &Identity,
    fields: &[(&str, &str)],
    file: (&str, &[u8]),
) -> Answer {
    let body = multipart(fields, file);
    let request = Office::request(&Method::POST, PAGE, body, MULTIPART);
    office.send(request, who).await
}

/// What is there, as the form says that it was seen.
fn seen(office: &Office, place: &str) -> String {
    let place: PicturePlace = place.parse().unwrap();
    let hash = office.services.town().picture(&place);
    hash.map(|hash| hash.to_string()).unwrap_or_default()
}

/// Waits until another picture than `before` is published there, or none. Answers its address.
async fn published(office: &Office, place: &str, before: &str) -> Option<String> {
    let place: PicturePlace = place.parse().unwrap();
    let mut town = office.services.town.clone();
    let is_new = |town: &std::sync::Arc<domain::town::Town>| {
        let hash = town.picture(&place);
        hash.map(|it| it.to_string()).unwrap_or_default() != before
    };
    let changed = tokio::time::timeout(PATIENCE, town.wait_for(is_new)).await;
    let hash = changed.unwrap().unwrap().picture(&place);
    hash.map(PictureHash::address)
}

/// Puts a picture there and answers what browsers get of it.
async fn put(office: &Office, admin: &Identity, place: &str, file: (&str, &[u8])) -> Answer {
    let before = seen(office, place);
    let fields = [("place", place), ("seen", before.as_str())];
    let answer = send(office, admin, &fields, file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let address = published(office, place, &before).await.unwrap();
    office.open(&address).await
}

#[track_caller]
fn decoded(answer: &Answer) -> DynamicImage {
    assert_eq!(answer.status, StatusCode::OK);
    image::load_from_memory(&answer.bytes).unwrap()
}

#[test]
fn a_crest_is_shown_beside_the_name_wherever_the_public_looks() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let pages = [
            "/",
            "/book",
            "/status/hall",
            "/privacy",
            "/kiosk/hall",
            "/display/hall",
        ];
        for page in pages {
            let answer = office.open(page).await;
            assert!(!answer.body.contains("/pictures/"), "{page}");
        }
        // A PNG, whatever its name says.
        let crest = put(&office, &admin, "crest", ("znak.jpg", &png(600, 300))).await;
        assert_eq!(crest.headers[header::CONTENT_TYPE], "image/png");
        let for_ever = "public, max-age=31536000, immutable";
        assert_eq!(crest.headers[header::CACHE_CONTROL], for_ever);
        let shown = decoded(&crest).into_rgba8();
        assert_eq!(shown.dimensions(), (256, 128));
        assert_eq!(shown.get_pixel(40, 64), &Rgba([200, 0, 0, 255]));
        assert_eq!(shown.get_pixel(200, 64).0[3], 0, "it can be seen through");

        let address = format!("/pictures/{}", seen(&office, "crest"));
        let is_beside_the_name = |page: &Answer| {
            let mut images = page.body.split("<img ").skip(1);
            images.any(|it| {
                let (head, _) = it.split_once('>').unwrap();
                head.contains(&address) && head.contains("alt=\"\"")
            })
        };
        for page in pages {
            // Lobbies hear of it some milliseconds later than the town.
            let in_time = async {
                while !is_beside_the_name(&office.open(page).await) {
                    tokio::task::yield_now().await;
                }
            };
            let in_time = tokio::time::timeout(PATIENCE, in_time).await;
            assert!(in_time.is_ok(), "{page}");
        }

        let removal = [
            ("place", "crest"),
            ("seen", &seen(&office, "crest")),
            ("action", "remove"),
        ];
        let before = seen(&office, "crest");
        let gone = send(&office, &admin, &removal, ("", b"")).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        assert_eq!(published(&office, "crest", &before).await, None);
        assert_eq!(office.open(&address).await.status, StatusCode::NOT_FOUND);
        let page = office.open_as(&admin, PAGE).await;
        assert!(!page.body.contains("/pictures/"));
    });
}

#[test]
fn a_photo_is_turned_upright_and_says_no_more_where_it_was_taken() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let photo = with_exif(&photo(80, 40));
        assert!(photo.windows(4).any(|it| it == b"Exif"));
        let shown = put(&office, &admin, "display hall", ("foto.jpg", &photo)).await;
        assert_eq!(shown.headers[header::CONTENT_TYPE], "image/jpeg");
        let upright = decoded(&shown);
        assert_eq!((upright.width(), upright.height()), (40, 80));
        for trace in [b"Exif".as_slice(), b"GPS"] {
            let found = shown.bytes.windows(trace.len()).any(|it| it == trace);
            assert!(!found, "{}", String::from_utf8_lossy(trace));
        }
        let page = office.open_as(&admin, PAGE).await;
        let address = format!("/pictures/{}", seen(&office, "display hall"));
        assert!(page.body.contains(&address));
        assert!(page.body.contains("width=\"40\" height=\"80\""));
    });
}

#[test]
fn pictures_of_all_kinds_are_made_as_large_as_a_screen_at_most() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let mut webp = Vec::new();
        let encoder = WebPEncoder::new_lossless(&mut webp);
        drawing(2_000, 30).write_with_encoder(encoder).unwrap();
        let small = [png(64, 64), b"what hides behind it".to_vec()].concat();
        for (file, size) in [
            (webp, (1_920, 29)),
            (png(32, 4_320), (8, 1_080)),
            (photo(30, 20), (30, 20)),
            (small, (64, 64)),
        ] {
            let shown = put(&office, &admin, "display corridor", ("obr", &file)).await;
            let image = decoded(&shown);
            assert_eq!((image.width(), image.height()), size);
            assert!(!shown.body.contains("hides"));
        }
    });
}

#[test]
fn what_is_no_good_picture_is_refused_by_a_sentence_at_its_field() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let cut = &png(64, 64)[..120];
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert()\"/>".as_slice();
        let large = [png(8, 8), vec![0; LARGEST_PICTURE]].concat();
        for (file, sentence) in [
            (("", b"".as_slice()), "Vyberte soubor s obrázkem."),
            (
                ("znak.png", b"Kostelec nad Orlic\xc3\xad"),
                "Tohle není obrázek",
            ),
            (("znak.svg", svg), "Tohle není obrázek"),
            (
                ("znak.gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
                "Tohle není obrázek",
            ),
            (("znak.png", large.as_slice()), "Soubor je větší než 5 MB."),
            (("znak.png", &bomb()), "víc než 40 milionů bodů"),
            (("znak.png", cut), "Soubor je poškozený"),
        ] {
            let fields = [("place", "display hall"), ("seen", "")];
            let answer = send(&office, &admin, &fields, file).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{sentence}"
            );
            let (_, at_field) = answer.body.split_once("id=\"display-hall-error\"").unwrap();
            let (at_field, _) = at_field.split_once("</p>").unwrap();
            assert!(at_field.contains(sentence), "{sentence}: {at_field}");
            assert_eq!(answer.body.matches("class=\"field-error\"").count(), 1);
        }
        let town = office.services.store.town().await.unwrap().unwrap();
        assert_eq!(town.pictures.len(), 0);
    });
}

#[test]
fn the_second_of_two_admins_is_shown_what_the_first_has_put_there() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        put(&office, &admin, "crest", ("prvni.png", &png(16, 16))).await;
        let fields = [("place", "crest"), ("seen", "")];
        let answer = send(&office, &admin, &fields, ("druhy.png", &png(32, 32))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("Mezitím obrázek změnil někdo jiný."));
        let now = seen(&office, "crest");
        assert!(answer.body.contains(&format!("/pictures/{now}")));
        assert!(
            answer
                .body
                .contains(&format!("name=\"seen\" value=\"{now}\""))
        );
        // Who sends the form that is shown then has seen it.
        put(&office, &admin, "crest", ("druhy.png", &png(32, 32))).await;
    });
}

#[test]
fn a_form_that_makes_no_sense_changes_nothing_and_breaks_nothing() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let (picture, long) = (png(8, 8), "x".repeat(2_000));
        let file = ("a.png", picture.as_slice());
        for (fields, status) in [
            (vec![("place", "roof"), ("seen", "")], 400),
            (vec![("place", "display attic"), ("seen", "")], 404),
            (vec![("place", "crest"), ("seen", "yesterday")], 400),
            (vec![("place", long.as_str())], 400),
            (vec![("place", "crest"), ("action", "remove")], 400),
            (vec![], 400),
        ] {
            let answer = send(&office, &admin, &fields, file).await;
            assert_eq!(answer.status.as_u16(), status, "{fields:?}");
        }
        for (kind, body) in [
            ("application/x-www-form-urlencoded", "place=crest&seen="),
            ("multipart/form-data", "--bound"),
            (MULTIPART, "--bound\r\nContent-Disp"),
        ] {
            let request = Office::request(&Method::POST, PAGE, body, kind);
            let answer = office.send(request, &admin).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
        }
        for address in [
            "/pictures/0",
            "/pictures/0123456789abcdef",
            "/pictures/..",
            "/pictures/%00",
        ] {
            assert_eq!(
                office.open(address).await.status,
                StatusCode::NOT_FOUND,
                "{address}"
            );
        }
        // From a page of somebody else.
        let body = multipart(&[("place", "crest"), ("seen", "")], file);
        let mut request = Office::request(&Method::POST, PAGE, body, MULTIPART);
        let other = "https://elsewhere.test".parse().unwrap();
        request.headers_mut().insert(header::ORIGIN, other);
        let answer = office.send(request, &admin).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    });
}
