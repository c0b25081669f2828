//! `/admin/backup`

use domain::{staff::Role, text::Language};
use leptos::prelude::*;

use super::{
    backing_up::{ADDRESS, BackupContent, Kept, NotMade, Outcome, backup_view},
    texts::BackupTexts,
};
use crate::{
    address::use_address,
    texts::{Texts, fill, sentence, use_texts},
    ui::{Loaded, PageTitle, StaffHeader, StaffPage, date, time_of_day},
    wire::load,
};

pub fn backup_page() -> AnyView {
    let address = use_address();
    let page = load(
        move || address.get(),
        |address| async move {
            // By the handler of the form.
            let refused: Option<NotMade> = use_context();
            let (_, query) = address.split_once('?').unwrap_or_default();
            let query = serde_urlencoded::from_str(query).unwrap_or_default();
            backup_view(&query, refused).await
        },
    );
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn of(texts: &Texts) -> &BackupTexts {
    &texts.admin.backup
}

fn say(which: fn(&BackupTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: BackupContent) -> AnyView {
    let texts = use_texts();
    let BackupContent {
        town_name,
        clerk_name,
        kept,
        days,
        folder,
        is_outdated,
        outcome,
    } = content;
    let outcome = outcome.map(|outcome| match outcome {
        Outcome::Made => view! {
            <p class="message good" role="status">
                {say(|it| &it.made)}
            </p>
        },
        Outcome::NotMade => view! {
            <p class="message bad" role="alert">
                {say(|it| &it.not_made)}
            </p>
        },
    });
    let outdated =
        is_outdated.then(|| view! { <p class="message bad">{say(|it| &it.outdated)}</p> });
    let language = texts.language();
    let days = texts.with(|texts| of(texts).days.of(language, days));
    let list = if kept.is_empty() {
        view! { <p class="quiet">{say(|it| &it.none)}</p> }.into_any()
    } else {
        table(kept)
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role=Role::Admin current=StaffPage::Backup />
        <main class="page-main backup-page">
            <h1 class="page-title">{say(|it| &it.title)}</h1>
            {outcome}
            {outdated}
            <p class="quiet">{say(|it| &it.lead)}</p>
            <section class="panel" aria-labelledby="now">
                <h2 id="now">{say(|it| &it.now)}</h2>
                <form class="form wide" method="post" action=ADDRESS>
                    <p>{say(|it| &it.contents)}</p>
                    <button class="button main">{say(|it| &it.make)}</button>
                </form>
            </section>
            <section class="panel" aria-labelledby="kept">
                <h2 id="kept">{say(|it| &it.kept)}</h2>
                <p>{days} " " {fill(&say(|it| &it.folder), &[("folder", &folder)])}</p>
                {list}
            </section>
        </main>
    }
    .into_any()
}

fn table(kept: Vec<Kept>) -> AnyView {
    let texts = use_texts();
    let rows = kept.into_iter().map(|backup| {
        let day = texts.with(|texts| date(texts, backup.date));
        let when = format!("{day} {}", time_of_day(backup.time));
        let download = fill(&say(|it| &it.download_of), &[("when", &when)]);
        view! {
            <tr>
                <td>{when}</td>
                <td>{size(texts.language(), backup.bytes)}</td>
                <td>
                    <a href=backup.address download aria-label=download>
                        {say(|it| &it.download)}
                    </a>
                </td>
            </tr>
        }
    });
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{say(|it| &it.when)}</th>
                    <th scope="col">{say(|it| &it.size)}</th>
                    <th scope="col">
                        <span class="visually-hidden">{say(|it| &it.download)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// "540 kB", "12,3 MB", rounded up.
fn size(language: Language, bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1000);
    if kilobytes < 1000 {
        return format!("{kilobytes}\u{a0}kB");
    }
    let tenths = bytes.div_ceil(100_000);
    let point = match language {
        Language::En => '.',
        Language::Cs | Language::De | Language::Uk => ',',
    };
    format!("{}{point}{}\u{a0}MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_and_written_as_the_language_does() {
        let cs = |bytes| size(Language::Cs, bytes);
        assert_eq!(cs(1), "1\u{a0}kB");
        assert_eq!(cs(998_500), "999\u{a0}kB");
        assert_eq!(cs(999_001), "1,0\u{a0}MB");
        assert_eq!(cs(12_345_678), "12,4\u{a0}MB");
        assert_eq!(size(Language::En, 12_345_678), "12.4\u{a0}MB");
    }
}
