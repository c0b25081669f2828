//! `/counter`

use leptos::prelude::*;

use super::{
    api::{CounterView, Place, look},
    choice::Choice,
    console::Console,
    seating::Seating,
};
use crate::{
    ui::{Loaded, renewed},
    wire::{always, load},
};

pub fn page() -> AnyView {
    let view = load(always, |_| look());
    view! { <Loaded resource=view page=|view| view! { <Page view /> }.into_any() /> }.into_any()
}

#[component]
fn Page(view: CounterView) -> impl IntoView {
    let CounterView {
        me,
        town_name,
        place,
    } = view;
    let seating = Seating::new(place);
    // Each counter has a screen of its own, which begins and ends as a whole; one that is there
    // already follows the changes by itself.
    renewed(
        move || seating.place.get(),
        counter_of,
        move |place| {
            let me = me.clone();
            match place {
                Place::At(seat) => view! { <Console me seat=*seat seating /> }.into_any(),
                Place::Nowhere(_) => {
                    view! { <Choice me town_name=town_name.clone() seating /> }.into_any()
                }
            }
        },
    )
}

fn counter_of(place: &Place) -> String {
    match place {
        Place::At(seat) => seat.counter.to_string(),
        Place::Nowhere(_) => String::new(),
    }
}
