//! The texts around a column → the framework its labels belong to, with the evidence. Never by the place of a label.

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, Framework, Level, Settled};
use super::legend::{self, Legend};
use super::spelling::{Kind, form};
use super::{Found, Sought};
use crate::finding::Message;
use crate::locate::Subject;
use crate::text::key;

/// What is known about a column of ratings, or about a table with levels in its header.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rating year.
    pub year: Option<u16>,
    /// What is rated.
    pub subject: Subject,
    /// The framework id that configuration or command line declare.
    pub declared: Option<&'a str>,
    /// Title, legend, sector column, header texts.
    pub hints: &'a [String],
    /// All distinct labels of the column, or all level headers of the table.
    pub labels: &'a [String],
}

/// A framework the column may be in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Framework id.
    pub framework: String,
    /// Why.
    pub evidence: Message,
}

/// The framework of a column, or those it may be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// All that fit, in the order of the catalogue.
    pub candidates: Vec<Candidate>,
    /// The one it is; `None` while the evidence leaves several or none.
    pub settled: Option<String>,
    /// Is no framework known for the subject and the year, and it is the one nearest in time?
    pub borrowed: bool,
    /// Do the column's other labels leave no doubt what "Tốt" and "XS" stand for?
    pub(super) shorthands: bool,
    /// Does the column also hold labels that only other frameworks have?
    pub(super) mixed: bool,
    pub(super) legend: Legend,
}

impl Choice {
    /// Why it is the framework it is; `None` while nothing settles one.
    pub fn evidence(&self) -> Option<&Message> {
        let settled = self.settled.as_ref()?;
        self.candidates.iter().find(|c| c.framework == *settled).map(|c| &c.evidence)
    }
}

/// Chooses by declared framework, then legend, hints, labels only one framework has, then subject and year.
pub fn choose(catalogue: &Catalogue, context: &Context<'_>) -> Choice {
    let column = Column::new(catalogue, context);
    let letters = column.by_declaration().or_else(|| column.by_legend());
    letters.unwrap_or_else(|| {
        let choice = column.by_hints().or_else(|| column.by_labels()).or_else(|| column.by_nearest_year());
        // A legend of shorthands ("XS: Hoàn thành xuất sắc nhiệm vụ") tells levels, and no framework.
        Choice { legend: column.legend(), ..choice.unwrap_or_else(|| column.by_subject_and_year()) }
    })
}

/// The distinct labels of the column that can speak for a framework, and where they were found.
struct Column<'c, 'a> {
    catalogue: &'c Catalogue,
    context: &'a Context<'a>,
    labels: Vec<Sought<'a>>,
}

/// How the column's labels stand to one framework.
#[derive(Clone, Copy, Default)]
struct Fit {
    strong: usize,
    shorthand: usize,
    foreign: usize,
}

impl Fit {
    fn whole(self) -> bool {
        self.foreign == 0
    }

    fn any(self) -> bool {
        self.strong + self.shorthand > 0
    }
}

