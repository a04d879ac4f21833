//! What can be proven about a rule set, or at least shown by trying.
//!
//! [`Program::audit`] asks whether each part can matter: whether any inspection makes a condition hold and fail, reaches
//! a tier, a band, a cell, a grade, closes a gate, moves an item. First the program is evaluated on inspections of the
//! audit's own making: every fact at every value that a limit in the rules makes interesting, around a good, a bad and
//! many mixed inspections. What did not happen there is searched for among answers that stand for all there can be
//! (`cells`, `search`). A finding says whether it is proven or only what was tried, and shows an inspection.

mod cases;
mod cells;
mod claims;
mod cone;
mod curves;
mod direction;
mod effects;
mod grades;
mod grid;
mod kinds;
mod lattice;
mod lean;
mod matched;
mod numbers;
mod overlay;
mod pulls;
mod question;
mod relation;
mod sample;
mod search;
mod spread;
mod strictness;
mod toward;
mod try_out;
mod turns;
mod uses;
mod ways;
mod whole;
mod witness;

pub(crate) use overlay::overlay;

use crate::compile::Program;
use crate::diagnostic::{Diagnostic, Diagnostics, Language, Message, Sink};
use crate::model::Standard;
use crate::source::Span;
use crate::value::{Date, Number};
use question::Question;
use sample::Samples;
use search::{Search, Verdict};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use try_out::Tried;

impl Program {
    /// Looks for parts that cannot matter and for scores that fall when they should not.
    ///
    /// Findings are warnings; a rule set with findings can be assessed by. The same program always gives the same
    /// findings.
    ///
    /// ```
    /// use cunchi::{Language, RuleSet, Source};
    /// let rules = RuleSet::load(&Source::new("a.yaml", "
    /// ruleset: demo/a
    /// version: 1.0.0
    /// title: demo
    /// subject: village
    /// effective: { from: 2022-01-01 }
    /// scale: { max: 10, round: { at: total, step: 1, mode: half_up } }
    /// facts: { spots: { kind: count, title: spots } }
    /// items:
    ///   - id: A
    ///     title: tidy
    ///     points: 10
    ///     bands: { of: spots, steps: [ { to: 3, points: 10 }, { to: 6, points: 2 }, { points: 5 } ] }
    ///     provenance: { criterion: { illustrative: demo }, numbers: { illustrative: demo } }
    /// "))?;
    /// let findings = rules.compile().audit();
    /// assert!(findings.lines(Language::English).contains("not-monotone"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn audit(&self) -> Diagnostics {
        let found = self.periods_in_force().into_iter().map(|one| (one.since, one.audit_period()));
        let found: Vec<_> = found.collect();
        let first = self.rules().effective_from();
        let said = found.iter().map(|((from, _), of_period)| {
            // What is not so in every period says when it is.
            let day = from.map_or(first, |from| from.max(first)).to_string();
            let always =
                |one: &Diagnostic| found.iter().all(|(_, of_any)| of_any.iter().any(|o| o == one));
            of_period.clone().shown_with(&format!("({day})"), |one| !always(one))
        });
        said.fold(Diagnostics::default(), Diagnostics::and)
    }

    /// The program in each period that some day on which the rule set is in force falls into.
    fn periods_in_force(&self) -> Vec<Program> {
        let all = self.each_period();
        let rules = self.rules();
        let first = rules.effective_from();
        let days = all.iter().filter_map(|one| one.since.0).filter(|day| rules.in_force(*day));
        let days: BTreeSet<Date> = days.chain([first]).collect();
        // What was always known is asked for as of the first day there is.
        let known = all.iter().map(|one| one.since.1.or(Date::parse("0001-01-01")));
        let known: BTreeSet<Option<Date>> = known.collect();
        let reached: BTreeSet<_> = days
            .iter()
            .flat_map(|day| known.iter().map(|known| self.on(*day, *known).since))
            .collect();
        all.into_iter().filter(|one| reached.contains(&one.since)).collect()
    }

    fn audit_period(&self) -> Diagnostics {
        let standard = self.inner.standard();
        let samples = Samples::of(standard);
        let marks = sample::limits(standard).0;
        // Asked once without looking, so that the inspections tried know what to look for.
        let first = Audit::new(self, &marks, None);
        first.conditions(&mut Sink::new(&standard.sources));
        let tried = try_out::run(self, &samples, first.asked.into_inner());
        let audit = Audit::new(self, &marks, Some(&tried));
        let mut sink = Sink::new(&standard.sources);
        audit.conditions(&mut sink);
        audit.items(&mut sink);
        audit.earned(&mut sink);
        audit.monotony(&samples, &mut sink);
        audit.grades(&mut sink);
        audit.toward(&mut sink);
        audit.undecided(&mut sink);
        sink.finish()
    }
}

