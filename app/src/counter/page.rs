//! `/counter`

use domain::ids::CounterNumber;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    api::{CounterView, Place, look},
    choice::Choice,
    console::Console,
    seating::Seating,
};
use crate::{
    ui::Loaded,
    wire::{always, load},
};

pub struct CounterRoute;

#[lazy_route]
impl LazyRoute for CounterRoute {
    // What `data` names is in the code that every page loads, so it names nothing.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let CounterRoute = this;
        let view = load(always, |_| look());
        view! { <Loaded resource=view page=|view| view! { <Page view /> }.into_any() /> }.into_any()
    }
}

#[component]
fn Page(view: CounterView) -> impl IntoView {
    let CounterView {
        me,
        town_name,
        place,
    } = view;
    let seating = Seating::new(place);
    let screen = move |place| {
        let me = me.clone();
        match place {
            Place::At(seat) => view! { <Console me seat=*seat seating /> }.into_any(),
            Place::Nowhere(_) => {
                view! { <Choice me town_name=town_name.clone() seating /> }.into_any()
            }
        }
    };
    // A list of one, so that each counter has a screen of its own, which begins and ends as a
    // whole; one that is there already follows the changes by itself.
    view! { <For each=move || [seating.place.get()] key=counter_of children=screen /> }
}

fn counter_of(place: &Place) -> Option<CounterNumber> {
    match place {
        Place::At(seat) => Some(seat.counter),
        Place::Nowhere(_) => None,
    }
}
