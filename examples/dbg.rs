use cunchi::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let r = std::fs::read_to_string(&a[1]).unwrap();
    let mut it = r.splitn(2, "\n---\n");
    let rules = it.next().unwrap();
    let p =
        RuleSet::load(&Source::new("r.yaml", rules)).map_err(|e| e.to_string()).unwrap().compile();
    for i in it.next().unwrap().lines() {
        let f = Form::read(&Source::new("i.yaml", i)).map_err(|e| e.to_string()).unwrap();
        let x = p.admit(&f[0]).map_err(|e| e.to_string()).unwrap().assess();
        let r = x.report(Language::English);
        println!(
            "{}",
            serde_json::to_string(&(
                &r.score,
                &r.items
                    .iter()
                    .map(|i| format!(
                        "{} {} {:?} [{} {}] w{}",
                        i.id, i.state, i.points, i.low, i.high, i.weight
                    ))
                    .collect::<Vec<_>>(),
                &r.sections
                    .iter()
                    .map(|s| format!("{} {:?} [{} {}]", s.id, s.points, s.low, s.high))
                    .collect::<Vec<_>>(),
                &r.grade,
                &r.account
            ))
            .unwrap()
        );
    }
}
