//! Random texts in random layouts: laid out anew they say the same, with every comment in its place.

use super::choices::Choices;
use super::facts::inspection;
use super::layouts::laid_out;
use super::text::Text;
use super::texts::{form, read};
use super::{rules, settings};
use cunchi::{Language, RuleSet, Source, reworded};
use proptest::prelude::*;

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

/// The rule set or the inspection of an example.
fn example(bytes: &[u8]) -> Text {
    let mut c = Choices::new(bytes);
    let inspected = c.once_in(3);
    let rules = rules::rules(&mut c);
    if inspected {
        let answers: Vec<_> = rules.facts.iter().map(|fact| fact.answer(&mut c, 3)).collect();
        inspection(&rules.facts, &answers)
    } else {
        rules.text
    }
}

/// The numbers of the comments, in order.
fn numbers(text: &str) -> Vec<usize> {
    let after = text.split("# c").skip(1);
    after.map(|rest| rest.split(' ').next().unwrap().parse().expect("a comment's number")).collect()
}

/// What a line begins with, behind dashes, without quotation marks.
fn begins_with(line: &str, key: &str) -> bool {
    let line = line.trim_start_matches([' ', '-', '?', '"', '\'']);
    line.starts_with(key)
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn laid_out_anew_it_says_the_same_with_every_comment(
        bytes in bytes(700), shape in bytes(1500), space in bytes(900),
    ) {
        let (text, comments) = laid_out(&example(&bytes), &shape, &space);
        let once = form(&text);
        prop_assert_eq!(read(&once), read(&text), "{}\n→\n{}", text, once);
        prop_assert_eq!(form(&once), once.clone(), "twice");
        prop_assert_eq!(numbers(&once), (1..=comments).collect::<Vec<_>>(), "{}\n→\n{}", text, once);
        prop_assert!(!once.contains('\r') && !once.contains("\n\n\n") && !once.contains(" \n"));
        prop_assert!(once.is_empty() || once.ends_with('\n') && !once.starts_with('\n'));
    }

    #[test]
    fn comments_keep_their_neighbours(
        bytes in bytes(700), shape in bytes(1500), space in bytes(900),
    ) {
        let (text, _) = laid_out(&example(&bytes), &shape, &space);
        let once = form(&text);
        let lines: Vec<&str> = once.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((_, comment)) = line.split_once("# c") else { continue };
            let words = comment.split_once(' ').unwrap().1;
            if let Some(key) = words.strip_prefix("before ") {
                let key = key.split(':').next().unwrap();
                let next = lines[at + 1..].iter().find(|line| {
                    !line.is_empty() && !line.trim_start().starts_with('#')
                });
                prop_assert!(next.is_some_and(|next| begins_with(next, key)), "{}\n{}", line, once);
                let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
                prop_assert_eq!(Some(indent(line)), next.map(|next| {
                    // What stands before a dash is indented like the dash.
                    let dash = next.trim_start().starts_with("- ") && indent(line) != indent(next);
                    if dash { next.len() - next.trim_start().len() } else { indent(next) }
                }), "{}\n{}", line, once);
            }
        }
    }

    #[test]
    fn white_space_alone_makes_no_difference(
        bytes in bytes(700), shape in bytes(1500), one in bytes(900), two in bytes(900),
    ) {
        let [one, two] = [one, two].map(|space| form(&laid_out(&example(&bytes), &shape, &space).0));
        prop_assert_eq!(one, two);
    }

    #[test]
    fn keys_turned_and_turned_back_are_the_same(
        bytes in bytes(700), shape in bytes(1500), space in bytes(900),
    ) {
        let rules = rules::rules(&mut Choices::new(&bytes)).text;
        let (text, comments) = laid_out(&rules, &shape, &space);
        let turned = |text: &str, language| {
            let words = reworded(&Source::new("a.yaml", text), language);
            form(&words.unwrap_or_else(|found| panic!("{found}\n{text}")))
        };
        let chinese = turned(&text, Language::Chinese);
        let english = turned(&chinese, Language::English);
        prop_assert!(RuleSet::load(&Source::new("a.yaml", &*chinese)).is_ok());
        prop_assert_eq!(read(&english), read(&turned(&text, Language::English)));
        prop_assert_eq!(numbers(&english), (1..=comments).collect::<Vec<_>>());
    }
}