impl<'c: 'a, 'a> Column<'c, 'a> {
    fn new(catalogue: &'c Catalogue, context: &'a Context<'a>) -> Self {
        let speaks = |label: &&str| {
            let form = form(label);
            !form.is_empty() && catalogue.not_rated(&form).is_none()
        };
        let labels = context.labels.iter().map(String::as_str);
        let labels = labels.filter(speaks).map(|label| Sought::new(catalogue, label)).collect();
        Self { catalogue, context, labels }
    }

    fn fit(&self, framework: &Framework, subject: Subject) -> Fit {
        let mut fit = Fit::default();
        for label in &self.labels {
            match label.find_settled(framework, subject) {
                Some(Found { kind: Kind::Shorthand, .. }) => fit.shorthand += 1,
                Some(_) => fit.strong += 1,
                None => fit.foreign += 1,
            }
        }
        fit
    }

    fn in_period(&self) -> impl Iterator<Item = &'c Framework> {
        let year = self.context.year;
        let all = self.catalogue.frameworks().iter();
        all.filter(move |f| f.is_for(year))
    }

    fn by_declaration(&self) -> Option<Choice> {
        let framework = self.catalogue.get(self.context.declared?)?;
        let whole = self.fit(framework, self.context.subject).whole();
        let evidence = Message::new(
            "đã khai báo trong xeploai.toml hoặc --framework",
            "declared in xeploai.toml or by --framework",
        );
        let mut choice = settled(framework, evidence);
        choice.shorthands = whole;
        choice.mixed = !whole && self.speaks_otherwise(framework);
        choice.legend = legend::read(self.catalogue, self.context.hints);
        Some(choice)
    }

    /// The legend on the sheet, if any label of the column stands in it.
    fn legend(&self) -> Legend {
        let mut legend = legend::read(self.catalogue, self.context.hints);
        if !self.labels.iter().any(|sought| legend.contains_key(&super::symbol(sought.label))) {
            legend.clear();
        }
        legend
    }

    fn by_legend(&self) -> Option<Choice> {
        let legend = self.legend();
        if legend.is_empty() {
            return None;
        }
        let letters = ["monthly-abc", "unstated-ranks"].iter().filter_map(|id| self.catalogue.get(id));
        let own = |f: &&Framework| f.declared_in.is_some() && is_general(f) && f.rates(self.context.subject);
        let framework = self.in_period().filter(own).chain(letters).find(|f| self.fit(f, Subject::Unknown).any())?;
        let evidence = Message::new("chú giải trên biểu", "the legend on the sheet");
        let mut choice = settled(framework, evidence);
        choice.legend = legend;
        Some(choice)
    }

    fn by_hints(&self) -> Option<Choice> {
        let texts = self.context.hints.iter().map(String::as_str);
        let texts: Vec<String> =
            texts.chain(self.labels.iter().map(|sought| sought.label)).map(|text| format!(" {} ", key(text))).collect();
        let hint = |f: &'c Framework| {
            let mut hints = f.hints.iter();
            let stands = |words: String| texts.iter().any(|text| text.contains(&words));
            hints.find(|hint| stands(format!(" {} ", key(hint))))
        };
        let hinted: Vec<&Framework> = self
            .in_period()
            .filter(|f| f.settled_by.contains(&Settled::Hints))
            .filter(|f| !is_general(f) || f.rates(self.context.subject))
            .filter(|f| hint(f).is_some())
            .filter(|f| self.labels.is_empty() || self.fit(f, self.context.subject).any())
            .collect();
        let framework = self.the_one(&hinted)?;
        let hint = hint(framework)?;
        let evidence = Message::new(format!("trên biểu có “{hint}”"), format!("the sheet says “{hint}”"));
        Some(self.with_shorthands(settled(framework, evidence)))
    }

    /// Labels that no framework of the subject and year has: one telling phrase, or two words together.
    fn by_labels(&self) -> Option<Choice> {
        let known = |sought: &&Sought<'_>| {
            let mut general = self.catalogue.frameworks().iter().filter(|f| is_general(f));
            general.any(|f| sought.find(f, Subject::Unknown).is_some())
        };
        let own: Vec<&Sought<'_>> = self.labels.iter().filter(|label| !known(label)).collect();
        let telling = own.iter().any(|sought| key(sought.label).split(' ').count() >= 3);
        if own.len() < 2 && !telling {
            return None;
        }
        let fitting: Vec<&Framework> = self
            .in_period()
            .filter(|f| !is_general(f) && f.settled_by.contains(&Settled::Labels))
            .filter(|f| self.fit(f, Subject::Unknown).whole())
            .collect();
        let framework = self.the_one(&fitting)?;
        let evidence = Message::new(
            "các mức ghi trong cột chỉ có ở khung này",
            "only this framework has the labels of the column",
        );
        Some(settled(framework, evidence))
    }

    /// For a year of which no framework of the subject is known, the one nearest in time: a label that is one there says
    /// the same, and that it is taken by custom is told.
    fn by_nearest_year(&self) -> Option<Choice> {
        let (year, subject) = (self.context.year?, self.context.subject);
        let of_subject = |f: &&Framework| is_general(f) && f.rates(subject) && subject != Subject::Unknown;
        if self.in_period().any(|f| of_subject(&f)) {
            return None;
        }
        let apart = |f: &Framework| match f.years.to {
            _ if f.years.from > year => f.years.from - year,
            Some(to) => year.saturating_sub(to),
            None => 0,
        };
        let all: Vec<&Framework> = self.catalogue.frameworks().iter().filter(of_subject).collect();
        let nearest = all.iter().map(|f| apart(f)).min()?;
        let mut near = all.into_iter().filter(|f| apart(f) == nearest && self.fit(f, subject).any());
        let only = near.next().filter(|_| near.next().is_none())?;
        let evidence = Message::new(
            format!("chưa có khung của năm {year} cho {}; theo khung gần nhất", subject.vi()),
            format!("no framework of {year} is known for {}; the nearest one", subject.id()),
        );
        Some(self.with_shorthands(Choice { borrowed: true, ..settled(only, evidence) }))
    }

    fn by_subject_and_year(&self) -> Choice {
        let subject = self.context.subject;
        let fitting: Vec<(&Framework, Fit)> =
            self.in_period().filter(|f| is_general(f) && f.rates(subject)).map(|f| (f, self.fit(f, subject))).collect();
        let all_known = fitting.iter().any(|(_, fit)| fit.any() && fit.whole());
        let mut fitting: Vec<&Framework> =
            fitting.into_iter().filter(|(_, fit)| !all_known || fit.whole()).map(|(f, _)| f).collect();
        if all_known || self.labels.is_empty() {
            prefer_declared(&mut fitting);
        }
        let candidates =
            fitting.iter().map(|f| Candidate { framework: f.id.clone(), evidence: self.subject_and_year() });
        let mixed = fitting.iter().all(|f| self.speaks_otherwise(f));
        // Two levels beyond doubt say what the short word beside them is, where every scale it may be has all of them.
        let shorthands = all_known && fitting.iter().all(|f| self.plain_levels(f) >= 2);
        let choice = Choice { candidates: candidates.collect(), mixed, shorthands, ..Choice::default() };
        match fitting[..] {
            [only] if self.unmistakable(only) => {
                self.with_shorthands(Choice { settled: Some(only.id.clone()), ..choice })
            }
            _ => choice,
        }
    }

    fn subject_and_year(&self) -> Message {
        let Context { subject, year, .. } = self.context;
        match year {
            Some(year) => Message::new(
                format!("đối tượng: {}, năm {year}", subject.vi()),
                format!("subject {}, year {year}", subject.id()),
            ),
            None => Message::new(
                format!("đối tượng: {}, chưa rõ năm", subject.vi()),
                format!("subject {}, year unknown", subject.id()),
            ),
        }
    }

    /// A full or abbreviated label of the framework stands in the column, or nothing that any framework knows.
    fn unmistakable(&self, framework: &Framework) -> bool {
        let known = |sought: &Sought<'_>| {
            let mut all = self.catalogue.frameworks().iter();
            all.any(|f| sought.find(f, Subject::Unknown).is_some())
        };
        self.fit(framework, self.context.subject).strong > 0 || !self.labels.iter().any(known)
    }

    /// Shorthands are read where one label at least is unmistakable and none is another framework's.
    fn with_shorthands(&self, mut choice: Choice) -> Choice {
        let framework = choice.settled.as_deref().and_then(|id| self.catalogue.get(id));
        choice.shorthands = framework.is_some_and(|f| {
            let fit = self.fit(f, self.context.subject);
            choice.mixed = !fit.whole() && self.speaks_otherwise(f);
            fit.strong > 0 && !choice.mixed
        });
        choice
    }

    /// Is there a label that only other frameworks know? A slip that none knows says nothing about the others, nor does
    /// a label that the same subject had in other years.
    fn speaks_otherwise(&self, framework: &Framework) -> bool {
        let subject = self.context.subject;
        let knows = |f: &Framework, sought: &Sought<'_>| sought.find(f, subject).is_some();
        let past =
            |f: &Framework| is_general(f) && is_general(framework) && f.rates(subject) && subject != Subject::Unknown;
        let all = self.catalogue.frameworks();
        let foreign = self.labels.iter().filter(|label| !knows(framework, label));
        let told = foreign.filter(|label| !all.iter().any(|f| past(f) && knows(f, label)));
        let odd: Vec<&Sought<'_>> = told.filter(|label| all.iter().any(|f| knows(f, label))).collect();
        !odd.is_empty() && !self.stray(framework, &odd)
    }

    /// How many levels of a framework stand in the column in words that are no shorthands.
    fn plain_levels(&self, framework: &'c Framework) -> usize {
        let read = self.labels.iter().filter_map(|label| label.find(framework, self.context.subject));
        let plain = read.filter(|found| found.kind != Kind::Shorthand);
        plain.filter_map(|found| found.grade.level).collect::<BTreeSet<Level>>().len()
    }

    /// One "Khá" among "Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành" is a fault of its own row: fewer labels than
    /// levels that stand there beyond doubt, of no framework that gives any other label of the column another level.
    fn stray(&self, framework: &Framework, odd: &[&Sought<'_>]) -> bool {
        let subject = self.context.subject;
        let read = |f: &'c Framework, label: &Sought<'_>| label.find(f, subject);
        let own: Vec<(&Sought<'_>, Found<'c>)> = self
            .labels
            .iter()
            .filter_map(|label| Some((label, read(self.catalogue.get(&framework.id)?, label)?)))
            .collect();
        let levels = self.catalogue.get(&framework.id).map_or(0, |framework| self.plain_levels(framework));
        let shares = |f: &&'c Framework| odd.iter().any(|label| read(f, label).is_some());
        let otherwise = |f: &'c Framework| {
            own.iter().any(|(label, found)| read(f, label).is_some_and(|other| other.grade.level != found.grade.level))
        };
        subject != Subject::Unknown
            && odd.len() < levels
            && !self.catalogue.frameworks().iter().filter(shares).any(otherwise)
    }

    /// The only one, after those that rate the subject are preferred and variants are left aside.
    fn the_one(&self, found: &[&'c Framework]) -> Option<&'c Framework> {
        let rating = found.iter().copied();
        let rating: Vec<&Framework> = rating.filter(|f| f.rates(self.context.subject)).collect();
        let mut found = if rating.is_empty() { found.to_vec() } else { rating };
        prefer_declared(&mut found);
        let is_variant = |f: &Framework| {
            let of = f.variant_of.as_ref();
            of.is_some_and(|of| found.iter().any(|other| &other.id == of))
        };
        let mut bases = found.iter().copied().filter(|f| !is_variant(f));
        bases.next().filter(|_| bases.next().is_none())
    }
}

/// What an office declares of its own goes before what the program brings along.
fn prefer_declared(frameworks: &mut Vec<&Framework>) {
    if frameworks.iter().any(|f| f.declared_in.is_some()) {
        frameworks.retain(|f| f.declared_in.is_some());
    }
}

fn settled(framework: &Framework, evidence: Message) -> Choice {
    Choice {
        candidates: vec![Candidate { framework: framework.id.clone(), evidence }],
        settled: Some(framework.id.clone()),
        ..Choice::default()
    }
}

/// A framework that subject and year alone can settle; the others need evidence of their own.
pub(super) fn is_general(framework: &Framework) -> bool {
    framework.settled_by.contains(&Settled::SubjectYear)
}
