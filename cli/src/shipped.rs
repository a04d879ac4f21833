//! The rule sets, cases and sample that travel with the command.

/// A shipped rule set: its name, its file, its text, the file of its cases and their text.
pub(crate) struct Shipped {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) text: &'static str,
    pub(crate) cases_file: &'static str,
    pub(crate) cases: &'static str,
}

macro_rules! shipped {
    ($($place:literal $set:literal),* $(,)?) => {
        /// Every shipped rule set.
        pub(crate) const SETS: &[Shipped] = &[ $( Shipped {
            name: concat!($place, "/", $set),
            file: concat!("rules/", $place, "/", $set, ".yaml"),
            text: include_str!(concat!("../../rules/", $place, "/", $set, ".yaml")),
            cases_file: concat!("rules/", $place, "/cases/", $set, ".yaml"),
            cases: include_str!(concat!("../../rules/", $place, "/cases/", $set, ".yaml")),
        } ),* ];
    };
}

shipped! {
    "liangshan" "village",
    "liangshan" "household-hygiene",
    "liangshan" "household-essentials",
    "liangshan" "resettlement-site",
    "liangshan" "hundred-day-campaign",
    "shicheng" "township-2018",
}

/// The sample township.
pub(crate) const SAMPLE: (&str, &str) =
    ("samples/liangshan/township.yaml", include_str!("../../samples/liangshan/township.yaml"));
