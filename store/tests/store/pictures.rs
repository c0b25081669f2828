//! The office's own pictures.

use domain::{
    picture::{Picture, PictureHash, PictureKind, PicturePlace},
    set_up::PieceId,
};
use store::{Change, PictureFile, PictureNotChanged, Store};

use crate::harness::{Database, on_every_engine, town};

on_every_engine! {
    a_picture_is_shown_everywhere_until_it_is_taken_away
    of_two_who_change_a_picture_the_second_hears_of_the_first
    a_picture_that_is_shown_twice_stays_as_long_as_it_is_shown
    an_import_takes_no_picture_away
    a_lobby_takes_its_picture_with_it
}

fn file(content: &[u8]) -> PictureFile {
    PictureFile {
        kind: PictureKind::Png,
        bytes: content.to_vec(),
    }
}

fn display(lobby: &str) -> PicturePlace {
    PicturePlace::Display(lobby.parse().unwrap())
}

async fn put(
    store: &Store,
    place: PicturePlace,
    seen: Option<PictureHash>,
    content: &[u8],
) -> Result<Picture, PictureNotChanged> {
    let put = store.put_picture(place, seen, file(content), (640, 480));
    put.await.unwrap()
}

async fn shown(store: &Store, place: &PicturePlace) -> Option<Picture> {
    let town = store.town().await.unwrap().unwrap();
    town.pictures.get(place).copied()
}

async fn bytes(store: &Store, hash: PictureHash) -> Option<Vec<u8>> {
    store.picture(hash).await.unwrap().map(|it| it.bytes)
}

async fn a_picture_is_shown_everywhere_until_it_is_taken_away(db: Database) {
    let office = db.office(town()).await;
    let store = &office.store;
    let first = put(store, PicturePlace::Crest, None, b"first")
        .await
        .unwrap();
    assert_eq!((first.width, first.height), (640, 480));
    assert_eq!(first.hash, file(b"first").hash());
    let elsewhere = office.elsewhere().store;
    assert_eq!(shown(&elsewhere, &PicturePlace::Crest).await, Some(first));
    let found = elsewhere.picture(first.hash).await.unwrap();
    assert_eq!(found, Some(file(b"first")));

    let seen = Some(first.hash);
    let second = put(store, PicturePlace::Crest, seen, b"second")
        .await
        .unwrap();
    assert_ne!(second.hash, first.hash);
    assert_eq!(bytes(store, first.hash).await, None, "shown nowhere");
    assert_eq!(bytes(store, second.hash).await.unwrap(), b"second");

    let gone = store.remove_picture(PicturePlace::Crest, second.hash);
    gone.await.unwrap().unwrap();
    assert_eq!(shown(&elsewhere, &PicturePlace::Crest).await, None);
    assert_eq!(bytes(store, second.hash).await, None);
    let again = store.remove_picture(PicturePlace::Crest, second.hash);
    assert_eq!(again.await.unwrap(), Ok(()), "pressed twice");
}

async fn of_two_who_change_a_picture_the_second_hears_of_the_first(db: Database) {
    let office = db.office(town()).await;
    let store = &office.store;
    let first = put(store, display("hall"), None, b"first").await.unwrap();
    let stale = Err(PictureNotChanged::Stale);
    assert_eq!(put(store, display("hall"), None, b"second").await, stale);
    let twice = put(store, display("hall"), None, b"first").await;
    assert_eq!(twice, Ok(first), "sent twice");
    let other = file(b"second").hash();
    let gone = store.remove_picture(display("hall"), other).await.unwrap();
    assert_eq!(gone, Err(PictureNotChanged::Stale));
    assert_eq!(shown(store, &display("hall")).await, Some(first));
    let nowhere = put(store, display("attic"), None, b"first").await;
    assert_eq!(nowhere, Err(PictureNotChanged::NoSuchPlace));

    // Both have seen the same, and both send at once.
    let seen = Some(first.hash);
    let elsewhere = office.elsewhere().store;
    let (one, other) = tokio::join!(
        put(store, display("hall"), seen, b"one"),
        put(&elsewhere, display("hall"), seen, b"other"),
    );
    let won = match (one, other) {
        (Ok(won), Err(PictureNotChanged::Stale)) | (Err(PictureNotChanged::Stale), Ok(won)) => won,
        both => panic!("{both:?}"),
    };
    assert_eq!(shown(store, &display("hall")).await, Some(won));
    assert!(bytes(store, won.hash).await.is_some());
}

async fn a_picture_that_is_shown_twice_stays_as_long_as_it_is_shown(db: Database) {
    let office = db.office(town()).await;
    let store = &office.store;
    let hash = file(b"both").hash();
    for lobby in ["hall", "corridor"] {
        put(store, display(lobby), None, b"both").await.unwrap();
    }
    let remove = async |lobby| {
        let gone = store.remove_picture(display(lobby), hash).await;
        gone.unwrap().unwrap();
    };
    remove("hall").await;
    assert_eq!(bytes(store, hash).await.unwrap(), b"both");
    remove("corridor").await;
    assert_eq!(bytes(store, hash).await, None);
}

async fn an_import_takes_no_picture_away(db: Database) {
    let office = db.office(town()).await;
    let store = &office.store;
    let crest = put(store, PicturePlace::Crest, None, b"crest")
        .await
        .unwrap();
    let hall = put(store, display("hall"), None, b"hall").await.unwrap();
    let mut other = town();
    other.workplaces[0].daily_capacity = 7;
    store.import_town(&other).await.unwrap();
    assert_eq!(shown(store, &PicturePlace::Crest).await, Some(crest));
    other.workplaces[0].daily_capacity = 8;
    let import = Change::import(other, None);
    store.set_up(import, office.now).await.unwrap().unwrap();
    assert_eq!(shown(store, &PicturePlace::Crest).await, Some(crest));
    assert_eq!(shown(store, &display("hall")).await, Some(hall));
    assert_eq!(bytes(store, hall.hash).await.unwrap(), b"hall");
}

async fn a_lobby_takes_its_picture_with_it(db: Database) {
    let mut with_attic = town();
    let mut attic = with_attic.lobbies[0].clone();
    attic.id = "attic".parse().unwrap();
    with_attic.lobbies.push(attic.clone());
    let office = db.office(with_attic.clone()).await;
    let store = &office.store;
    let picture = put(store, display("attic"), None, b"attic").await.unwrap();
    let town = store.town().await.unwrap().unwrap();
    let before = town.piece(&PieceId::Lobby(attic.id)).unwrap();
    let remove = Change::Remove {
        before: Box::new(before),
    };
    store.set_up(remove, office.now).await.unwrap().unwrap();
    assert_eq!(bytes(store, picture.hash).await, None);
    // One of the same name later is another one.
    store.import_town(&with_attic).await.unwrap();
    assert_eq!(shown(store, &display("attic")).await, None);
}