struct Audit<'a> {
    program: &'a Program,
    standard: &'a Standard,
    /// Every number written in a rule.
    marks: &'a BTreeSet<Number>,
    /// None while it is only noted what is asked.
    tried: Option<&'a Tried>,
    asked: RefCell<Vec<Question>>,
    /// How many questions were asked, and what remained open without a word.
    count: RefCell<usize>,
    open: RefCell<Vec<String>>,
    /// What is left to search with.
    left: Cell<usize>,
    /// Conditions that are proven to come out one way only.
    fixed: RefCell<BTreeMap<usize, bool>>,
    /// The same of conditions that may read results.
    fixed_late: RefCell<BTreeMap<usize, bool>>,
}

/// An answer to a question, and how it was come by.
enum Answered {
    Happens,
    Never(How),
}

/// How it is known that something does not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Proven,
    /// Of inspections in which every fact is answered.
    ProvenOfAnswered,
    /// Not seen in so many inspections.
    Tried(usize),
}

impl How {
    /// A finding as it is reported: what was only tried is no more than a note.
    fn said(self, message: Message) -> Message {
        if !matches!(self, How::Tried(_)) {
            return message;
        }
        let [found, zh_found] =
            [Language::English, Language::Chinese].map(|language| message.words(language).message);
        Message::NotSeen { found, zh_found }
    }

    fn words(self) -> (String, String) {
        match self {
            How::Proven => ("proven".to_owned(), "已证明".to_owned()),
            How::ProvenOfAnswered => (
                "proven, where every fact is answered".to_owned(),
                "已证明，限各项数据均已填报的检查".to_owned(),
            ),
            How::Tried(count) => (
                format!("not seen in {count} inspections tried, not proven"),
                format!("试了 {count} 份检查未见，未经证明"),
            ),
        }
    }
}

impl<'a> Audit<'a> {
    fn new(program: &'a Program, marks: &'a BTreeSet<Number>, tried: Option<&'a Tried>) -> Self {
        Audit {
            program,
            standard: program.inner.standard(),
            marks,
            tried,
            asked: RefCell::default(),
            count: RefCell::default(),
            open: RefCell::default(),
            left: Cell::new(search::BUDGET),
            fixed: RefCell::default(),
            fixed_late: RefCell::default(),
        }
    }

    fn how(&self) -> How {
        How::Tried(self.tried.map_or(0, |tried| tried.count))
    }

    /// Whether something happens: seen, or searched for.
    fn ask(&self, question: &Question) -> Answered {
        let Some(tried) = self.tried else {
            let mut asked = self.asked.borrow_mut();
            if !asked.contains(question) {
                asked.push(question.clone());
            }
            return Answered::Happens;
        };
        self.counted();
        if tried.happened(question) {
            return Answered::Happens;
        }
        match Search::new(self.program, question, self.marks, &self.left).run() {
            Verdict::Seen(_) => Answered::Happens,
            Verdict::Never => Answered::Never(How::Proven),
            Verdict::Open => Answered::Never(self.how()),
        }
    }

    /// One more question.
    fn counted(&self) {
        let mut count = self.count.borrow_mut();
        *count = count.saturating_add(1);
    }

    /// An inspection in which something happens, as it would be written; nothing where none is found.
    fn shows(&self, question: &Question) -> String {
        let search = Search::new(self.program, question, self.marks, &self.left);
        match search.run() {
            Verdict::Seen(_) if search.facts().is_empty() => String::new(),
            Verdict::Seen(answers) => {
                witness::written(&self.standard.facts, &answers, &search.facts())
            }
            _ => String::new(),
        }
    }

    /// One line for all that is not decided.
    fn undecided(&self, sink: &mut Sink<'_>) {
        let open = self.open.borrow();
        let place = self.standard.items.first().map_or_else(Span::default, |item| item.span);
        if !open.is_empty() {
            let message = Message::NotDecided {
                id: self.standard.id.clone(),
                open: open.len().to_string(),
                all: self.count.borrow().to_string(),
                list: crate::diagnostic::list(open.iter().map(String::as_str)),
            };
            sink.report(place, message);
        }
    }
}
