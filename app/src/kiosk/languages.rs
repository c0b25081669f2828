//! The languages of the kiosk, changed without leaving the page.

use std::sync::Arc;

use domain::{lobby::Plan, text::Language};
use leptos::{prelude::*, task::spawn_local};

use crate::texts::{T, Texts, load, use_texts};

#[derive(Clone, Copy)]
pub(super) struct Languages {
    texts: T,
    plan: RwSignal<Plan>,
    /// What was asked for last: the sentences of an earlier wish may come later.
    wanted: StoredValue<Option<Language>>,
    /// What has been loaded, so that the way back to the town's own language needs no server.
    known: StoredValue<Vec<Arc<Texts>>>,
}

impl Languages {
    pub fn new(plan: RwSignal<Plan>) -> Self {
        let texts = use_texts();
        let first = untrack(|| texts.all());
        // The page's language is told by its root element, which is not ours to render.
        Effect::new(move || {
            if let Some(root) = document().document_element() {
                // It can only fail for a misspelt name of an attribute.
                let _ = root.set_attribute("lang", texts.language().tag());
            }
        });
        Self {
            texts,
            plan,
            wanted: StoredValue::new(None),
            known: StoredValue::new(vec![first]),
        }
    }

    pub fn offered(self) -> Vec<Language> {
        self.plan.with(|plan| plan.languages.clone())
    }

    pub fn is_shown(self, language: Language) -> bool {
        self.texts.language() == language
    }

    /// Whether the town's own language is shown.
    pub fn is_own(self) -> bool {
        self.is_shown(self.own())
    }

    pub fn choose_own(self) {
        self.choose(untrack(|| self.own()));
    }

    pub fn choose(self, language: Language) {
        self.wanted.set_value(Some(language));
        let known = self.known.with_value(|known| {
            let mut known = known.iter();
            known.find(|texts| texts.language == language).cloned()
        });
        if let Some(texts) = known {
            self.texts.set(texts);
            return;
        }
        spawn_local(async move {
            // Without the server everything stays as it is, and says that it is not up to date.
            let Ok(loaded) = load(language).await else {
                return;
            };
            if self.wanted.try_get_value() == Some(Some(language)) {
                self.known.update_value(|known| known.push(loaded.clone()));
                self.texts.set(loaded);
            }
        });
    }

    fn own(self) -> Language {
        let first = self.plan.with(|plan| plan.languages.first().copied());
        first.unwrap_or_default()
    }
}
