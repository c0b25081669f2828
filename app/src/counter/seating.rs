//! Sitting down and getting up.

use domain::ids::CounterNumber;
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{self, CounterView, Place, SeatAnswer},
    asking::Asking,
    message::Message,
};

/// Which of the two screens is shown, and the ways between them.
#[derive(Clone, Copy)]
pub struct Seating {
    pub place: RwSignal<Place>,
    pub asking: Asking,
}

impl Seating {
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self {
            place: RwSignal::new(place),
            asking: Asking::new(),
        }
    }

    pub fn sit(self, counter: CounterNumber, take_over: bool) {
        let Self { place, asking } = self;
        asking.ask(
            api::sit(counter, take_over),
            move |SeatAnswer { view, refusal }| {
                let message = refusal.map(|refusal| Message::Seat { refusal, counter });
                asking.message.set(message);
                place.set(view.place);
            },
        );
    }

    /// Gets up from `counter`.
    pub fn leave(self, counter: CounterNumber) {
        let Self { place, asking } = self;
        asking.ask(
            api::leave(),
            move |SeatAnswer { view, refusal }| match refusal {
                Some(refusal) => asking.message.set(Some(Message::Seat { refusal, counter })),
                None => place.set(view.place),
            },
        );
    }

    /// From a counter that somebody else has taken over to wherever the clerk sits, if anywhere.
    pub fn look_elsewhere(self) {
        let Self { place, asking } = self;
        asking.ask(api::look(), move |view: CounterView| place.set(view.place));
    }

    /// Makes the choice anew without being in the way of a click.
    pub fn refresh(self) {
        spawn_local(async move {
            let Ok(view) = api::look().await else {
                return;
            };
            // Whoever has sat down meanwhile stays there.
            let choosing = self
                .place
                .try_with_untracked(|place| matches!(place, Place::Nowhere(_)));
            if choosing == Some(true) {
                self.place.set(view.place);
            }
        });
    }
}
